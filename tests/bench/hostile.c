/* Graphs that somebody made to be expensive: an answer comes soon, or none. */
#include "bench/bench.h"

#include <stdio.h>

#include "verify/forecast.h"

#define NOW_S	1690848000	/* 2023-08-01 */

struct trap {
	struct works works;
	struct chain served, known;
	struct store store;
};

static void
trust(struct trap *trap, const struct cert *cert)
{
	store_append(&trap->store, cert, "");
}

static void
serve(struct trap *trap, const struct cert *cert)
{
	chain_append(&trap->served, cert);
}

/* CAs of one name, each with its own key, below a root. */
static void
same_name(struct trap *trap, int n)
{
	trust(trap, works_make(&trap->works, "root ca=yes"));
	for (int i = 0; i < n; i++)
		trust(trap, works_make(&trap->works, "c%d subject=/CN=c "
		    "issuer=root ca=yes akid=no skid=no", i));
	serve(trap, works_make(&trap->works, "leaf issuer=c%d akid=no",
	    n - 1));
}

/* The same, and none of them in the store. */
static void
same_name_served(struct trap *trap, int n)
{
	const struct cert *cas[64];

	works_make(&trap->works, "root ca=yes");
	for (int i = 0; i < n; i++)
		cas[i] = works_make(&trap->works, "c%d subject=/CN=c "
		    "issuer=root ca=yes akid=no skid=no", i);
	serve(trap, works_make(&trap->works, "leaf issuer=c0 akid=no"));
	for (int i = 0; i < n; i++)
		serve(trap, cas[i]);
	chain_append(&trap->known, works_make(&trap->works, "other "
	    "subject=/CN=root ca=yes"));
}

/* Roots of one name, which all name each other. */
static void
same_name_roots(struct trap *trap, int n)
{
	for (int i = 0; i < n; i++)
		trust(trap, works_make(&trap->works, "c%d subject=/CN=c "
		    "ca=yes skid=no", i));
	serve(trap, works_make(&trap->works, "leaf issuer=c0 akid=no"));
}

static void
long_chain(struct trap *trap, int n)
{
	trust(trap, works_make(&trap->works, "c0 ca=yes"));
	for (int i = 1; i < n; i++)
		trust(trap, works_make(&trap->works, "c%d issuer=c%d ca=yes "
		    "until=2025-01-01T00:%02d:%02dZ", i, i - 1, i / 60,
		    i % 60));
	serve(trap, works_make(&trap->works, "leaf issuer=c%d", n - 1));
}

static void
long_chain_served(struct trap *trap, int n)
{
	const struct cert *cas[64];

	trust(trap, works_make(&trap->works, "c0 ca=yes"));
	for (int i = 1; i < n; i++)
		cas[i] = works_make(&trap->works, "c%d issuer=c%d ca=yes "
		    "until=2025-01-01T00:%02d:%02dZ", i, i - 1, i / 60,
		    i % 60);
	serve(trap, works_make(&trap->works, "leaf issuer=c%d", n - 1));
	for (int i = n - 1; i > 0; i--)
		serve(trap, cas[i]);
}

/* Each of n CAs has a certificate from every other one. */
static void
clique(struct trap *trap, int n)
{
	for (int i = 0; i < n; i++)
		works_make(&trap->works, "r%d ca=yes", i);
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < n; k++) {
			if (i != k)
				trust(trap, works_make(&trap->works,
				    "x%d.%d subject=/CN=r%d key=r%d "
				    "issuer=r%d ca=yes "
				    "until=20%02d-01-01T00:%02d:%02dZ", i, k,
				    i, i, k, 30 + i % 9, i, k));
		}
	}
	serve(trap, works_make(&trap->works, "leaf issuer=r0"));
}

