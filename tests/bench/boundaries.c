/* One chain against one store: all of time, and each boundary by itself. */
#include "bench/bench.h"

#include <stdio.h>

#include "verify/closure.h"

enum { ANCHORS = 140, ROUNDS = 2000, RIVAL_ROUNDS = 20 };

static void
make(struct works *works, struct chain *served, struct store *store)
{
	const struct cert *dst, *x1, *cross, *r3, *leaf;

	dst = works_make(works, "dst ca=yes until=2021-09-30T14:01:15Z");
	x1 = works_make(works, "x1 ca=yes until=2035-06-04T11:04:38Z");
	cross = works_make(works, "cross subject=/CN=x1 key=x1 issuer=dst "
	    "ca=yes until=2024-09-30T18:14:03Z");
	r3 = works_make(works, "r3 issuer=x1 ca=yes pathlen=0 "
	    "until=2025-09-15T16:00:00Z");
	leaf = works_make(works, "leaf issuer=r3 san=dns:www.example "
	    "from=2023-01-01T00:00:00Z until=2023-04-01T00:00:00Z");
	chain_append(served, leaf);
	chain_append(served, r3);
	chain_append(served, cross);
	for (int i = 0; i < ANCHORS - 2; i++)
		store_append(store, works_make(works, "a%d ca=yes", i), "");
	store_append(store, dst, "");
	store_append(store, x1, "");
}

/* Every instant at which a certificate that takes part starts or ends. */
static size_t
list_instants(const struct question *question, int64_t *out)
{
	struct closure closure;
	struct err err = ERR_NONE;
	size_t n = 0;

	if (closure_build(&closure, question, &err) == -1)
		return 0;
	for (size_t i = 0; i < closure.n; i++) {
		out[n++] = closure.nodes[i].from_s;
		out[n++] = closure.nodes[i].until_s;
	}
	closure_release(&closure);
	return n;
}

static double
time_windows(const struct question *question, int rounds)
{
	double start_s = cpu_s();

	for (int i = 0; i < rounds; i++) {
		struct windows windows = { 0 };
		struct err err = ERR_NONE;

		windows_compute(&windows, question, &err);
		windows_release(&windows);
	}
	return (cpu_s() - start_s) / rounds;
}

static double
time_rival(const struct question *question, const int64_t *instants,
    size_t n)
{
	X509_STORE *store = rival_store(question->store);
	double start_s;

	/* What it decodes once and keeps is not counted. */
	rival_accepts(store, question->chain, instants[0]);
	start_s = cpu_s();
	for (int i = 0; i < RIVAL_ROUNDS; i++) {
		for (size_t k = 0; k < n; k++)
			rival_accepts(store, question->chain, instants[k]);
	}
	X509_STORE_free(store);
	return (cpu_s() - start_s) / RIVAL_ROUNDS;
}

void
bench_boundaries(void)
{
	int64_t instants[16];
	struct works works;
	struct chain served = CHAIN_EMPTY;
	struct store store = STORE_EMPTY;
	struct question question = { .chain = &served, .store = &store,
		.verifier = verifier_find("openssl-3"),
		.purpose = EKU_SERVER, .signatures = sigcache_new() };
	double cold_s, warm_s, rival_s;
	size_t n;

	works_init(&works);
	make(&works, &served, &store);
	n = list_instants(&question, instants);
	rival_s = time_rival(&question, instants, n);
	cold_s = time_windows(&question, 1);
	warm_s = time_windows(&question, ROUNDS);
	printf("one chain, %d anchors: X509_verify_cert at each of %zu "
	    "boundaries %.0f us\n", ANCHORS, n, rival_s * 1e6);
	printf("  windows, signatures known: %.1f us, 1/%.0f of it (goal: "
	    "1/20)\n", warm_s * 1e6, rival_s / warm_s);
	printf("  windows, for the first time: %.1f us, 1/%.1f of it, "
	    "nearly all of it %zu signatures\n", cold_s * 1e6,
	    rival_s / cold_s, sigcache_checked(question.signatures));
	sigcache_free(question.signatures);
	chain_release(&served);
	store_release(&store);
	works_release(&works);
}
