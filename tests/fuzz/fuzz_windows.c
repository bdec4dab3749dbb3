/*
 * Any choice from a stock of certificates, served, stored and known in any
 * order, judged by every verifier. The stock is made once.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"
#include "forge/forge.h"
#include "verify/docket.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { STOCK = 64, NAMES = 6, INPUT_MAX = 48 };

struct stock {
	struct certpool *pool;
	struct sigcache *signatures;
	const struct cert *certs[STOCK];
	size_t n;
};

static struct stock stock;

static void
claim(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "windows: not so: %s\n", what);
		abort();
	}
}

__attribute__((format(printf, 2, 3))) static void
make(struct forge *forge, const char *fmt, ...)
{
	struct err err = ERR_NONE;
	char message[256], *line, *name;
	struct span der;
	va_list ap;

	va_start(ap, fmt);
	line = mem_vprintf(fmt, ap);
	va_end(ap);
	name = mem_printf("%.*s", (int)strcspn(line, " "), line);
	claim(forge_line(forge, line, message, sizeof(message)) == 0, line);
	der.p = forge_der(forge, name, &der.n);
	claim(stock.n < STOCK && certpool_add_der(stock.pool,
		&stock.certs[stock.n++], der, &err) == 0, line);
	free(name);
	free(line);
}

/* Of each name: two roots that share a key, one that does not, and what the
 * roots of the next two names sign: whole, short-lived or flawed. */
static void
make_cas(struct forge *forge)
{
	static const char *const flaws[NAMES] = {
		"pathlen=0", "ku=digitalSignature", "permitted=dns:example",
		"excluded=dns:www.example", "version=1", "badsig=yes",
	};

	for (int i = 0; i < NAMES; i++) {
		make(forge, "r%d subject=/CN=n%d key=k%d ca=yes "
		    "until=20%d-01-01T00:00:00Z", i, i, i, 25 + i);
		make(forge, "again%d subject=/CN=n%d key=k%d ca=yes "
		    "from=2022-01-01T00:00:00Z "
		    "until=2028-01-01T00:00:00Z", i, i, i);
		make(forge, "other%d subject=/CN=n%d key=o%d ca=yes "
		    "skid=no until=2024-01-01T00:00:00Z", i, i, i);
	}
	for (int i = 0; i < NAMES; i++) {
		for (int k = 1; k < 3; k++)
			make(forge, "x%d.%d subject=/CN=n%d key=k%d "
			    "issuer=r%d ca=yes until=202%d-01-01T00:00:00Z",
			    i, k, i, i, (i + k) % NAMES, 3 + (i + k) % 4);
		make(forge, "odd%d subject=/CN=n%d key=k%d issuer=r%d "
		    "ca=yes %s", i, i, i, (i + 1) % NAMES, flaws[i]);
		make(forge, "early%d subject=/CN=n%d key=k%d issuer=r%d "
		    "ca=yes akid=no until=2021-01-01T00:00:00Z", i, i, i,
		    (i + 3) % NAMES);
	}
}

static void
make_stock(void)
{
	struct forge *forge = forge_new();

	stock.pool = certpool_new();
	stock.signatures = sigcache_new();
	make_cas(forge);
	for (int i = 0; i < NAMES; i++)
		make(forge, "leaf%d issuer=r%d san=dns:%s.example "
		    "until=20%d-06-01T00:00:00Z", i, i, i % 2 ? "www" : "a",
		    22 + i);
	make(forge, "alone san=dns:a.example");
	make(forge, "client issuer=r0 eku=clientAuth");
	make(forge, "loose issuer=r1 akid=no badsig=yes");
	forge_free(forge);
}

/* A byte a certificate: two bits say where to, six which. */
struct input {
	struct chain served, known;
	struct store store;
	int64_t now_s;
	bool renewed;
};

static void
read_input(struct input *in, const uint8_t *p, size_t n)
{
	*in = (struct input){ .now_s = 1577836800 + (p[0] & 0x7f) *
		(int64_t)2500000, .renewed = p[0] >> 7 };
	for (size_t i = 1; i < n; i++) {
		const struct cert *cert = stock.certs[(p[i] & 0x3f) %
		    stock.n];

		if (p[i] >> 6 == 3)
			chain_append(&in->known, cert);
		else if (p[i] >> 6 == 2)
			store_append(&in->store, cert, "");
		else
			chain_append(&in->served, cert);
	}
}

