#include "pki/constraints.h"
#include "verify/path.h"

bool
path_holds(const struct path *path, size_t node)
{
	for (size_t i = 0; i < path->n; i++) {
		if (path->nodes[i] == node)
			return true;
	}
	return false;
}

bool
path_refuse(struct verdict *verdict, enum blame_class blame, size_t node)
{
	verdict->accepted = false;
	verdict->blame = blame;
	verdict->blamed = node;
	return false;
}

bool
path_reads(const struct closure *closure, size_t node)
{
	return strength_reads_key(&closure->question->verifier->strength,
	    closure_cert(closure, node));
}

bool
path_check_reading(struct verdict *out, const struct closure *closure)
{
	*out = (struct verdict){ .path = { .nodes = { 0 }, .n = 1,
		.n_untrusted = 1 } };
	for (size_t i = 0; i < closure->n_sent; i++) {
		if (!path_reads(closure, closure->sent[i]))
			return path_refuse(out, BLAME_WEAK, closure->sent[i]);
	}
	return true;
}

bool
path_refuse_missing(struct verdict *verdict, const struct closure *closure)
{
	struct path *path = &verdict->path;
	size_t top = path_top(path);

	for (size_t i = 0; i < closure->n; i++) {
		if (closure_edge(closure, top, i, EDGE_NAMED | EDGE_LIKELY) &&
		    !closure_edge(closure, top, i, EDGE_MAY_SIGN) &&
		    !path_holds(path, i)) {
			path->nodes[path->n++] = i;
			return path_refuse(verdict, BLAME_CONSTRAINT, i);
		}
	}
	return path_refuse(verdict, BLAME_MISSING_ANCHOR, top);
}

bool
path_check_times(struct verdict *verdict, const struct closure *closure,
    int64_t at_s)
{
	unsigned habits = closure->question->verifier->habits;
	size_t n = verdict->path.n;

	/* A leaf that stands alone was not taken for an anchor. */
	if (habits & HABIT_BLIND_ANCHORS && n > 1)
		n--;
	return path_check_first_times(verdict, closure, at_s, n);
}

bool
path_check_first_times(struct verdict *verdict,
    const struct closure *closure, int64_t at_s, size_t n)
{
	const struct path *path = &verdict->path;

	for (size_t i = n; i-- > 0;) {
		const struct node *node = &closure->nodes[path->nodes[i]];

		if (at_s < node->from_s)
			return path_refuse(verdict, BLAME_NOT_YET_VALID,
			    path->nodes[i]);
		if (at_s >= node->until_s)
			return path_refuse(verdict,
			    at_s < node->cert->not_after_s ?
			    BLAME_VERIFIER_LIMIT : BLAME_EXPIRED,
			    path->nodes[i]);
	}
	return true;
}

bool
path_check_signatures(struct verdict *verdict, struct closure *closure)
{
	const struct path *path = &verdict->path;

	for (size_t i = path->n - 1; i-- > 0;) {
		size_t child = path->nodes[i], issuer = path->nodes[i + 1];

		if (!closure_edge(closure, child, issuer, EDGE_MAY_SIGN))
			return path_refuse(verdict, BLAME_CONSTRAINT, issuer);
		if (!closure_signed(closure, child, issuer))
			return path_refuse(verdict, closure->exhausted ?
			    BLAME_BUDGET : BLAME_SIGNATURE, child);
	}
	return true;
}

static bool
has_unknown_critical(const struct closure *closure, const struct cert *cert)
{
	return cert->has_unknown_critical || (cert->critical &
	    closure->question->verifier->foreign_criticals) != 0;
}

