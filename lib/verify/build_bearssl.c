#include "verify/path.h"

/*
 * BearSSL, src/x509/x509_minimal.t0: certificate after certificate as they
 * were served, each refused at its first flaw, until one is issued by an
 * anchor. Anchors are names and keys that brssl took from certificates: they
 * have no dates, and are CAs or else trusted as the server itself. Purposes
 * are not looked at.
 */

#define RSA_BITS_MAX 4096

/* How the walk ends at a certificate, or goes on. */
enum step { STEP_ON, STEP_ACCEPT, STEP_REFUSE };

static bool
is_named(const struct cert *child, const struct cert *issuer)
{
	return span_equal(child->issuer_der, issuer->subject_der);
}

static bool
is_ca(const struct cert *cert)
{
	return cert->has_basic_constraints && cert->is_ca;
}

static bool
has_known_signature(const struct closure *closure, const struct cert *cert)
{
	return cert->signature_nid != NID_ED25519 &&
	    cert->signature_nid != NID_ED448 &&
	    strength_allows_signature(&closure->question->verifier->strength,
		cert);
}

static bool
has_known_critical(const struct cert *cert)
{
	static const int known[] = { NID_basic_constraints, NID_key_usage,
		NID_subject_alt_name, NID_certificate_policies,
		NID_authority_key_identifier, NID_subject_key_identifier,
		NID_issuer_alt_name, NID_subject_directory_attributes,
		NID_crl_distribution_points, NID_freshest_crl,
		NID_info_access, NID_sinfo_access };

	return !cert_has_critical_beyond(cert, known,
	    sizeof(known) / sizeof(known[0]));
}

/* place: how many were served before it. */
static bool
has_authority(const struct cert *cert, size_t place)
{
	if (place == 0)	/* TLS would have no use for its key otherwise */
		return cert_allows_usage(cert, KU_DIGITAL_SIGNATURE |
		    KU_NON_REPUDIATION | KU_KEY_ENCIPHERMENT |
		    KU_DATA_ENCIPHERMENT | KU_KEY_AGREEMENT);
	return is_ca(cert) && cert_allows_usage(cert, KU_KEY_CERT_SIGN) &&
	    (cert->path_length == PATH_LENGTH_ANY ||
		(size_t)cert->path_length >= place - 1);
}

static bool
check_times(struct verdict *out, const struct closure *closure, int64_t at_s)
{
	size_t node = path_top(&out->path);

	if (at_s < closure->nodes[node].from_s)
		return path_refuse(out, BLAME_NOT_YET_VALID, node);
	if (at_s >= closure->nodes[node].until_s)
		return path_refuse(out, BLAME_EXPIRED, node);
	return true;
}

static bool
check_key(struct verdict *out, const struct closure *closure)
{
	size_t node = path_top(&out->path);
	const struct cert *cert = closure_cert(closure, node);

	if (!strength_allows_key(&closure->question->verifier->strength,
		cert) ||
	    (cert->key_type == KEY_RSA && cert->key_bits > RSA_BITS_MAX))
		return path_refuse(out, BLAME_WEAK, node);
	return true;
}

/* By the one that was served next. */
static bool
check_signature(struct verdict *out, struct closure *closure)
{
	size_t child = out->path.nodes[out->path.n - 2];

	if (!closure_signed(closure, child, path_top(&out->path)))
		return path_refuse(out, closure->exhausted ? BLAME_BUDGET :
		    BLAME_SIGNATURE, child);
	return true;
}

/* A certificate that is no CA vouches for its name and key alone. */
static bool
is_trusted_itself(const struct closure *closure)
{
	const struct store *store = closure->question->store;
	const struct cert *leaf = closure_cert(closure, 0);

	if (closure->question->leaf_renewed)
		return false;
	for (size_t i = 0; i < store->n; i++) {
		const struct cert *anchor = store->anchors[i].cert;

		if (!is_ca(anchor) && anchor->key_id == leaf->key_id &&
		    span_equal(anchor->subject_der,
			leaf->subject_der))
			return true;
	}
	return false;
}

/* Puts the anchor on top. */
static bool
find_anchor(struct verdict *out, struct closure *closure)
{
	size_t top = path_top(&out->path);

	for (size_t i = 0; i < closure->n_stored; i++) {
		size_t node = closure->stored[i];

		if (!is_ca(closure_cert(closure, node)) ||
		    !strength_knows_key(&closure->question->verifier->strength,
			closure_cert(closure, node)) ||
		    !is_named(closure_cert(closure, top),
			closure_cert(closure, node)) ||
		    !closure_signed(closure, top, node))
			continue;
		out->path.n_untrusted = out->path.n;
		out->path.nodes[out->path.n++] = node;
		return true;
	}
	return false;
}

/* The certificate on top of the path. */
static enum step
take_step(struct verdict *out, struct closure *closure, int64_t at_s)
{
	size_t node = path_top(&out->path), place = out->path.n - 1;
	const struct cert *cert = closure_cert(closure, node);

	if (!check_times(out, closure, at_s) || !check_key(out, closure) ||
	    (place > 0 && !check_signature(out, closure)))
		return STEP_REFUSE;
	if (!has_known_critical(cert) || !has_authority(cert, place)) {
		path_refuse(out, BLAME_CONSTRAINT, node);
		return STEP_REFUSE;
	}
	if (place == 0 && is_trusted_itself(closure))
		return STEP_ACCEPT;
	if (!has_known_signature(closure, cert)) {
		path_refuse(out, BLAME_WEAK, node);
		return STEP_REFUSE;
	}
	return find_anchor(out, closure) ? STEP_ACCEPT : STEP_ON;
}

void
build_bearssl(struct verdict *out, struct closure *closure, int64_t at_s)
{
	const struct chain *chain = closure->question->chain;
	enum step step = STEP_ON;

	*out = (struct verdict){ .path = { .nodes = { 0 }, .n = 1 } };
	for (size_t i = 1; (step = take_step(out, closure, at_s)) == STEP_ON;
	    i++) {
		size_t top = path_top(&out->path);

		if (i == chain->n || out->path.n == PATH_NODES_MAX - 1 ||
		    !is_named(closure_cert(closure, top), chain->certs[i])) {
			path_refuse(out, BLAME_MISSING_ANCHOR, top);
			return;
		}
		out->path.nodes[out->path.n++] = closure_find(closure,
		    chain->certs[i]);
		out->path.n_untrusted = out->path.n;
	}
	out->accepted = step == STEP_ACCEPT;
}
