/* One chain against one store: all of time, and each boundary by itself. */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "verify/closure.h"

enum { ANCHORS = 140, ROUNDS = 2000, COLD_ROUNDS = 50, RIVAL_ROUNDS = 20 };

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
		store_append(store, works_make(works, "a%d ca=yes "
		    "from=20%02d-01-01T00:%02d:%02dZ "
		    "until=20%02d-01-01T00:%02d:%02dZ", i, i % 15, i / 60,
		    i % 60, 26 + i % 15, i / 60, i % 60), "");
	store_append(store, dst, "");
	store_append(store, x1, "");
}

/* Every instant at which a certificate that takes part starts or ends. */
static size_t
list_reachable(const struct question *question, int64_t *out)
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

static int
instant_compare(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* The same of all that is given: who builds no paths knows no better. */
static size_t
list_given(const struct question *question, int64_t *out)
{
	size_t n = 0, distinct = 0;

	for (size_t i = 0; i < question->chain->n; i++) {
		out[n++] = question->chain->certs[i]->not_before_s;
		out[n++] = question->chain->certs[i]->not_after_s + 1;
	}
	for (size_t i = 0; i < question->store->n; i++) {
		out[n++] = question->store->anchors[i].cert->not_before_s;
		out[n++] = question->store->anchors[i].cert->not_after_s + 1;
	}
	qsort(out, n, sizeof(*out), instant_compare);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || out[i] != out[i - 1])
			out[distinct++] = out[i];
	}
	return distinct;
}

static void
compute(const struct question *question)
{
	struct windows windows = { 0 };
	struct err err = ERR_NONE;

	windows_compute(&windows, question, &err);
	windows_release(&windows);
}

static double
time_windows(const struct question *question)
{
	double start_s = cpu_s();

	for (int i = 0; i < ROUNDS; i++)
		compute(question);
	return (cpu_s() - start_s) / ROUNDS;
}

/* Each round with no signature known. */
static double
time_cold(struct question question)
{
	double start_s = cpu_s();

	for (int i = 0; i < COLD_ROUNDS; i++) {
		question.signatures = sigcache_new();
		compute(&question);
		sigcache_free(question.signatures);
	}
	return (cpu_s() - start_s) / COLD_ROUNDS;
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

static void
print_ratio(const char *what, double ours_s, double rival_s)
{
	printf("  windows, %s: %.1f us, 1/%.0f of it (goal: 1/20)\n", what,
	    ours_s * 1e6, rival_s / ours_s);
}

void
bench_boundaries(void)
{
	int64_t instants[2 * (ANCHORS + 3)];
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
	cold_s = time_cold(question);
	compute(&question);
	warm_s = time_windows(&question);

	n = list_given(&question, instants);
	rival_s = time_rival(&question, instants, n);
	printf("one chain, %d anchors: X509_verify_cert at each of %zu "
	    "boundaries %.0f us\n", ANCHORS, n, rival_s * 1e6);
	print_ratio("signatures known", warm_s, rival_s);
	print_ratio("nothing known", cold_s, rival_s);

	n = list_reachable(&question, instants);
	rival_s = time_rival(&question, instants, n);
	printf("  at the %zu boundaries that our path building found to "
	    "matter: %.0f us\n", n, rival_s * 1e6);
	print_ratio("signatures known", warm_s, rival_s);
	print_ratio("nothing known", cold_s, rival_s);

	sigcache_free(question.signatures);
	chain_release(&served);
	store_release(&store);
	works_release(&works);
}
