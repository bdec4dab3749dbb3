#include "verify/path.h"

/*
 * Any path that holds, as an ideal client would find it, or as the libraries do
 * that try every way: Mozilla's pkix in NSS (pkixbuild.cpp, pkixcheck.cpp),
 * rustls-webpki (verify_cert.rs) and Android's Conscrypt
 * (TrustManagerImpl.java). Where they differ a row has habits.
 *
 * Layers instead of paths: a state is a certificate and the number of CAs below
 * it that count, and each state is visited once. That suffices, since every
 * check is of one certificate, or of the leaf against one certificate, or only
 * gets harder with the number.
 */

#define DEPTH_MAX 17

/* What a search overlooks, to find out what is to blame. */
enum ignored {
	IGNORE_TIME = 1 << 0,
	IGNORE_STRENGTH = 1 << 1,
	IGNORE_RULES = 1 << 2,
	IGNORE_SIGNATURES = 1 << 3,
};

struct state {
	size_t node;
	int below;
	size_t parent;		/* the state that it was reached from */
};

struct layers {
	struct closure *closure;
	unsigned habits;
	int64_t at_s;
	unsigned ignored;	/* IGNORE_ bits */
	bool seen[LIMIT_CLOSURE_CERTS][DEPTH_MAX];
	struct state states[LIMIT_CLOSURE_CERTS * DEPTH_MAX];
	size_t n;
	bool found;		/* the last state is an anchor */
};

static const struct cert *
cert_of(const struct layers *l, size_t node)
{
	return l->closure->nodes[node].cert;
}

static bool
is_valid(const struct layers *l, size_t node)
{
	return (l->ignored & IGNORE_TIME) != 0 ||
	    node_valid_at(&l->closure->nodes[node], l->at_s);
}

static bool
has_strong_key(const struct layers *l, size_t node)
{
	return l->ignored & IGNORE_STRENGTH || strength_allows_key(
	    &l->closure->question->verifier->strength, cert_of(l, node));
}

static bool
has_strong_signature(const struct layers *l, size_t node)
{
	return l->ignored & IGNORE_STRENGTH || strength_allows_signature(
	    &l->closure->question->verifier->strength, cert_of(l, node));
}

