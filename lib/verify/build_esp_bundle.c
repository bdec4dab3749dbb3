#include "verify/mbed.h"

/*
 * ESP-IDF's certificate bundle, esp_crt_bundle.c: mbedTLS walks over what was
 * served with an empty store. Then each certificate that is not trusted yet,
 * the top one above all, must be signed by the key that the bundle holds for
 * its issuer's name; its own digest may then be weak.
 */

static bool
climb(struct mbed_walk *walk)
{
	const struct closure *c = walk->closure;

	for (;;) {
		size_t next = walk->position + 1;
		size_t i = mbed_find_issuer(walk, c->sent + next,
		    c->n_sent - next, false);

		if (i == MBED_NONE)
			return true;
		if (!mbed_push_sent(walk, next + i))
			return false;
	}
}

/* Names are compared byte by byte: memcmp's order of the shorter length. */
static int
compare_names(struct span a, struct span b)
{
	return memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
}

/*
 * The bundle is sorted by name and searched by halves, so that of several
 * anchors with one name just one is ever seen: which of the run from first
 * to end, among n?
 */
static size_t
hit(size_t n, size_t first, size_t end)
{
	size_t low = 0, high = n, middle = (n - 1) / 2;

	while (middle < first || middle >= end) {
		if (middle < first)
			low = middle + 1;
		else
			high = middle;
		middle = (low + high - 1) / 2;
	}
	return middle - first;
}

static const struct cert *
find_key(const struct store *bundle, struct span name)
{
	size_t before = 0, same = 0, skip;

	for (size_t i = 0; i < bundle->n; i++) {
		int order = compare_names(
		    bundle->anchors[i].cert->subject_der, name);

		before += order < 0;
		same += order == 0;
	}
	if (same == 0)
		return NULL;
	skip = hit(bundle->n, before, before + same);
	for (size_t i = 0;; i++) {
		const struct cert *cert = bundle->anchors[i].cert;

		if (compare_names(cert->subject_der, name) == 0 &&
		    skip-- == 0)
			return cert;
	}
}

/* The anchor's node, or MBED_NONE where the bundle does not vouch for it. */
static size_t
find_anchor(struct closure *closure, size_t child)
{
	const struct cert *cert = closure->nodes[child].cert;
	const struct cert *anchor = find_key(closure->question->store,
	    cert->issuer_der);

	for (size_t i = 0; i < closure->n && anchor != NULL; i++) {
		if (closure->nodes[i].cert == anchor)
			return closure_signed(closure, child, i) ? i :
			    MBED_NONE;
	}
	return MBED_NONE;
}

static bool
check_links(struct mbed_walk *walk)
{
	struct closure *closure = walk->closure;
	const struct strength *strength =
	    &closure->question->verifier->strength;
	const struct path *path = &walk->out->path;
	size_t n = path->n;

	for (size_t i = n; i-- > 0;) {
		size_t node = path->nodes[i], anchor;

		if (i + 1 < n &&
		    closure_signed(closure, node, path->nodes[i + 1])) {
			if (strength_allows_signature(strength,
				closure->nodes[node].cert))
				continue;
			return path_refuse(walk->out, BLAME_WEAK, node);
		}
		anchor = find_anchor(closure, node);
		if (anchor == MBED_NONE)
			return path_refuse(walk->out, BLAME_MISSING_ANCHOR,
			    node);
		if (i + 1 == n)
			mbed_push_anchor(walk, anchor);
	}
	return true;
}

/* Those of the bundle may be of any size. */
static bool
check_served_keys(struct verdict *out, const struct closure *closure)
{
	const struct path *path = &out->path;

	for (size_t i = 0; i < path->n_untrusted; i++) {
		if (!strength_allows_key(&closure->question->verifier->
			strength, closure->nodes[path->nodes[i]].cert))
			return path_refuse(out, BLAME_WEAK, path->nodes[i]);
	}
	return true;
}

void
build_esp_bundle(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct mbed_walk walk;

	out->accepted = mbed_start(&walk, out, closure, at_s) &&
	    climb(&walk) && check_links(&walk) &&
	    mbed_check_leaf(out, closure) &&
	    check_served_keys(out, closure) &&
	    path_check_first_times(out, closure, at_s, out->path.n_untrusted);
}
