#include "verify/path.h"

#include <string.h>

#include "pki/constraints.h"
#include "verify/line_gnutls.h"

/*
 * GnuTLS, lib/x509/verify.c's _gnutls_verify_crt_status and what calls it in
 * verify-high.c. Once the served certificates stand in a line, one bucket of
 * the store, chosen by the name of the last one's issuer, is all that is
 * looked at. Where that fails for want of a known, strong (and in later
 * versions unexpired) signer, the bucket of the last one's own name has the
 * second and last try. Dates of anchors are checked like all others.
 */

#define NONE SIZE_MAX

enum fault {
	FAULT_UNKNOWN_SIGNER = 1 << 0,
	FAULT_EXPIRED = 1 << 1,
	FAULT_WEAK = 1 << 2,
	FAULT_OTHER = 1 << 3,
};

struct attempt {
	struct closure *closure;
	const struct verifier *verifier;
	int64_t at_s;
	size_t bucket;
	unsigned faults;
	int max_path;		/* certificates that may follow */
	bool version_1_may_sign;
	struct verdict verdict;
};

/* The first fault is the one that people hear of. */
static void
find_fault(struct attempt *a, enum fault fault, enum blame_class blame,
    size_t node)
{
	if (a->faults == 0)
		path_refuse(&a->verdict, blame, node);
	a->faults |= fault;
}

static void
check_times(struct attempt *a, size_t node)
{
	if (a->at_s < a->closure->nodes[node].from_s)
		find_fault(a, FAULT_OTHER, BLAME_NOT_YET_VALID, node);
	else if (a->at_s >= a->closure->nodes[node].until_s)
		find_fault(a, FAULT_EXPIRED, BLAME_EXPIRED, node);
}

static void
check_key(struct attempt *a, size_t node)
{
	if (!strength_allows_key(&a->verifier->strength,
		closure_cert(a->closure, node)))
		find_fault(a, FAULT_WEAK, BLAME_WEAK, node);
}

static void
check_digest(struct attempt *a, size_t node)
{
	struct strength strength = a->verifier->strength;

	if (line_issued(a->closure, node, node))
		strength.digests |= strength.own_digests;
	if (!strength_allows_signature(&strength,
		closure_cert(a->closure, node)))
		find_fault(a, FAULT_WEAK, BLAME_WEAK, node);
}

static void
check_critical(struct attempt *a, size_t node)
{
	static const int known[] = { NID_subject_key_identifier,
		NID_key_usage, NID_subject_alt_name, NID_issuer_alt_name,
		NID_basic_constraints, NID_name_constraints,
		NID_crl_distribution_points, NID_authority_key_identifier,
		NID_ext_key_usage, NID_info_access, NID_proxyCertInfo,
		NID_tlsfeature, NID_certificate_policies,
		NID_inhibit_any_policy };

	if (!a->verifier->ignores_critical &&
	    cert_has_critical_beyond(closure_cert(a->closure, node), known,
		sizeof(known) / sizeof(known[0])))
		find_fault(a, FAULT_OTHER, BLAME_CONSTRAINT, node);
}

/* Basic constraints, but a certificate may always sign itself. */
static bool
is_ca(struct attempt *a, size_t child, size_t issuer)
{
	const struct cert *cert = closure_cert(a->closure, issuer);

	if (child == issuer)
		return true;
	if (!cert->has_basic_constraints)
		return a->version_1_may_sign &&
		    line_issued(a->closure, issuer, issuer);
	if (cert->is_ca && cert->path_length != PATH_LENGTH_ANY &&
	    cert->path_length < a->max_path)
		a->max_path = cert->path_length;
	return cert->is_ca;
}

static void
check_authority(struct attempt *a, size_t child, size_t issuer)
{
	const struct cert *cert = closure_cert(a->closure, issuer);

	if (cert->version == 1 && a->version_1_may_sign)
		return;
	if (!is_ca(a, child, issuer) ||
	    !cert_allows_usage(cert, KU_KEY_CERT_SIGN))
		find_fault(a, FAULT_OTHER, BLAME_CONSTRAINT, issuer);
}

