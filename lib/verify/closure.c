#include "verify/closure.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "pki/constraints.h"

/* Among the edges of a child, at the node that stands for the issuer's key:
 * what closure_signed() learnt. */
#define EDGE_ASKED	(1 << 6)
#define EDGE_SIGNED	(1 << 7)
/* And from what is below to a CA: what closure_within() learnt. */
#define EDGE_COMPARED	(1 << 4)
#define EDGE_WITHIN	(1 << 5)

static size_t
node_index(const struct closure *closure, const struct cert *cert)
{
	size_t i = 0;

	while (i < closure->n && closure->nodes[i].cert->id != cert->id)
		i++;
	return i;
}

static size_t
key_index(const struct closure *closure, const struct cert *cert)
{
	size_t i = 0;

	while (i < closure->n && closure->nodes[i].cert->key_id !=
	    cert->key_id)
		i++;
	return i;
}

static int
add_node(struct closure *closure, const struct cert *cert, struct err *err)
{
	const struct question *q = closure->question;
	bool renewed = closure->n == 0 && q->leaf_renewed;

	if (node_index(closure, cert) < closure->n)
		return 0;
	if (closure->n == LIMIT_CLOSURE_CERTS)
		return err_set(err, ERR_LIMIT, "more than %d certificates "
		    "could take part in the path", LIMIT_CLOSURE_CERTS);
	closure->nodes = mem_grow(closure->nodes, &closure->cap,
	    closure->n + 1, sizeof(*closure->nodes));
	closure->nodes[closure->n] = (struct node){
		.cert = cert,
		.key = key_index(closure, cert),
		.from_s = renewed ? INSTANT_ALWAYS : cert->not_before_s,
		.until_s = renewed ? INSTANT_NEVER :
		    verifier_end_s(q->verifier, cert->not_after_s),
		.in_store = !renewed && store_holds(q->store, cert),
	};
	closure->n++;
	return 0;
}

/* Breadth first: the nodes that are there grow as they are walked over. */
static int
collect_nodes(struct closure *closure, struct err *err)
{
	const struct chain *chain = closure->question->chain;
	const struct store *store = closure->question->store;

	if (add_node(closure, chain->certs[0], err) == -1)
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
	size_t i;

	closure->served = mem_zalloc(closure->n * sizeof(size_t));
	closure->stored = mem_zalloc(closure->n * sizeof(size_t));
	for (size_t k = 0; k < chain->n; k++) {
		i = node_index(closure, chain->certs[k]);
		if (i < closure->n)
			list_append_once(closure->served, &closure->n_served,
			    i);
	}
	for (size_t k = 0; k < store->n; k++) {
		i = node_index(closure, store->anchors[k].cert);
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
	free(closure->stored);
	free(closure->edges);
	free(closure->issuers);
	free(closure->issuers_at);
	*closure = (struct closure){ 0 };
}

bool
closure_signed(struct closure *closure, size_t child, size_t issuer)
{
	uint8_t *edge = &closure->edges[child * closure->n +
	    closure->nodes[issuer].key];

	if ((*edge & EDGE_ASKED) == 0) {
		if (++closure->n_signatures > LIMIT_SIGNATURE_CHECKS) {
			closure->exhausted = BUDGET_SIGNATURES;
			return false;
		}
		*edge |= EDGE_ASKED;
		if (sigcache_good(closure->question->signatures,
			closure->nodes[child].cert,
			closure->nodes[issuer].cert))
			*edge |= EDGE_SIGNED;
	}
	return (*edge & EDGE_SIGNED) != 0;
}

bool
closure_within(struct closure *closure, size_t below, size_t ca,
    bool common_name)
{
	uint8_t *edge = &closure->edges[below * closure->n + ca];
	const struct cert *of = closure->nodes[ca].cert;
	const struct cert *cert = closure->nodes[below].cert;

	if (of->name_constraints == NULL)
		return true;
	if ((*edge & EDGE_COMPARED) == 0) {
		closure->n_comparisons += constraints_cost(of, cert);
		if (closure->n_comparisons > LIMIT_NAME_COMPARISONS) {
			closure->exhausted = BUDGET_NAMES;
			return false;
		}
		*edge |= EDGE_COMPARED;
		if (constraints_allow(of, cert, common_name))
			*edge |= EDGE_WITHIN;
	}
	return (*edge & EDGE_WITHIN) != 0;
}