/* The same, served and without an anchor; another root is known. */
static void
clique_served(struct trap *trap, int n)
{
	clique(trap, n);
	for (size_t i = 0; i < trap->store.n; i++)
		serve(trap, trap->store.anchors[i].cert);
	store_release(&trap->store);
	for (int i = 0; i < n; i += 2)
		chain_append(&trap->known, works_make(&trap->works,
		    "known%d subject=/CN=r%d key=r%d ca=yes", i, i, i));
}

/* As many names below as constraints above, at each of four levels. */
static void
squares(struct trap *trap, int n)
{
	struct buf list = BUF_INIT(1024 * 1024);

	for (int i = 0; i < n; i++)
		buf_printf(&list, "%sdns:x%d.example", i ? "," : "", i);
	trust(trap, works_make(&trap->works, "c0 ca=yes"));
	for (int i = 1; i < 5; i++)
		works_make(&trap->works, "c%d issuer=c%d ca=yes "
		    "excluded=%s permitted=dns:www.example", i, i - 1,
		    list.p);
	buf_clear(&list);
	for (int i = 0; i < n; i++)
		buf_printf(&list, "%sdns:y%d.www.example", i ? "," : "", i);
	serve(trap, works_make(&trap->works, "leaf issuer=c4 san=%s",
	    list.p));
	for (int i = 4; i > 0; i--) {
		const struct cert *cert;
		struct err err = ERR_NONE;
		struct span der;
		char name[8];

		snprintf(name, sizeof(name), "c%d", i);
		der.p = forge_der(trap->works.forge, name, &der.n);
		if (certpool_add_der(trap->works.pool, &cert, der, &err) == 0)
			serve(trap, cert);
	}
	buf_release(&list);
}

static const struct {
	const char *name;
	void (*set)(struct trap *, int);
	int n;
} traps[] = {
	{ "250 CAs of one name in the store", same_name, 250 },
	{ "60 CAs of one name served", same_name_served, 60 },
	{ "250 roots of one name", same_name_roots, 250 },
	{ "31 roots of one name", same_name_roots, 31 },
	{ "100 CAs one above the other", long_chain, 100 },
	{ "250 CAs one above the other", long_chain, 250 },
	{ "60 served one above the other", long_chain_served, 61 },
	{ "40 CAs that cross-sign each other", clique, 40 },
	{ "10 CAs that cross-sign each other", clique, 10 },
	{ "8 served that cross-sign each other", clique_served, 8 },
	{ "250 names x 250 constraints x 4", squares, 250 },
	{ "1000 names x 1000 constraints x 4", squares, 1000 },
};

/* The row that takes longest, from no signature known to all remedies. */
static void
spring(const char *name, const struct trap *trap)
{
	const struct verifier *v, *slowest = NULL;
	enum forecast_state state = FORECAST_OK;
	double most_s = 0;

	for (size_t i = 0; (v = verifier_at(i)) != NULL; i++) {
		struct question question = { .chain = &trap->served,
			.store = &trap->store, .verifier = v,
			.purpose = EKU_SERVER, .signatures = sigcache_new() };
		struct forecast forecast;
		double used_s = -cpu_s();

		forecast_make(&forecast, &question, &trap->known, NOW_S);
		used_s += cpu_s();
		if (used_s > most_s) {
			most_s = used_s;
			slowest = v;
			state = forecast.state;
		}
		forecast_release(&forecast);
		sigcache_free(question.signatures);
	}
	printf("  %-36s %7.2f ms, %s, %s\n", name, most_s * 1e3,
	    slowest->name, forecast_state_name(state));
}

void
bench_hostile(void)
{
	printf("hostile graphs, the slowest verifier (goal: 100 ms)\n");
	for (size_t i = 0; i < sizeof(traps) / sizeof(traps[0]); i++) {
		struct trap trap = { 0 };

		works_init(&trap.works);
		traps[i].set(&trap, traps[i].n);
		spring(traps[i].name, &trap);
		chain_release(&trap.served);
		chain_release(&trap.known);
		store_release(&trap.store);
		works_release(&trap.works);
	}
}
