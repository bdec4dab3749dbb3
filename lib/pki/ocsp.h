#ifndef PKI_OCSP_H
#define PKI_OCSP_H

#include "base/buf.h"
#include "pki/cert.h"
#include "pki/revocation.h"

/* What a responder says (RFC 6960, sections 2.2 and 2.3). */
enum ocsp_answer {
	ANSWER_GOOD,
	ANSWER_REVOKED,
	ANSWER_UNKNOWN,		/* it does not know the certificate */
	/* It says nothing about the certificate, and does not sign that: */
	ANSWER_MALFORMED_REQUEST,
	ANSWER_INTERNAL_ERROR,
	ANSWER_TRY_LATER,
	ANSWER_SIGNATURE_REQUIRED,
	ANSWER_UNAUTHORIZED,
};

const char *ocsp_answer_name(enum ocsp_answer answer);	/* "try_later" */
/* False where there is no such answer. */
bool ocsp_answer_parse(enum ocsp_answer *out, const char *name);
/* One of the first three, of which alone the rest is filled. */
bool ocsp_answer_is_status(enum ocsp_answer answer);

struct ocsp_status {
	enum ocsp_answer answer;
	int64_t this_update_s;
	int64_t next_update_s;		/* INSTANT_NEVER: not said */
	int64_t revoked_at_s;		/* of ANSWER_REVOKED, as is reason */
	int reason;			/* or REVOCATION_REASON_NONE */
	/* Of the certificate that a delegated responder signs with; the two
	 * ends of time where the issuer's own key signed. */
	int64_t signer_from_s, signer_until_s;
};

/* Appends the DER of an unsigned request about leaf, named by SHA-1 as every
 * responder understands. */
int ocsp_request(struct buf *out, const struct cert *leaf,
    const struct cert *issuer, struct err *err);

/*
 * Reads a response with nothing after it, stapled or fetched: what it says of
 * leaf, which issuer signed. The response has to be signed by the issuer's
 * key, or by a certificate in it that this key signed for OCSP; if that is
 * revoked is not asked. Dates are not judged here.
 * Fails where it is no such response or tells nothing about leaf.
 */
int ocsp_read_response(struct ocsp_status *out, struct span der,
    const struct cert *leaf, const struct cert *issuer, struct err *err);

/* Stale also once the certificate of a delegated responder has ended. */
enum freshness ocsp_freshness(const struct ocsp_status *status, int64_t now_s);

#endif