/* All CAs of the path, which the leaf is the last to come to. */
static void
check_names(struct attempt *a)
{
	const struct path *path = &a->verdict.path;

	for (size_t i = path->n; i-- > 1;) {
		if (!closure_within(a->closure, 0, path->nodes[i],
			NAMES_GNUTLS))
			find_fault(a, FAULT_OTHER, BLAME_CONSTRAINT,
			    path->nodes[i]);
	}
}

static void
check_issuer(struct attempt *a, size_t child, size_t issuer, bool is_leaf)
{
	if (is_leaf)
		check_names(a);
	if (!constraints_allow_features(closure_cert(a->closure, issuer),
		closure_cert(a->closure, child)))
		find_fault(a, FAULT_OTHER, BLAME_CONSTRAINT, child);
	check_authority(a, child, issuer);
	if (!closure_signed(a->closure, child, issuer))
		find_fault(a, FAULT_OTHER, a->closure->exhausted ?
		    BLAME_BUDGET : BLAME_SIGNATURE, child);
	check_critical(a, issuer);
}

/* False where the walk ends here. */
static bool
verify_one(struct attempt *a, size_t child, size_t issuer, bool is_leaf)
{
	if (a->max_path == 0) {
		find_fault(a, FAULT_OTHER, BLAME_CONSTRAINT,
		    issuer != NONE ? issuer : child);
		return false;
	}
	a->max_path--;
	if (issuer == NONE)
		find_fault(a, FAULT_UNKNOWN_SIGNER, BLAME_MISSING_ANCHOR,
		    child);
	else
		check_issuer(a, child, issuer, is_leaf);
	if (is_leaf)
		check_critical(a, child);
	check_key(a, child);
	if (issuer != NONE)
		check_key(a, issuer);
	check_digest(a, child);
	if (issuer != NONE)
		check_times(a, issuer);
	check_times(a, child);
	return a->faults == 0;
}

/* The i-th of the store, NONE where it is not in this attempt's bucket. */
static size_t
bucket_at(const struct attempt *a, size_t i)
{
	size_t node = a->closure->stored[i];

	return line_bucket(closure_cert(a->closure, node)->subject_der) ==
	    a->bucket ? node : NONE;
}

/* The first that could be it, unless a later one is valid: then the last of
 * those. */
static size_t
pick_issuer(const struct attempt *a, size_t child)
{
	size_t picked = NONE;

	for (size_t i = 0; i < a->closure->n_stored; i++) {
		size_t node = bucket_at(a, i);

		if (node == NONE || !line_issued(a->closure, child, node))
			continue;
		if (picked == NONE ||
		    (a->at_s >= a->closure->nodes[node].from_s &&
			a->at_s < a->closure->nodes[node].until_s -
			    a->verifier->strict_pick))
			picked = node;
	}
	return picked;
}

/* What the store has in its place: the leaf itself, of a CA one of the same
 * name and key. */
static size_t
pick_twin(const struct attempt *a, size_t served, bool is_leaf)
{
	const struct cert *cert = closure_cert(a->closure, served);

	for (size_t i = 0; i < a->closure->n_stored; i++) {
		size_t node = bucket_at(a, i);

		if (node == NONE || (is_leaf && node != served))
			continue;
		if (closure_cert(a->closure, node)->key_id == cert->key_id &&
		    span_equal(closure_cert(a->closure, node)->subject_der,
			cert->subject_der))
			return node;
	}
	return NONE;
}

/* Only a leaf may be there for any purpose. */
static bool
fits_purpose(const struct attempt *a, size_t node, bool is_leaf)
{
	const struct cert *cert = closure_cert(a->closure, node);
	unsigned purpose = a->closure->question->purpose;

	if (purpose == EKU_ANY || !cert->has_extended_key_usage)
		return true;
	if (purpose == EKU_SERVER && cert->is_ca)
		purpose |= EKU_STEP_UP;
	if (is_leaf)
		purpose |= EKU_ANY;
	return (cert->extended_key_usage & purpose) != 0;
}

