#include "verify/path.h"

/*
 * LibreSSL 3.2 and later, x509_verify.c under X509_verify_cert: depth first
 * like Go's, with a way back, but the store offers one candidate a step. Dates
 * and name constraints are looked at on the way, extensions once a path stands.
 */

#define EDGE_ISSUED (EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN)
#define NONE SIZE_MAX

struct search {
	struct closure *closure;
	const struct verifier *verifier;
	int64_t at_s;
	bool ignore_time;
	int checks;		/* of signatures, so far */
	struct verdict tried;	/* the path, and what its checks said */
	struct path longest;	/* of those that led nowhere */
};

static bool
is_valid(const struct search *s, size_t node)
{
	return s->ignore_time ||
	    node_valid_at(&s->closure->nodes[node], s->at_s);
}

/* The first valid one, else the last. */
static size_t
stored_issuer(const struct search *s, size_t child)
{
	const struct closure *c = s->closure;
	size_t last = NONE;

	for (size_t i = 0; i < c->n_stored; i++) {
		if (!closure_edge(c, child, c->stored[i], EDGE_ISSUED))
			continue;
		last = c->stored[i];
		if (is_valid(s, last))
			break;
	}
	return last;
}

static bool
allows_names(const struct search *s, size_t candidate)
{
	const struct path *path = &s->tried.path;

	for (size_t i = 0; i < path->n; i++) {
		if (!closure_within(s->closure, path->nodes[i], candidate,
			i == 0 ? NAMES_COMMON_TOO : NAMES_ALTERNATIVE))
			return false;
	}
	return true;
}

/* The path stands: is it a good one? */
static bool
finish(struct search *s)
{
	struct path *path = &s->tried.path;

	path->n_untrusted = path->n - 1;
	return path_check_openssl_extensions(&s->tried, s->closure, false) &&
	    is_valid(s, 0);
}

static bool climb(struct search *s);

static bool
consider(struct search *s, size_t candidate, bool is_root)
{
	struct path *path = &s->tried.path;
	size_t child = path_top(path);

	if (path_holds(path, candidate) ||
	    ++s->checks > s->verifier->signature_checks ||
	    !closure_signed(s->closure, child, candidate) ||
	    !is_valid(s, candidate) || !allows_names(s, candidate))
		return false;
	/* One that its own child might have issued is refused. */
	if (closure_edge(s->closure, candidate, child, EDGE_ISSUED))
		return false;
	path->nodes[path->n++] = candidate;
	if (is_root ? finish(s) : climb(s))
		return true;
	if (path->n > s->longest.n)
		s->longest = *path;
	path->n--;
	return false;
}

static bool
is_trusted(const struct search *s, size_t node)
{
	return s->verifier->partial || s->closure->nodes[node].self_signed;
}

static bool
climb(struct search *s)
{
	const struct closure *c = s->closure;
	size_t child = path_top(&s->tried.path);
	size_t issuer = stored_issuer(s, child);

	if (s->tried.path.n > (size_t)s->verifier->depth + 1)
		return false;
	if (issuer != NONE && consider(s, issuer, is_trusted(s, issuer)))
		return true;
	for (size_t i = 0; i < c->n_served; i++) {
		if (closure_edge(c, child, c->served[i], EDGE_ISSUED) &&
		    consider(s, c->served[i], false))
			return true;
	}
	return false;
}

static bool
find(struct search *s)
{
	s->checks = 0;
	s->tried = (struct verdict){ .path = { .nodes = { 0 }, .n = 1 } };
	s->longest = s->tried.path;
	if (s->closure->nodes[0].in_store && is_trusted(s, 0))
		return finish(s);
	return climb(s);
}

/* There is none now: would there be one at some other time? */
static void
blame(struct search *s, struct verdict *out)
{
	bool gave_up = s->checks > s->verifier->signature_checks;

	out->path = s->longest;
	s->ignore_time = true;
	if (find(s)) {
		out->path = s->tried.path;
		path_check_times(out, s->closure, s->at_s);
	} else if (s->tried.blame != BLAME_NONE) {
		path_refuse(out, s->tried.blame, s->tried.blamed);
	} else {
		path_refuse(out, gave_up ? BLAME_VERIFIER_LIMIT :
		    BLAME_MISSING_ANCHOR, path_top(&out->path));
	}
}

void
build_libressl(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct search s = { .closure = closure,
		.verifier = closure->question->verifier, .at_s = at_s };

	*out = (struct verdict){ .accepted = find(&s) };
	out->path = s.tried.path;
	if (!out->accepted)
		blame(&s, out);
}