static bool
cells_equal(const struct cell *a, const struct cell *b)
{
	return a->accepted == b->accepted && a->blame == b->blame &&
	    a->blamed == b->blamed && chain_equal(&a->path, &b->path);
}

/* Does an anchor stand in the path, or for the issuer of its top? */
static bool
ends_in_store(const struct chain *path, const struct store *store)
{
	for (size_t i = 0; i < path->n; i++) {
		if (store_find_key(store, path->certs[i]) != NULL)
			return true;
	}
	for (size_t i = 0; i < store->n; i++) {
		if (cert_names_issuer(path->certs[path->n - 1],
			store->anchors[i].cert))
			return true;
	}
	return false;
}

static void
check_cells(const struct windows *w, const struct question *q)
{
	claim(w->n > 0 && w->cells[0].from_s == INSTANT_ALWAYS &&
	    w->cells[w->n - 1].until_s == INSTANT_NEVER, "all of time");
	for (size_t i = 0; i < w->n; i++) {
		const struct cell *cell = &w->cells[i];

		claim(cell->from_s < cell->until_s, "a cell lasts");
		claim(cell->accepted == (cell->blame == BLAME_NONE),
		    "a refusal has a reason");
		if (i > 0) {
			claim(cell->from_s == cell[-1].until_s, "no gap");
			claim(!cells_equal(cell, &cell[-1]),
			    "neighbours differ");
		}
		if (!cell->accepted)
			continue;
		claim(cell->path.n > 0 && cell->path.certs[0] ==
		    q->chain->certs[0], "a path starts with the leaf");
		claim(ends_in_store(&cell->path, q->store),
		    "a path ends in the store");
	}
}

static void
check_windows(const struct question *q)
{
	struct windows one = { 0 }, other = { 0 };
	struct err err = ERR_NONE, again = ERR_NONE;
	int result = windows_compute(&one, q, &err);

	claim(windows_compute(&other, q, &again) == result &&
	    one.n == other.n, "the same question, the same answer");
	if (result == 0)
		check_cells(&one, q);
	else
		claim(err.code == again.code && err.msg[0] != '\0',
		    "a failure says why");
	for (size_t i = 0; i < one.n; i++)
		claim(one.cells[i].from_s == other.cells[i].from_s &&
		    cells_equal(&one.cells[i], &other.cells[i]),
		    "the same question, the same cells");
	windows_release(&one);
	windows_release(&other);
}

/* What the docket makes of a part of the store holds for the whole. */
static void
check_forecast(const struct forecast *part, const struct question *q,
    const struct input *in)
{
	struct forecast whole;

	forecast_make(&whole, q, &in->known, in->now_s);
	claim(part->state == whole.state &&
	    part->breaks_at_s == whole.breaks_at_s &&
	    part->recovers_at_s == whole.recovers_at_s &&
	    part->complete_breaks_at_s == whole.complete_breaks_at_s &&
	    part->windows.n == whole.windows.n &&
	    part->cause.blame == whole.cause.blame &&
	    part->cause.role == whole.cause.role &&
	    part->cause.cert == whole.cause.cert, "part and whole agree");
	claim(part->remedies.n == whole.remedies.n, q->verifier->name);
	for (size_t i = 0; i < whole.remedies.n; i++)
		claim(part->remedies.items[i].cert ==
		    whole.remedies.items[i].cert &&
		    part->remedies.items[i].breaks_at_s ==
		    whole.remedies.items[i].breaks_at_s,
		    "in each remedy, too");
	forecast_release(&whole);
}

static void
judge(const struct input *in)
{
	struct docket *docket = docket_new(stock.signatures, &in->known,
	    EKU_SERVER, in->now_s);
	size_t row = docket_add_chain(docket, &in->served);
	const struct verifier *v;

	for (size_t i = 0; (v = verifier_at(i)) != NULL; i++) {
		struct question q = { .chain = &in->served,
			.store = &in->store, .verifier = v,
			.purpose = EKU_SERVER,
			.signatures = stock.signatures };

		check_forecast(docket_forecast(docket, row,
		    docket_add_column(docket, &in->store, v)), &q, in);
		q.leaf_renewed = in->renewed;
		check_windows(&q);
	}
	docket_free(docket);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct input in;

	if (n == 0 || n > INPUT_MAX)
		return 0;
	if (stock.pool == NULL)
		make_stock();
	read_input(&in, p, n);
	judge(&in);
	chain_release(&in.served);
	chain_release(&in.known);
	store_release(&in.store);
	return 0;
}