static void
set_path(struct attempt *a, const struct line *line, size_t issuer)
{
	struct path *path = &a->verdict.path;

	memcpy(path->nodes, line->nodes, line->n * sizeof(*line->nodes));
	path->n = path->n_untrusted = line->n;
	if (issuer != NONE)
		path->nodes[path->n++] = issuer;
}

/* Cuts the line where the store has a twin, which must hold itself. */
static void
cut_at_twin(struct attempt *a, struct line *line)
{
	for (size_t i = 0; i < line->n; i++) {
		size_t twin = pick_twin(a, line->nodes[i], i == 0);

		if (twin == NONE)
			continue;
		line->n = i;
		set_path(a, line, twin);
		check_times(a, twin);
		check_key(a, twin);
	}
}

/* From the top down, each by the one above it. */
static void
verify_line(struct attempt *a, const struct line *line)
{
	size_t top = line->nodes[line->n - 1];
	size_t issuer = pick_issuer(a, top);

	set_path(a, line, issuer);
	a->version_1_may_sign = true;
	if (!verify_one(a, top, issuer, line->n == 1))
		return;
	a->version_1_may_sign = false;
	for (size_t i = line->n - 1; i > 0; i--) {
		size_t child = line->nodes[i - 1];

		issuer = line->nodes[i];
		if (!fits_purpose(a, issuer, false)) {
			find_fault(a, FAULT_OTHER, BLAME_CONSTRAINT, issuer);
			return;
		}
		if (!line_issued(a->closure, child, issuer))
			issuer = NONE;
		if (!verify_one(a, child, issuer, i == 1))
			return;
	}
}

/* The line is a copy: it is cut otherwise in each bucket. */
static void
try_bucket(struct attempt *a, struct line line, struct span name)
{
	a->bucket = line_bucket(name);
	a->faults = 0;
	a->max_path = INT32_MAX;
	a->verdict = (struct verdict){ 0 };
	line_drop_root(&line, a->closure);
	cut_at_twin(a, &line);
	if (a->faults == 0 && line.n > 0)
		verify_line(a, &line);
	a->verdict.accepted = a->faults == 0;
}

static bool
may_try_again(const struct attempt *a, const struct cert *last)
{
	unsigned wanted = FAULT_UNKNOWN_SIGNER | FAULT_WEAK;

	if (a->verifier->retries_expired)
		wanted |= FAULT_EXPIRED;
	return a->verifier->alternatives && (a->faults & wanted) != 0 &&
	    !span_equal(last->subject_der, last->issuer_der);
}

static void
try_buckets(struct attempt *a, const struct line *line)
{
	const struct cert *last = closure_cert(a->closure,
	    line->nodes[line->n - 1]);
	struct verdict first;
	bool signer_was_known;

	try_bucket(a, *line, last->issuer_der);
	if (!may_try_again(a, last))
		return;
	first = a->verdict;
	signer_was_known = !(a->faults & FAULT_UNKNOWN_SIGNER);
	try_bucket(a, *line, last->subject_der);
	if (!a->verdict.accepted && signer_was_known)
		a->verdict = first;
}

void
build_gnutls(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct attempt a = { .closure = closure, .at_s = at_s,
		.verifier = closure->question->verifier };
	struct line line;

	*out = (struct verdict){ .path = { .nodes = { 0 }, .n = 1 } };
	if (closure->question->chain->n > LIMIT_SERVED_CERTS ||
	    closure->question->chain->n > (size_t)a.verifier->depth) {
		path_refuse(out, BLAME_VERIFIER_LIMIT, 0);
		return;
	}
	line_build(&line, closure);
	try_buckets(&a, &line);
	if (a.verdict.accepted && !fits_purpose(&a, 0, true))
		path_refuse(&a.verdict, BLAME_CONSTRAINT, 0);
	*out = a.verdict;
}
