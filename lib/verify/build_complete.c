#include "verify/path.h"

#include "pki/constraints.h"

/*
 * Any path that holds. Layers instead of paths: a state is a certificate and
 * the number of CAs below it that are not self-issued, and each state is
 * visited once. That suffices, since every check is of one certificate, or
 * of the leaf against one certificate, or only gets harder with the number.
 */

#define DEPTH_MAX 17

/* What a search overlooks, to find out what is to blame. */
enum ignored {
	IGNORE_TIME = 1 << 0,
	IGNORE_RULES = 1 << 1,
	IGNORE_SIGNATURES = 1 << 2,
};

struct state {
	size_t node;
	int below;
	size_t parent;		/* the state that it was reached from */
};

struct layers {
	struct closure *closure;
	int64_t at_s;
	unsigned ignored;	/* IGNORE_ bits */
	bool seen[LIMIT_CLOSURE_CERTS][DEPTH_MAX];
	struct state states[LIMIT_CLOSURE_CERTS * DEPTH_MAX];
	size_t n;
};

static bool
is_valid(const struct layers *l, size_t node)
{
	return (l->ignored & IGNORE_TIME) != 0 ||
	    node_valid_at(&l->closure->nodes[node], l->at_s);
}

static bool
is_signed(const struct layers *l, size_t child, size_t issuer)
{
	/* An issuer that key ids rule out is another CA of that name. */
	if (l->ignored & IGNORE_SIGNATURES)
		return closure_edge(l->closure, child, issuer, EDGE_LIKELY);
	return closure_signed(l->closure, child, issuer);
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
may_issue(const struct closure *closure, size_t node, int below)
{
	const struct cert *ca = closure->nodes[node].cert;
	unsigned purpose = closure->question->purpose;

	return (ca->is_ca || (ca->version == 1 &&
		    closure->nodes[node].in_store)) &&
	    cert_allows_usage(ca, KU_KEY_CERT_SIGN) &&
	    !ca->has_unknown_critical && !ca->has_faulty_extension &&
	    (ca->path_length == PATH_LENGTH_ANY || below <= ca->path_length) &&
	    (purpose == EKU_ANY || cert_allows_purpose(ca, purpose)) &&
	    constraints_allow(ca, closure->nodes[0].cert, true);
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

/* How many CAs that are not self-issued are below this one's issuer. */
static int
count_below(const struct closure *closure, size_t node, int below)
{
	return below + (node != 0 &&
	    !cert_is_self_issued(closure->nodes[node].cert));
}

static void
visit_issuers(struct layers *l, size_t from)
{
	struct closure *c = l->closure;
	struct state s = l->states[from];
	int below = count_below(c, s.node, s.below);

	for (size_t i = 0; i < c->n; i++) {
		if (i != s.node && closure_edge(c, s.node, i, EDGE_NAMED) &&
		    is_valid(l, i) &&
		    (l->ignored & IGNORE_RULES || may_issue(c, i, below)) &&
		    is_signed(l, s.node, i))
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
search(struct layers *l, unsigned ignored, struct path *path)
{
	l->ignored = ignored;
	l->n = 0;
	memset(l->seen, 0, sizeof(l->seen));
	path->nodes[0] = 0;
	path->n = 1;
	if (!is_valid(l, 0) ||
	    !(ignored & IGNORE_RULES || leaf_fits(l->closure)))
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

/* The first certificate of the path that may not stand where it does. */
static void
blame_rules(struct verdict *out, const struct closure *closure)
{
	const struct path *path = &out->path;
	int below = 0;

	path_refuse(out, BLAME_CONSTRAINT, path->nodes[0]);
	if (!leaf_fits(closure))
		return;
	for (size_t i = 1; i < path->n; i++) {
		below = count_below(closure, path->nodes[i - 1], below);
		if (!may_issue(closure, path->nodes[i], below)) {
			path_refuse(out, BLAME_CONSTRAINT, path->nodes[i]);
			return;
		}
	}
}

/*
 * There is none now. Would there be one at some other time, or if nobody
 * minded what its certificates are for, or what they are signed with? The
 * last costs no cryptography, and tells whether there is any way at all.
 */
static void
blame(struct layers *l, struct verdict *out)
{
	struct path any = { 0 };

	if (search(l, IGNORE_TIME, &out->path)) {
		path_check_times(out, l->closure, l->at_s);
		return;
	}
	path_refuse(out, BLAME_MISSING_ANCHOR, path_top(&out->path));
	if (!search(l, IGNORE_TIME | IGNORE_RULES | IGNORE_SIGNATURES, &any))
		return;
	if (search(l, IGNORE_TIME | IGNORE_RULES, &out->path)) {
		blame_rules(out, l->closure);
		return;
	}
	out->path = any;
	path_check_signatures(out, l->closure);
}

void
build_complete(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct layers l = { .closure = closure, .at_s = at_s };

	*out = (struct verdict){ 0 };
	out->accepted = search(&l, 0, &out->path);
	if (!out->accepted)
		blame(&l, out);
}