static bool
fits_purpose(const struct layers *l, const struct cert *cert)
{
	unsigned purpose = l->closure->question->purpose;

	if (purpose == EKU_ANY || !cert->has_extended_key_usage)
		return true;
	if (!(l->habits & HABIT_EXACT_PURPOSE))
		purpose |= EKU_ANY;
	if (l->habits & HABIT_GATED && purpose & EKU_SERVER)
		purpose |= EKU_GATED;
	return (cert->extended_key_usage & purpose) != 0;
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
leaf_fits(const struct layers *l)
{
	const struct cert *leaf = cert_of(l, 0);
	const uint32_t tls = KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT |
	    KU_KEY_AGREEMENT;

	if (l->ignored & IGNORE_RULES)
		return true;
	return !leaf->has_unknown_critical && fits_purpose(l, leaf) &&
	    !(l->habits & HABIT_LEAF_NO_CA && leaf->is_ca) &&
	    !(l->habits & HABIT_VERSION_3 && leaf->version < 3) &&
	    (!(l->habits & HABIT_LEAF_USAGE) ||
		cert_allows_usage(leaf, tls));
}

static bool
allows_names(const struct layers *l, size_t ca)
{
	return l->ignored & IGNORE_RULES || closure_within(l->closure, 0, ca,
	    l->habits & HABIT_NO_COMMON_NAME ? NAMES_ALTERNATIVE :
	    NAMES_COMMON_TOO);
}

/* May this certificate stand as a CA above so many others? */
static bool
may_issue(const struct layers *l, size_t node, int below)
{
	const struct cert *ca = cert_of(l, node);

	if (l->ignored & IGNORE_RULES)
		return true;
	return (ca->is_ca || (ca->version == 1 &&
		    l->closure->nodes[node].in_store)) &&
	    (l->habits & HABIT_NO_USAGE ||
		cert_allows_usage(ca, KU_KEY_CERT_SIGN)) &&
	    !ca->has_unknown_critical && !ca->has_faulty_extension &&
	    (ca->path_length == PATH_LENGTH_ANY || below <= ca->path_length) &&
	    (l->habits & HABIT_LEAF_PURPOSE || fits_purpose(l, ca)) &&
	    allows_names(l, node) &&
	    !(l->habits & HABIT_NO_REISSUE &&
		cert_is_reissue(cert_of(l, 0), ca));
}

static bool
is_anchor(const struct layers *l, size_t node, int below)
{
	const struct strength *strength =
	    &l->closure->question->verifier->strength;

	if (!l->closure->nodes[node].in_store ||
	    (strength->anchor_keys && !has_strong_key(l, node)))
		return false;
	if (l->habits & HABIT_BLIND_ANCHORS)
		return l->habits & HABIT_NO_ANCHOR_NAMES ||
		    allows_names(l, node);
	return is_valid(l, node) && may_issue(l, node, below);
}

static bool
is_intermediate(const struct layers *l, size_t node, int below)
{
	return is_valid(l, node) && has_strong_key(l, node) &&
	    has_strong_signature(l, node) && may_issue(l, node, below);
}

static void
visit(struct layers *l, size_t node, int below, size_t parent)
{
	if (l->seen[node][below])
		return;
	l->seen[node][below] = true;
	l->states[l->n++] = (struct state){ node, below, parent };
}

/* Is the search over at this one, since nothing leads up from it? */
static bool
is_dead_end(const struct layers *l, size_t node)
{
	return l->habits & HABIT_SELF_ISSUED_ENDS &&
	    cert_is_self_issued(cert_of(l, node));
}

/* How many CAs are below an issuer of this one. */
static int
count_below(const struct layers *l, size_t node, int below)
{
	return below + (node != 0 && (l->habits & HABIT_SELF_ISSUED_COUNT ||
	    !cert_is_self_issued(cert_of(l, node))));
}

static void
visit_issuers(struct layers *l, size_t from)
{
	struct closure *c = l->closure;
	struct state s = l->states[from];
	int below = count_below(l, s.node, s.below);

	if (below >= DEPTH_MAX || below > c->question->verifier->depth ||
	    is_dead_end(l, s.node))
		return;
	for (size_t k = c->issuers_at[s.node];
	    k < c->issuers_at[s.node + 1] && !l->found; k++) {
		size_t i = c->issuers[k];
		bool ends = is_anchor(l, i, below);

		if (!(ends || (i != s.node && is_intermediate(l, i, below))) ||
		    !is_signed(l, s.node, i))
			continue;
		visit(l, i, below, from);
		l->found = ends;
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

/* A leaf that is an anchor needs nothing above it. */
static bool
is_pinned(const struct layers *l)
{
	return l->closure->nodes[0].in_store &&
	    !(l->habits & HABIT_NO_PINNED_LEAF);
}

/* One with an anchor's name and key needs nothing at all, not even dates. */
static bool
is_pinned_key(const struct layers *l)
{
	return l->habits & HABIT_PINNED_KEY &&
	    !l->closure->question->leaf_renewed &&
	    store_find_key(l->closure->question->store,
		cert_of(l, 0)) != NULL;
}

/* Fills path with the first one found, the shortest; else the longest try. */
static bool
search(struct layers *l, unsigned ignored, struct path *path)
{
	l->ignored = ignored;
	l->n = 0;
	memset(l->seen, 0, l->closure->n * sizeof(l->seen[0]));
	path->nodes[0] = 0;
	path->n = 1;
	if (is_pinned_key(l))
		return true;
	if (!is_valid(l, 0) || !leaf_fits(l) || !has_strong_key(l, 0) ||
	    !(is_pinned(l) || has_strong_signature(l, 0)))
		return false;
	l->found = is_pinned(l);
	visit(l, 0, 0, 0);
	for (size_t i = 0; i < l->n && !l->found; i++)
		visit_issuers(l, i);
	write_path(l, l->n - 1, path);
	return l->found;
}

/* The first certificate of the path that may not stand where it does. */
static void
blame_rules(struct layers *l, struct verdict *out)
{
	const struct path *path = &out->path;
	int below = 0;

	l->ignored = IGNORE_TIME | IGNORE_STRENGTH;
	if (!leaf_fits(l)) {
		path_refuse(out, BLAME_CONSTRAINT, path->nodes[0]);
		return;
	}
	for (size_t i = 1; i < path->n; i++) {
		size_t node = path->nodes[i];

		below = count_below(l, path->nodes[i - 1], below);
		if (i + 1 == path->n ? !is_anchor(l, node, below) :
		    !is_intermediate(l, node, below)) {
			path_refuse(out, BLAME_CONSTRAINT, node);
			return;
		}
	}
}

/*
 * There is none now. Would there be one at some other time, or if nobody
 * minded how strong its certificates are, or what they are for, or who signed
 * them? The last costs no cryptography, and tells whether there is any way.
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
	if (!search(l, IGNORE_TIME | IGNORE_STRENGTH | IGNORE_RULES |
		IGNORE_SIGNATURES, &any))
		return;
	if (search(l, IGNORE_TIME | IGNORE_STRENGTH, &out->path)) {
		/* A leaf that is the anchor may be weak in its own way. */
		if (path_check_strength(out, l->closure))
			path_refuse(out, BLAME_WEAK, 0);
	} else if (search(l, IGNORE_TIME | IGNORE_STRENGTH | IGNORE_RULES,
	    &out->path)) {
		blame_rules(l, out);
	} else {
		out->path = any;
		path_check_signatures(out, l->closure);
	}
}

void
build_complete(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct layers l;	/* big: what is used is set as it is used */

	l.closure = closure;
	l.at_s = at_s;
	l.habits = closure->question->verifier->habits;
	*out = (struct verdict){ 0 };
	out->accepted = search(&l, 0, &out->path);
	if (!out->accepted)
		blame(&l, out);
}
