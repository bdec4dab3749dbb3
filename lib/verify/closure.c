#include "verify/closure.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "pki/constraints.h"

/* Beside the bits of issue_edge, between a certificate and one above it: its
 * signature has been asked for; its names were held against constraints, and
 * are within them. */
#define EDGE_ASKED	(1 << 7)
#define EDGE_COMPARED	(1 << 6)
#define EDGE_WITHIN	(1 << 5)

#define YEAR_2050_S	INT64_C(2524608000)

size_t
closure_find(const struct closure *closure, const struct cert *cert)
{
	size_t i = 0;

	while (i < closure->n && closure->nodes[i].cert->id != cert->id)
		i++;
	return i;
}

/* RFC 5280, 4.1.2.5: dates before 2050 have two digits of the year. */
static int64_t
end_of(const struct verifier *v, const struct cert *cert)
{
	int64_t end_s = verifier_end_s(v, cert->not_after_s);

	if (v->short_years && cert->not_before_s < YEAR_2050_S &&
	    end_s > YEAR_2050_S)
		return YEAR_2050_S;
	return end_s;
}

static int
add_node(struct closure *closure, const struct cert *cert, struct err *err)
{
	const struct question *q = closure->question;
	bool renewed = closure->n == 0 && q->leaf_renewed;
	bool timeless = renewed || q->verifier->no_dates ||
	    cert == q->issuer_renewed;

	if (closure_find(closure, cert) < closure->n)
		return 0;
	if (closure->n == LIMIT_CLOSURE_CERTS)
		return err_set(err, ERR_LIMIT, "more than %d certificates "
		    "could take part in the path", LIMIT_CLOSURE_CERTS);
	closure->nodes = mem_grow(closure->nodes, &closure->cap,
	    closure->n + 1, sizeof(*closure->nodes));
	closure->nodes[closure->n++] = (struct node){
		.cert = cert,
		.from_s = timeless ? INSTANT_ALWAYS : cert->not_before_s,
		.until_s = timeless ? INSTANT_NEVER :
		    end_of(q->verifier, cert),
		.in_store = !renewed && store_holds(q->store, cert),
	};
	return 0;
}

/* All that is served, and what the store has of the same names. */
static int
collect_chain(struct closure *closure, struct err *err)
{
	const struct chain *chain = closure->question->chain;
	const struct store *store = closure->question->store;

	for (size_t i = 0; i < chain->n; i++) {
		if (add_node(closure, chain->certs[i], err) == -1)
			return -1;
		for (size_t k = 0; k < store->n; k++) {
			const struct cert *anchor = store->anchors[k].cert;

			if (anchor->subject_id == chain->certs[i]->subject_id &&
			    add_node(closure, anchor, err) == -1)
				return -1;
		}
	}
	return 0;
}

bool
closure_are_rivals(const struct cert *cert, const struct cert *other)
{
	const struct span *a = &cert->key_identifier;
	const struct span *b = &other->key_identifier;

	return cert->key_id == other->key_id ||
	    cert->subject_id == other->subject_id ||
	    (a->n > 0 && a->n == b->n && memcmp(a->p, b->p, a->n) == 0);
}

/* wolfSSL takes the first of signers that share a key, whatever their names,
 * before any that is served, and of trusted peers that share a name. */
static int
collect_rivals(struct closure *closure, struct err *err)
{
	const struct store *store = closure->question->store;
	size_t n = closure->n;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < store->n; k++) {
			if (closure_are_rivals(closure->nodes[i].cert,
				store->anchors[k].cert) &&
			    add_node(closure, store->anchors[k].cert,
				err) == -1)
				return -1;
		}
	}
	return 0;
}

/* Breadth first: the nodes that are there grow as they are walked over. */
static int
collect_nodes(struct closure *closure, struct err *err)
{
	const struct chain *chain = closure->question->chain;
	const struct store *store = closure->question->store;

	if (add_node(closure, chain->certs[0], err) == -1 ||
	    (closure->question->verifier->heeds_all_served &&
		collect_chain(closure, err) == -1))
		return -1;
	for (size_t i = 0; i < closure->n; i++) {
		for (size_t k = 0; k < chain->n; k++) {
			if (cert_names_issuer(closure->nodes[i].cert,
				chain->certs[k]) &&
			    add_node(closure, chain->certs[k], err) == -1)
				return -1;
		}
		for (size_t k = 0; k < store->n; k++) {
			if (cert_names_issuer(closure->nodes[i].cert,
				store->anchors[k].cert) &&
			    add_node(closure, store->anchors[k].cert,
				err) == -1)
				return -1;
		}
	}
	return 0;
}

static void
list_append_once(size_t *list, size_t *n, size_t value)
{
	for (size_t i = 0; i < *n; i++) {
		if (list[i] == value)
			return;
	}
	list[(*n)++] = value;
}

