#include "verify/path.h"

/*
 * OpenSSL 1.1.0 and later, x509_vfy.c's build_chain: with trusted-first the
 * store is asked at each step, and after its first answer the served
 * certificates are never used again. There is no way back from a choice.
 * Up to 1.1.1h key usage decides about candidates, too; that is not modelled.
 */

#define EDGE_ISSUED (EDGE_NAMED | EDGE_LIKELY)
#define NONE SIZE_MAX

struct search {
	const struct closure *closure;
	const struct verifier *verifier;
	int64_t at_s;
	struct path path;
};

/* Is candidate the better choice for the issuer than the one so far? */
static bool
is_better(const struct search *s, enum pick pick, size_t candidate,
    size_t best)
{
	const struct node *nodes = s->closure->nodes;

	if (best == NONE)
		return true;
	switch (pick) {
	case PICK_FIRST:
	case PICK_VALID_ELSE_FIRST:
		return false;
	case PICK_VALID_ELSE_LAST:
		return true;
	case PICK_VALID_ELSE_LATEST:
		return nodes[candidate].cert->not_after_s >
		    nodes[best].cert->not_after_s;
	}
	return false;
}

static size_t
pick_issuer(const struct search *s, enum pick pick, size_t child,
    const size_t *candidates, size_t n, bool fresh)
{
	const struct closure *c = s->closure;
	size_t best = NONE;

	for (size_t i = 0; i < n; i++) {
		size_t candidate = candidates[i];

		if (!closure_edge(c, child, candidate, EDGE_ISSUED) ||
		    (fresh && path_holds(&s->path, candidate)))
			continue;
		if (pick != PICK_FIRST &&
		    node_valid_at(&c->nodes[candidate], s->at_s))
			return candidate;
		if (is_better(s, pick, candidate, best))
			best = candidate;
	}
	return best;
}

/* A self-signed leaf may be found in the store even so. */
static bool
is_alone(const struct search *s, size_t child)
{
	return s->path.n == 1 && s->closure->nodes[child].self_signed;
}

static size_t
stored_issuer(const struct search *s, size_t child)
{
	return pick_issuer(s, s->verifier->store_pick, child,
	    s->closure->stored, s->closure->n_stored,
	    s->verifier->fresh_anchors && !is_alone(s, child));
}

static size_t
served_issuer(const struct search *s, size_t child)
{
	return pick_issuer(s, s->verifier->served_pick, child,
	    s->closure->served, s->closure->n_served, true);
}

static bool
too_long(const struct search *s)
{
	return s->path.n > (size_t)s->verifier->depth + 1;
}

/*
 * Asks the store for the issuer of the top. Pushes it, or puts the store's
 * exact copy in the place of a self-signed top. False where it has none.
 */
static bool
extend_from_store(struct search *s)
{
	struct path *path = &s->path;
	size_t top = path_top(path);
	size_t issuer = too_long(s) ? NONE : stored_issuer(s, top);

	if (issuer == NONE)
		return false;
	if (!s->closure->nodes[top].self_signed) {
		path->nodes[path->n++] = issuer;
		return true;
	}
	if (issuer != top)
		return false;	/* bears the same name, is another root */
	if (path->n_untrusted == path->n)
		path->n_untrusted--;
	return true;
}

static bool
is_trust_anchor(const struct search *s, size_t node)
{
	return s->verifier->partial || s->closure->nodes[node].self_signed;
}

/* From here on up only the store is asked. */
static bool
climb_store(struct search *s)
{
	while (extend_from_store(s)) {
		if (is_trust_anchor(s, path_top(&s->path)))
			return true;
	}
	return false;
}

static bool
extend_from_served(struct search *s)
{
	size_t top = path_top(&s->path);
	size_t issuer;

	if (s->closure->nodes[top].self_signed || too_long(s))
		return false;
	issuer = served_issuer(s, top);
	if (issuer == NONE)
		return false;
	s->path.nodes[s->path.n++] = issuer;
	s->path.n_untrusted = s->path.n;
	return true;
}

/* Gives up served certificates from the top, down to one whose issuer the
 * store has. */
static bool
cut_to_alternative(struct search *s)
{
	if (!s->verifier->alternatives || s->verifier->trusted_first)
		return false;
	for (size_t i = s->path.n_untrusted; i-- > 1;) {
		if (stored_issuer(s, s->path.nodes[i - 1]) != NONE) {
			s->path.n = s->path.n_untrusted = i;
			return true;
		}
	}
	return false;
}

/* The leaf itself may be the anchor, where a partial chain will do. */
static bool
is_leaf_trusted(const struct search *s)
{
	return s->verifier->partial && s->path.n == s->path.n_untrusted &&
	    s->closure->nodes[0].in_store;
}

static bool
find_path(struct search *s)
{
	s->path.nodes[s->path.n++] = 0;
	s->path.n_untrusted = 1;
	for (;;) {
		if (s->verifier->trusted_first &&
		    stored_issuer(s, path_top(&s->path)) != NONE &&
		    climb_store(s))
			return true;
		if (s->path.n_untrusted < s->path.n)
			return false;
		if (!extend_from_served(s))
			break;
	}
	do {
		if (!s->verifier->trusted_first && climb_store(s))
			return true;
	} while (cut_to_alternative(s));
	if (!is_leaf_trusted(s))
		return false;
	/* What was built on top of it stays, and is checked with it. */
	s->path.n_untrusted = 0;
	return true;
}

void
build_openssl_3(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct search s = { .closure = closure,
		.verifier = closure->question->verifier, .at_s = at_s };
	bool found = find_path(&s);

	*out = (struct verdict){ .path = s.path };
	if (!found) {
		path_refuse_missing(out, closure);
		return;
	}
	out->accepted =
	    path_check_openssl_extensions(out, closure, true) &&
	    path_check_strength(out, closure) &&
	    path_check_signatures(out, closure) &&
	    path_check_times(out, closure, at_s) &&
	    path_check_names(out, closure, true);
}
