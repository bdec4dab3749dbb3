#include "verify/path.h"

#include "pki/constraints.h"

/*
 * Go, crypto/x509's verify.go (1.15 to 1.22, as read and run in 1.19): depth
 * first with a way back from every choice, anchors before served ones, those
 * whose key ids agree before others. It gives up after a hundred signatures.
 */

struct search {
	struct closure *closure;
	int64_t at_s;
	bool ignore_time;
	int checks;		/* of signatures, so far */
	struct path path;
	struct path longest;	/* of those that led nowhere */
};

static const struct cert *
cert_of(const struct search *s, size_t node)
{
	return s->closure->nodes[node].cert;
}

/* A reissue of what is there already leads back to where we were. */
static bool
is_in_path(const struct search *s, size_t candidate)
{
	for (size_t i = 0; i < s->path.n; i++) {
		if (cert_is_reissue(cert_of(s, s->path.nodes[i]),
		    cert_of(s, candidate)))
			return true;
	}
	return false;
}

static bool
may_sign(const struct search *s, size_t child, size_t parent)
{
	const struct strength *strength =
	    &s->closure->question->verifier->strength;
	const struct cert *ca = cert_of(s, parent);

	return (ca->version < 3 || ca->has_basic_constraints) &&
	    (ca->is_ca || !ca->has_basic_constraints) &&
	    cert_allows_usage(ca, KU_KEY_CERT_SIGN) &&
	    strength_allows_key(strength, ca) &&
	    strength_allows_signature(strength, cert_of(s, child)) &&
	    closure_signed(s->closure, child, parent);
}

/* What it reads of these two depends on the kinds of names in them. */
static bool
knows_critical(const struct cert *cert)
{
	static const int known[] = { NID_key_usage, NID_basic_constraints,
		NID_subject_alt_name, NID_name_constraints,
		NID_crl_distribution_points, NID_authority_key_identifier,
		NID_ext_key_usage, NID_subject_key_identifier,
		NID_certificate_policies, NID_info_access };

	return !cert_has_critical_beyond(cert, known,
	    sizeof(known) / sizeof(known[0])) &&
	    ((cert->critical & CRITICAL_ALTERNATIVE_NAME) == 0 ||
		constraints_have_common_name(cert)) &&
	    ((cert->critical & CRITICAL_NAME_CONSTRAINTS) == 0 ||
		constraints_are_common(cert));
}

static bool
is_valid(const struct search *s, size_t node)
{
	const struct cert *cert = cert_of(s, node);

	return knows_critical(cert) && !cert->has_faulty_extension &&
	    (s->ignore_time ||
		node_valid_at(&s->closure->nodes[node], s->at_s));
}

/* Self-issued certificates count towards the path length, too. */
static bool
is_valid_issuer(const struct search *s, size_t node, bool is_root)
{
	const struct cert *ca = cert_of(s, node);
	int below = (int)s->path.n - 1;

	return is_valid(s, node) && (is_root || ca->is_ca) &&
	    (ca->path_length == PATH_LENGTH_ANY || below <= ca->path_length) &&
	    closure_within(s->closure, 0, node, NAMES_GO) &&
	    closure_within(s->closure, node, node, NAMES_GO);
}

/* Every certificate, the anchor too, must allow the purpose. */
static bool
fits_purpose(const struct search *s)
{
	unsigned purpose = s->closure->question->purpose;

	for (size_t i = 0; purpose != EKU_ANY && i < s->path.n; i++) {
		if (!cert_allows_purpose(cert_of(s, s->path.nodes[i]),
		    purpose))
			return false;
	}
	return true;
}

static bool climb(struct search *s);

static bool
consider(struct search *s, size_t candidate, bool is_root)
{
	size_t child = path_top(&s->path);

	if (is_in_path(s, candidate) ||
	    ++s->checks > s->closure->question->verifier->signature_checks ||
	    !may_sign(s, child, candidate) ||
	    !is_valid_issuer(s, candidate, is_root))
		return false;
	s->path.nodes[s->path.n++] = candidate;
	if (is_root ? fits_purpose(s) : climb(s))
		return true;
	if (s->path.n > s->longest.n)
		s->longest = s->path;
	s->path.n--;
	return false;
}

/* 0: key ids agree; 1: one of the two has none; 2: they differ. */
static int
rank(const struct cert *child, const struct cert *parent)
{
	struct span a = child->authority_key_identifier;
	struct span b = parent->key_identifier;

	if (a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0))
		return 0;
	return a.n == 0 || b.n == 0 ? 1 : 2;
}

static bool
try_all(struct search *s, const size_t *nodes, size_t n, bool are_roots)
{
	size_t child = path_top(&s->path);

	for (int wanted = 0; wanted <= 2; wanted++) {
		for (size_t i = 0; i < n; i++) {
			if (span_equal(cert_of(s, child)->issuer_der,
				cert_of(s, nodes[i])->subject_der) &&
			    path_reads(s->closure, nodes[i]) &&
			    rank(cert_of(s, child),
				cert_of(s, nodes[i])) == wanted &&
			    consider(s, nodes[i], are_roots))
				return true;
		}
	}
	return false;
}

static bool
climb(struct search *s)
{
	const struct closure *c = s->closure;

	return try_all(s, c->stored, c->n_stored, true) ||
	    try_all(s, c->served, c->n_served, false);
}

static bool
find(struct search *s)
{
	s->checks = 0;
	s->path.nodes[0] = 0;
	s->path.n = s->path.n_untrusted = 1;
	s->longest = s->path;
	if (!is_valid(s, 0))
		return false;
	if (s->closure->nodes[0].in_store)
		return fits_purpose(s);
	return climb(s);
}

/* There is none now: would there be one at some other time? */
static void
blame(struct search *s, struct verdict *out)
{
	bool gave_up = s->checks >
	    s->closure->question->verifier->signature_checks;

	out->path = s->longest;
	s->ignore_time = true;
	if (find(s)) {
		out->path = s->path;
		path_check_times(out, s->closure, s->at_s);
	} else {
		path_refuse(out, gave_up ? BLAME_VERIFIER_LIMIT :
		    BLAME_MISSING_ANCHOR, path_top(&out->path));
	}
}

void
build_go(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct search s = { .closure = closure, .at_s = at_s };

	if (!path_check_reading(out, closure))
		return;
	*out = (struct verdict){ .accepted = find(&s), .path = s.path };
	if (!out->accepted)
		blame(&s, out);
}
