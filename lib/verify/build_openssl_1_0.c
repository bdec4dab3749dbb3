#include "verify/path.h"

/*
 * OpenSSL 1.0.1 and 1.0.2, X509_verify_cert: served certificates first, the
 * store on top of them, and dates only once the path stands. Candidates are
 * taken blind to time. Differences inside the family are parameters.
 */

#define EDGE_ISSUED (EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN)
#define NONE SIZE_MAX

static bool
is_self_signed(const struct closure *closure, size_t node)
{
	return closure_edge(closure, node, node, EDGE_ISSUED);
}

static bool
too_long(const struct closure *closure, const struct path *path)
{
	return path->n > (size_t)closure->question->verifier->depth;
}

static void
push(struct path *path, size_t node)
{
	path->nodes[path->n++] = node;
}

static size_t
stored_issuer(const struct closure *closure, size_t child)
{
	for (size_t i = 0; i < closure->n_stored; i++) {
		if (closure_edge(closure, child, closure->stored[i],
			EDGE_ISSUED))
			return closure->stored[i];
	}
	return NONE;
}

/* Takes it out of the served ones, so that none is used twice. */
static size_t
take_served_issuer(const struct closure *closure, size_t child, bool *used)
{
	for (size_t i = 0; i < closure->n_served; i++) {
		if (!used[i] && closure_edge(closure, child,
			closure->served[i], EDGE_ISSUED)) {
			used[i] = true;
			return closure->served[i];
		}
	}
	return NONE;
}

static void
extend_from_served(const struct closure *closure, struct path *path)
{
	bool used[LIMIT_CLOSURE_CERTS] = { false };
	size_t issuer;

	while (!too_long(closure, path) &&
	    !is_self_signed(closure, path_top(path))) {
		if (closure->question->verifier->trusted_first &&
		    stored_issuer(closure, path_top(path)) != NONE)
			break;
		issuer = take_served_issuer(closure, path_top(path), used);
		if (issuer == NONE)
			break;
		push(path, issuer);
	}
}

static void
extend_from_store(const struct closure *closure, struct path *path)
{
	size_t issuer;

	while (!too_long(closure, path) &&
	    !is_self_signed(closure, path_top(path)) &&
	    (issuer = stored_issuer(closure, path_top(path))) != NONE)
		push(path, issuer);
}

/*
 * A self-signed end of the served part counts for nothing: alone it must
 * stand in the store exactly, else it is dropped and the store is asked.
 * False where it stands alone and is not in the store.
 */
static bool
settle_self_signed_end(const struct closure *closure, struct path *path,
    size_t *untrusted)
{
	size_t top = path_top(path);

	if (!is_self_signed(closure, top))
		return true;
	if (path->n > 1) {
		path->n--;
		*untrusted = path->n;
		return true;
	}
	if (stored_issuer(closure, top) != top)
		return false;
	*untrusted = 0;
	return true;
}

/* Any certificate of the store's part that is a root, or any at all. */
static bool
is_trusted(const struct closure *closure, const struct path *path,
    size_t untrusted)
{
	bool partial = closure->question->verifier->partial;

	for (size_t i = untrusted; i < path->n; i++) {
		if (partial || closure->nodes[path->nodes[i]].self_signed)
			return true;
	}
	return partial && closure->nodes[path->nodes[0]].in_store;
}

/* Cuts the path where the store offers another way on, as high as it can. */
static bool
find_alternative(const struct closure *closure, struct path *path,
    size_t *untrusted)
{
	const struct verifier *v = closure->question->verifier;

	if (!v->alternatives || v->trusted_first)
		return false;
	for (size_t j = *untrusted; j-- > 1;) {
		if (stored_issuer(closure, path->nodes[j - 1]) != NONE) {
			path->n = j;
			*untrusted = j;
			return true;
		}
	}
	return false;
}

static bool
find_path(const struct closure *closure, struct path *path)
{
	size_t untrusted;
	/* How far down alternatives were tried; it only ever shrinks. */
	size_t tried;

	push(path, 0);
	extend_from_served(closure, path);
	untrusted = tried = path->n;
	for (;;) {
		if (!settle_self_signed_end(closure, path, &untrusted))
			return false;
		if (untrusted < tried)
			tried = untrusted;
		extend_from_store(closure, path);
		path->n_untrusted = untrusted;
		if (is_trusted(closure, path, untrusted))
			return true;
		if (!find_alternative(closure, path, &tried))
			return false;
		untrusted = tried;
	}
}

void
build_openssl_1_0(struct verdict *out, struct closure *closure, int64_t at_s)
{
	*out = (struct verdict){ 0 };
	if (!find_path(closure, &out->path)) {
		path_refuse_missing(out, closure);
		return;
	}
	out->accepted =
	    path_check_openssl_extensions(out, closure, false) &&
	    path_check_names(out, closure, false) &&
	    path_check_strength(out, closure) &&
	    path_check_signatures(out, closure) &&
	    path_check_times(out, closure, at_s);
}
