#ifndef VERIFY_CLOSURE_H
#define VERIFY_CLOSURE_H

#include "pki/issue.h"
#include "verify/windows.h"

struct node {
	const struct cert *cert;
	int64_t from_s, until_s;	/* accepted in [from, until) */
	bool in_store;
	bool self_signed;		/* self-issued, key ids agree */
};

/*
 * All certificates that can take part in a path from the leaf: reached by
 * issuer name over served certificates and store; for a verifier that heeds
 * the whole chain, from every served certificate, and what the store has of
 * the same name. Node 0 is the leaf. Every builder works on node indices, and
 * time touches only from_s and until_s.
 */
struct closure {
	const struct question *question;
	struct node *nodes;
	size_t n, cap;
	size_t *served, n_served;	/* nodes in served order, leaf first */
	size_t *sent, n_sent;		/* the same as sent, repeats and all;
					   where all that is served counts */
	size_t *stored, n_stored;	/* nodes in store order */
	uint8_t *edges;			/* n * n of EDGE_ bits */
	size_t *issuers;		/* nodes that a node names, for each
					   in turn; node i's are */
	size_t *issuers_at;		/* [issuers_at[i], issuers_at[i + 1]) */
	size_t asked_signatures;	/* of a certificate by a key */
	size_t steps;			/* of searches, likewise */
	size_t n_comparisons;		/* of names with constraints, and of
					   policies */
	bool exhausted;			/* a budget ran out on the way */
};

/* ERR_LIMIT where there are too many certificates or edges. */
int closure_build(struct closure *out, const struct question *question,
    struct err *err);
void closure_release(struct closure *closure);

static inline bool
closure_edge(const struct closure *closure, size_t child, size_t issuer,
    unsigned edges)
{
	return (closure->edges[child * closure->n + issuer] & edges) == edges;
}

static inline const struct cert *
closure_cert(const struct closure *closure, size_t node)
{
	return closure->nodes[node].cert;
}

/* The node of that certificate, n where there is none. */
size_t closure_find(const struct closure *closure, const struct cert *cert);

/* May a search go on? False, and exhausted is set, over the budget. */
bool closure_step(struct closure *closure);

/* May as many names or policies be compared? Likewise. */
bool closure_compare(struct closure *closure, size_t n);

/* Is the signature good? False, and exhausted is set, over the budget, which
 * counts what this question asks and not what the cache lacks. */
bool closure_signed(struct closure *closure, size_t child, size_t issuer);

/* Which names are held against constraints, and whose way it is. */
enum name_rule {
	NAMES_ALTERNATIVE, NAMES_COMMON_TOO, NAMES_GO, NAMES_GNUTLS
};

/* Do the name constraints of ca allow the node below it? As pki/constraints.h,
 * but each pair is compared once and within a budget, as above. A closure is
 * asked about a pair by one rule. */
bool closure_within(struct closure *closure, size_t below, size_t ca,
    enum name_rule rule);

/* Could wolfSSL take one of these anchors for the other? */
bool closure_are_rivals(const struct cert *cert, const struct cert *other);

static inline bool
node_valid_at(const struct node *node, int64_t at_s)
{
	return at_s >= node->from_s && at_s < node->until_s;
}

#endif