static bool
fits_purpose(const struct cert *cert, unsigned purpose, bool is_leaf)
{
	const uint32_t tls = KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT |
	    KU_KEY_AGREEMENT;

	if (purpose == EKU_ANY)
		return true;
	/* OpenSSL takes gated cryptography for a server's purpose, and does
	 * not take anyExtendedKeyUsage for it. */
	if (purpose == EKU_SERVER)
		purpose |= EKU_GATED;
	if (cert->has_extended_key_usage &&
	    (cert->extended_key_usage & purpose) == 0)
		return false;
	if (!is_leaf)
		return issue_ca_kind(cert) != 0 &&
		    (issue_ca_kind(cert) != ISSUE_BY_NETSCAPE_TYPE ||
			(cert->netscape_type & NS_SSL_CA) != 0);
	return cert_allows_usage(cert, tls) && (!cert->has_netscape_type ||
	    (cert->netscape_type & (purpose & EKU_CLIENT ? NS_SSL_CLIENT :
		NS_SSL_SERVER)) != 0);
}

/*
 * below: the CAs below, self-issued ones not counted. Up to 1.0.2 a leaf
 * counts unless it is self-issued, and a self-issued CA's own limit is not
 * looked at.
 */
static bool
is_too_high(const struct cert *ca, int below, bool leaf_counted, bool strict)
{
	if (ca->path_length == PATH_LENGTH_ANY)
		return false;
	if (strict)
		return below > ca->path_length;
	return !cert_is_self_issued(ca) &&
	    below + leaf_counted - 1 > ca->path_length;
}

bool
path_check_openssl_extensions(struct verdict *verdict,
    const struct closure *closure, bool strict)
{
	const struct path *path = &verdict->path;
	unsigned purpose = closure->question->purpose;
	bool leaf_counted = !cert_is_self_issued(
	    closure->nodes[path->nodes[0]].cert);
	size_t n = strict ? path->n : path->n_untrusted;
	int below = 0;

	for (size_t i = 0; i < n; i++) {
		const struct cert *cert = closure->nodes[path->nodes[i]].cert;
		int kind = i == 0 ? 1 : issue_ca_kind(cert);
		bool needs_flag = strict && i + 1 < path->n;

		if (has_unknown_critical(closure, cert) || kind == 0 ||
		    (needs_flag && kind != 1) ||
		    !fits_purpose(cert, purpose, i == 0) ||
		    (i > 1 && is_too_high(cert, below, leaf_counted, strict)))
			return path_refuse(verdict, BLAME_CONSTRAINT,
			    path->nodes[i]);
		if (i > 0 && !cert_is_self_issued(cert))
			below++;
	}
	return true;
}

bool
path_check_strength(struct verdict *verdict, const struct closure *closure)
{
	const struct path *path = &verdict->path;
	const struct strength *strength =
	    &closure->question->verifier->strength;

	for (size_t i = 0; i < path->n; i++) {
		const struct cert *cert = closure->nodes[path->nodes[i]].cert;
		bool is_anchor = i + 1 == path->n;

		if ((!is_anchor || strength->anchor_keys) &&
		    !strength_allows_key(strength, cert))
			return path_refuse(verdict, BLAME_WEAK,
			    path->nodes[i]);
		if ((!is_anchor || strength->anchor_signatures) &&
		    !strength_allows_signature(strength, cert))
			return path_refuse(verdict, BLAME_WEAK,
			    path->nodes[i]);
	}
	return true;
}

bool
path_check_names(struct verdict *verdict, struct closure *closure,
    bool modern)
{
	const struct path *path = &verdict->path;

	for (size_t i = path->n; i-- > 1;) {
		const struct cert *ca = closure->nodes[path->nodes[i]].cert;

		if (ca->name_constraints == NULL)
			continue;
		for (size_t k = 0; k < i; k++) {
			const struct cert *below =
			    closure->nodes[path->nodes[k]].cert;

			/* RFC 5280 6.1.3: self-issued ones are free, but
			 * for the leaf. */
			if (k > 0 && cert_is_self_issued(below))
				continue;
			if (!closure_within(closure, path->nodes[k],
				path->nodes[i], modern && k == 0 ?
				NAMES_COMMON_TOO : NAMES_ALTERNATIVE) ||
			    (!modern && constraints_meet_address(ca, below)))
				return path_refuse(verdict,
				    closure->exhausted ? BLAME_BUDGET :
				    BLAME_CONSTRAINT, path->nodes[i]);
		}
	}
	return true;
}
