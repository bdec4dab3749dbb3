#include "verify/mbed.h"

#include "pki/name.h"
#include "pki/policies.h"

/* Extensions that may be critical: the library has no code for others. */
#define KNOWN_CRITICAL (CRITICAL_BASIC_CONSTRAINTS | CRITICAL_KEY_USAGE | \
	CRITICAL_EXTENDED_KEY_USAGE | CRITICAL_ALTERNATIVE_NAME | \
	CRITICAL_NETSCAPE_TYPE)

enum parsing {
	PARSED,
	PASSED_OVER,	/* its signature algorithm is unknown */
	FAILED,
};

static bool
knows_signature(const struct cert *cert)
{
	switch (cert->digest_nid) {
	case NID_md5:
	case NID_ripemd160:
	case NID_sha1:
	case NID_sha224:
	case NID_sha256:
	case NID_sha384:
	case NID_sha512:
		return true;
	}
	return false;
}

/* Of policies only any policy may be critical. */
static bool
knows_critical(const struct cert *cert)
{
	unsigned unknown = cert->critical & ~KNOWN_CRITICAL;

	return unknown == 0 || (unknown == CRITICAL_POLICIES &&
		policies_are_any(cert));
}

/* libcrypto also faults a path length without the CA flag. */
static bool
is_faulty(const struct cert *cert)
{
	return cert->has_faulty_extension &&
	    (cert->is_ca || cert->path_length == PATH_LENGTH_ANY);
}

static enum parsing
parse(const struct closure *closure, const struct cert *cert)
{
	const struct strength *strength =
	    &closure->question->verifier->strength;

	if (cert->is_bare)
		return PARSED;
	if (!knows_signature(cert))
		return PASSED_OVER;
	if (is_faulty(cert) || !knows_critical(cert) ||
	    !strength_reads_key(strength, cert))
		return FAILED;
	return PARSED;
}

bool
mbed_reads(const struct closure *closure, size_t node)
{
	return parse(closure, closure->nodes[node].cert) == PARSED;
}

bool
mbed_start(struct mbed_walk *walk, struct verdict *out,
    struct closure *closure, int64_t at_s)
{
	*walk = (struct mbed_walk){ .out = out, .closure = closure,
		.at_s = at_s };
	*out = (struct verdict){ .path = { .n = 1, .n_untrusted = 1 } };
	if (!mbed_reads(closure, 0))
		return path_refuse(out, BLAME_WEAK, 0);
	for (size_t i = 1; i < closure->n_sent; i++) {
		size_t node = closure->sent[i];

		if (parse(closure, closure->nodes[node].cert) == FAILED)
			return path_refuse(out, BLAME_CONSTRAINT, node);
	}
	return true;
}

/* x509_name_cmp folds the case of letters, and nothing else. */
static bool
names_issuer(const struct cert *child, const struct cert *ca)
{
	return span_equal(child->issuer_der, ca->subject_der) ||
	    name_equal_but_case(X509_get_issuer_name(child->x509),
		ca->subject_name);
}

bool
mbed_may_issue(const struct mbed_walk *walk, size_t node, bool stored)
{
	const struct cert *ca = walk->closure->nodes[node].cert;
	size_t top = path_top(&walk->out->path);

	return mbed_reads(walk->closure, node) &&
	    closure_edge(walk->closure, top, node, EDGE_NAMED) &&
	    names_issuer(walk->closure->nodes[top].cert, ca) &&
	    ((stored && ca->version < 3) || (ca->is_ca &&
		cert_allows_usage(ca, KU_KEY_CERT_SIGN)));
}

bool
mbed_length_fits(const struct mbed_walk *walk, size_t node, int spare)
{
	const struct cert *ca = walk->closure->nodes[node].cert;
	int below = (int)walk->out->path.n - 1 - walk->rolled_over;

	return ca->path_length == PATH_LENGTH_ANY ||
	    ca->path_length >= below - spare;
}

size_t
mbed_find_issuer(struct mbed_walk *walk, const size_t *list, size_t n,
    bool stored)
{
	size_t child = path_top(&walk->out->path), fallback = MBED_NONE;

	for (size_t i = 0; i < n; i++) {
		if (!mbed_may_issue(walk, list[i], stored) ||
		    !mbed_length_fits(walk, list[i], 0) ||
		    (stored &&
			!closure_signed(walk->closure, child, list[i])))
			continue;
		if (node_valid_at(&walk->closure->nodes[list[i]], walk->at_s))
			return i;
		if (fallback == MBED_NONE)
			fallback = i;
	}
	return fallback;
}

void
mbed_push_anchor(struct mbed_walk *walk, size_t node)
{
	struct path *path = &walk->out->path;

	path->nodes[path->n++] = node;
}

bool
mbed_push_sent(struct mbed_walk *walk, size_t position)
{
	const struct closure *closure = walk->closure;
	struct path *path = &walk->out->path;
	size_t top = path_top(path);

	if (path->n > (size_t)closure->question->verifier->depth)
		return path_refuse(walk->out, BLAME_VERIFIER_LIMIT, top);
	if (path->n > 1 && cert_is_self_issued(closure->nodes[top].cert))
		walk->rolled_over++;
	walk->position = position;
	path->nodes[path->n++] = closure->sent[position];
	path->n_untrusted = path->n;
	return true;
}

bool
mbed_check_leaf(struct verdict *out, const struct closure *closure)
{
	const struct cert *leaf = closure->nodes[0].cert;
	unsigned purpose = closure->question->purpose;

	if (purpose == EKU_ANY || (cert_allows_purpose(leaf, purpose) &&
		cert_allows_usage(leaf, KU_DIGITAL_SIGNATURE)))
		return true;
	return path_refuse(out, BLAME_CONSTRAINT, 0);
}

bool
mbed_check_signatures(struct verdict *out, struct closure *closure, size_t n)
{
	const struct path *path = &out->path;

	for (size_t i = n; i-- > 0;) {
		if (!closure_signed(closure, path->nodes[i],
			path->nodes[i + 1]))
			return path_refuse(out, BLAME_SIGNATURE,
			    path->nodes[i]);
	}
	return true;
}

bool
mbed_check_strength(struct verdict *out, const struct closure *closure)
{
	const struct cert *leaf = closure->nodes[0].cert;

	/* A leaf that is its own anchor is weighed as a leaf. */
	if (!strength_allows_signature(
		&closure->question->verifier->strength, leaf))
		return path_refuse(out, BLAME_WEAK, 0);
	return path_check_strength(out, closure);
}
