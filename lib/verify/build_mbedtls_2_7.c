#include "verify/mbed.h"

/*
 * mbedTLS up to 2.7, x509_crt.c's x509_crt_verify_child and _top: one stored
 * certificate with the issuer's name commits to the store, whatever its key;
 * a served one is taken by its name, blind to time.
 */

/* By name, CA flag and key usage alone. */
static size_t
first_issuer(const struct mbed_walk *walk, const size_t *list, size_t n,
    bool limited)
{
	for (size_t i = 0; i < n; i++) {
		if (mbed_may_issue(walk, list[i], false) &&
		    (!limited || mbed_length_fits(walk, list[i], 0)))
			return i;
	}
	return MBED_NONE;
}

/* A leaf that is stored itself needs no flags. */
static bool
is_leaf_itself(const struct mbed_walk *walk, size_t node)
{
	return walk->out->path.n == 1 && node == 0 &&
	    mbed_reads(walk->closure, 0) &&
	    closure_edge(walk->closure, 0, 0, EDGE_NAMED);
}

/* The anchor: of those from first on the first that is valid, else the first;
 * MBED_NONE where none signed the top. */
static size_t
find_anchor(struct mbed_walk *walk, size_t first)
{
	const struct closure *c = walk->closure;
	size_t child = path_top(&walk->out->path), fallback = MBED_NONE;
	bool rolled = cert_is_self_issued(c->nodes[child].cert);

	for (size_t i = first; i < c->n_stored; i++) {
		size_t node = c->stored[i];

		if ((!mbed_may_issue(walk, node, true) &&
			!is_leaf_itself(walk, node)) ||
		    !mbed_length_fits(walk, node, rolled) ||
		    !closure_signed(walk->closure, child, node))
			continue;
		if (node_valid_at(&c->nodes[node], walk->at_s))
			return node;
		if (fallback == MBED_NONE)
			fallback = node;
	}
	return fallback;
}

static bool
settle(struct mbed_walk *walk, size_t first)
{
	size_t anchor = find_anchor(walk, first);

	if (anchor == MBED_NONE)
		return path_refuse(walk->out, BLAME_MISSING_ANCHOR,
		    path_top(&walk->out->path));
	if (anchor != path_top(&walk->out->path))
		mbed_push_anchor(walk, anchor);
	else
		walk->out->path.n_untrusted = 0;
	return true;
}

static bool
find_path(struct mbed_walk *walk)
{
	const struct closure *c = walk->closure;

	for (;;) {
		size_t next = walk->position + 1;
		size_t i = first_issuer(walk, c->stored, c->n_stored, false);

		if (i != MBED_NONE)
			return settle(walk, i);
		i = first_issuer(walk, c->sent + next, c->n_sent - next,
		    true);
		if (i == MBED_NONE)
			return settle(walk, 0);
		if (!mbed_push_sent(walk, next + i))
			return false;
	}
}

/* An anchor's dates count unless what it signed bears its name. */
static size_t
dated(const struct verdict *out, const struct closure *closure)
{
	const struct path *path = &out->path;

	if (path->n == 1)
		return 1;
	return path->n - cert_is_self_issued(
	    closure->nodes[path->nodes[path->n - 2]].cert);
}

void
build_mbedtls_2_7(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct mbed_walk walk;

	out->accepted = mbed_start(&walk, out, closure, at_s) &&
	    find_path(&walk) &&
	    mbed_check_signatures(out, closure, out->path.n - 1) &&
	    mbed_check_leaf(out, closure) &&
	    mbed_check_strength(out, closure) &&
	    path_check_first_times(out, closure, at_s, dated(out, closure));
}