static void
order_nodes(struct closure *closure)
{
	const struct chain *chain = closure->question->chain;
	const struct store *store = closure->question->store;
	bool all = closure->question->verifier->heeds_all_served;
	size_t i;

	closure->served = mem_zalloc(closure->n * sizeof(size_t));
	closure->stored = mem_zalloc(closure->n * sizeof(size_t));
	closure->sent = mem_zalloc(chain->n * sizeof(size_t));
	for (size_t k = 0; k < chain->n; k++) {
		i = closure_find(closure, chain->certs[k]);
		if (all)
			closure->sent[closure->n_sent++] = i;
		if (i < closure->n)
			list_append_once(closure->served, &closure->n_served,
			    i);
	}
	for (size_t k = 0; k < store->n; k++) {
		i = closure_find(closure, store->anchors[k].cert);
		if (i < closure->n && closure->nodes[i].in_store)
			list_append_once(closure->stored, &closure->n_stored,
			    i);
	}
}

static int
connect_nodes(struct closure *closure, struct err *err)
{
	size_t n = closure->n, n_edges = 0;

	closure->edges = mem_zalloc(n * n);
	closure->issuers = mem_zalloc((LIMIT_CLOSURE_EDGES + n) *
	    sizeof(size_t));
	closure->issuers_at = mem_zalloc((n + 1) * sizeof(size_t));
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n; k++) {
			unsigned edge = sigcache_edge(
			    closure->question->signatures,
			    closure->nodes[i].cert, closure->nodes[k].cert);

			closure->edges[i * n + k] = (uint8_t)edge;
			if (edge != 0)
				closure->issuers[n_edges++] = k;
		}
		closure->issuers_at[i + 1] = n_edges;
		closure->nodes[i].self_signed =
		    closure_edge(closure, i, i, EDGE_LIKELY);
		if (n_edges > LIMIT_CLOSURE_EDGES)
			return err_set(err, ERR_LIMIT, "more than %d pairs of "
			    "certificates name each other as issuer",
			    LIMIT_CLOSURE_EDGES);
	}
	return 0;
}

int
closure_build(struct closure *out, const struct question *question,
    struct err *err)
{
	struct closure closure = { .question = question };

	if (question->chain->n == 0)
		return err_set(err, ERR_FAILED, "there is no chain to judge");
	if (collect_nodes(&closure, err) == -1 ||
	    (question->verifier->builder == BUILDER_WOLFSSL &&
		collect_rivals(&closure, err) == -1) ||
	    connect_nodes(&closure, err) == -1) {
		closure_release(&closure);
		return -1;
	}
	order_nodes(&closure);
	*out = closure;
	return 0;
}

void
closure_release(struct closure *closure)
{
	free(closure->nodes);
	free(closure->served);
	free(closure->sent);
	free(closure->stored);
	free(closure->edges);
	free(closure->issuers);
	free(closure->issuers_at);
	*closure = (struct closure){ 0 };
}

bool
closure_step(struct closure *closure)
{
	if (++closure->steps > LIMIT_SEARCH_CALLS)
		closure->exhausted = true;
	return !closure->exhausted;
}

bool
closure_compare(struct closure *closure, size_t n)
{
	closure->n_comparisons += n;
	if (closure->n_comparisons > LIMIT_NAME_COMPARISONS)
		closure->exhausted = true;
	return !closure->exhausted;
}

/* Is it asked for the first time? All with the issuer's key are asked with
 * it. */
static bool
mark_asked(struct closure *closure, size_t child, size_t issuer)
{
	uint8_t *edges = closure->edges + child * closure->n;
	uint32_t key_id = closure->nodes[issuer].cert->key_id;

	if (edges[issuer] & EDGE_ASKED)
		return false;
	for (size_t i = 0; i < closure->n; i++) {
		if (closure->nodes[i].cert->key_id == key_id)
			edges[i] |= EDGE_ASKED;
	}
	return true;
}

bool
closure_signed(struct closure *closure, size_t child, size_t issuer)
{
	if (mark_asked(closure, child, issuer) &&
	    ++closure->asked_signatures > LIMIT_SIGNATURE_CHECKS)
		closure->exhausted = true;
	return !closure->exhausted &&
	    strength_hears_key(&closure->question->verifier->strength,
		closure->nodes[issuer].cert) &&
	    sigcache_good(closure->question->signatures,
	    closure->nodes[child].cert, closure->nodes[issuer].cert);
}

static bool
allows(const struct cert *ca, const struct cert *cert, enum name_rule rule)
{
	switch (rule) {
	case NAMES_GO:
		return constraints_allow_go(ca, cert);
	case NAMES_GNUTLS:
		return constraints_allow_gnutls(ca, cert);
	case NAMES_ALTERNATIVE:
	case NAMES_COMMON_TOO:
		return constraints_allow(ca, cert, rule == NAMES_COMMON_TOO);
	}
	return false;
}

bool
closure_within(struct closure *closure, size_t below, size_t ca,
    enum name_rule rule)
{
	uint8_t *edge = &closure->edges[below * closure->n + ca];
	const struct cert *of = closure->nodes[ca].cert;
	const struct cert *cert = closure->nodes[below].cert;

	if (of->name_constraints == NULL)
		return true;
	if ((*edge & EDGE_COMPARED) == 0) {
		if (!closure_compare(closure, constraints_cost(of, cert)))
			return false;
		*edge |= EDGE_COMPARED;
		if (allows(of, cert, rule))
			*edge |= EDGE_WITHIN;
	}
	return (*edge & EDGE_WITHIN) != 0;
}
