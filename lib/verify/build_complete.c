#include "verify/path.h"

/*
 * Any path that holds. Layers instead of paths: a state is a certificate and
 * the number of CAs below it that are not self-issued, and each state is
 * visited once. That suffices, since every check is of one certificate, or
 * of the leaf against one certificate, or only gets harder with the number.
 */

#define DEPTH_MAX 17

struct state {
	size_t node;
	int below;
	size_t parent;		/* the state that it was reached from */
};

struct layers {
	struct closure *closure;
	int64_t at_s;
	bool ignore_time;
	bool seen[LIMIT_CLOSURE_CERTS][DEPTH_MAX];
	struct state states[LIMIT_CLOSURE_CERTS * DEPTH_MAX];
	size_t n;
};

static bool
is_valid(const struct layers *l, size_t node)
{
	return l->ignore_time ||
	    node_valid_at(&l->closure->nodes[node], l->at_s);
}

static bool
leaf_fits(const struct closure *closure)
{
	const struct cert *leaf = closure->nodes[0].cert;
	unsigned purpose = closure->question->purpose;

	return !leaf->has_unknown_critical && (purpose == EKU_ANY ||
	    cert_allows_purpose(leaf, purpose));
}

/* May this certificate stand as a CA above so many others? */
static bool
may_issue(struct closure *closure, size_t node, int below)
{
	const struct cert *ca = closure->nodes[node].cert;
	unsigned purpose = closure->question->purpose;

	return (ca->is_ca || (ca->version == 1 &&
		    closure->nodes[node].in_store)) &&
	    cert_allows_usage(ca, KU_KEY_CERT_SIGN) &&
	    !ca->has_unknown_critical && !ca->has_faulty_extension &&
	    (ca->path_length == PATH_LENGTH_ANY || below <= ca->path_length) &&
	    (purpose == EKU_ANY || cert_allows_purpose(ca, purpose)) &&
	    closure_within(closure, 0, node, true);
}

static void
visit(struct layers *l, size_t node, int below, size_t parent)
{
	if (below >= DEPTH_MAX || below > l->closure->question->verifier->depth
	    || l->seen[node][below])
		return;
	l->seen[node][below] = true;
	l->states[l->n++] = (struct state){ node, below, parent };
}

static void
visit_issuers(struct layers *l, size_t from)
{
	struct closure *c = l->closure;
	struct state s = l->states[from];
	int below = s.below + (s.node != 0 &&
	    !cert_is_self_issued(c->nodes[s.node].cert));

	for (size_t k = c->issuers_at[s.node]; k < c->issuers_at[s.node + 1];
	    k++) {
		size_t i = c->issuers[k];

		if (i != s.node && is_valid(l, i) && may_issue(c, i, below) &&
		    closure_signed(c, s.node, i))
			visit(l, i, below, from);
	}
}

static void
write_path(const struct layers *l, size_t top, struct path *path)
{
	size_t n = 1;

	for (size_t i = top; i != 0; i = l->states[i].parent)
		n++;
	path->n = n;
	path->n_untrusted = n - 1;
	for (size_t i = top;; i = l->states[i].parent) {
		path->nodes[--n] = l->states[i].node;
		if (n == 0)
			break;
	}
}

/* Fills path with the first one found, the shortest; else the longest try. */
static bool
search(struct layers *l, struct path *path)
{
	l->n = 0;
	memset(l->seen, 0, l->closure->n * sizeof(l->seen[0]));
	path->nodes[0] = 0;
	path->n = 1;
	if (!is_valid(l, 0) || !leaf_fits(l->closure))
		return false;
	visit(l, 0, 0, 0);
	for (size_t i = 0; i < l->n; i++) {
		if (l->closure->nodes[l->states[i].node].in_store) {
			write_path(l, i, path);
			return true;
		}
		visit_issuers(l, i);
	}
	write_path(l, l->n - 1, path);
	return false;
}

/* There is none now: would there be one at some other time? */
static void
blame(struct layers *l, struct verdict *out)
{
	l->ignore_time = true;
	if (!search(l, &out->path))
		path_refuse(out, leaf_fits(l->closure) ?
		    BLAME_MISSING_ANCHOR : BLAME_CONSTRAINT,
		    path_top(&out->path));
	else
		path_check_times(out, l->closure, l->at_s);
}

void
build_complete(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct layers l;	/* big: what is used is set as it is used */

	l.closure = closure;
	l.at_s = at_s;
	l.ignore_time = false;
	*out = (struct verdict){ 0 };
	out->accepted = search(&l, &out->path);
	if (!out->accepted)
		blame(&l, out);
}
