#include "pki/ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "base/instant.h"
#include "base/limits.h"
#include "pki/ssl_err.h"
#include "pki/time.h"

static const char *const answers[] = {
	[ANSWER_GOOD] = "good",
	[ANSWER_REVOKED] = "revoked",
	[ANSWER_UNKNOWN] = "unknown",
	[ANSWER_MALFORMED_REQUEST] = "malformed_request",
	[ANSWER_INTERNAL_ERROR] = "internal_error",
	[ANSWER_TRY_LATER] = "try_later",
	[ANSWER_SIGNATURE_REQUIRED] = "signature_required",
	[ANSWER_UNAUTHORIZED] = "unauthorized",
};

const char *
ocsp_answer_name(enum ocsp_answer answer)
{
	return answers[answer];
}

bool
ocsp_answer_parse(enum ocsp_answer *out, const char *name)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (strcmp(answers[i], name) == 0) {
			*out = (enum ocsp_answer)i;
			return true;
		}
	}
	return false;
}

bool
ocsp_answer_is_status(enum ocsp_answer answer)
{
	return answer == ANSWER_GOOD || answer == ANSWER_REVOKED ||
	    answer == ANSWER_UNKNOWN;
}

enum freshness
ocsp_freshness(const struct ocsp_status *status, int64_t now_s)
{
	int64_t from_s = status->this_update_s;
	int64_t until_s = status->next_update_s;

	if (from_s < status->signer_from_s)
		from_s = status->signer_from_s;
	if (until_s > status->signer_until_s)
		until_s = status->signer_until_s;
	return freshness_at(from_s, until_s, now_s);
}

static int
check_known(const struct cert *leaf, const struct cert *issuer,
    struct err *err)
{
	if (leaf->is_bare || issuer->is_bare)
		return err_set(err, ERR_FAILED, "OCSP needs the certificate "
		    "of the issuer, and not its name and key alone");
	return 0;
}

int
ocsp_request(struct buf *out, const struct cert *leaf,
    const struct cert *issuer, struct err *err)
{
	OCSP_REQUEST *request;
	OCSP_CERTID *id;
	unsigned char *der = NULL;
	int n = 0;

	if (check_known(leaf, issuer, err) == -1)
		return -1;
	ERR_clear_error();
	request = OCSP_REQUEST_new();
	id = OCSP_cert_to_id(EVP_sha1(), leaf->x509, issuer->x509);
	if (request != NULL && id != NULL &&
	    OCSP_request_add0_id(request, id) != NULL) {
		id = NULL;	/* the request's now */
		n = i2d_OCSP_REQUEST(request, &der);
	}
	if (n > 0)
		buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
	OCSP_CERTID_free(id);
	OCSP_REQUEST_free(request);
	return n > 0 ? 0 : err_from_ssl(err, "no OCSP request can be made "
	    "about this certificate");
}

/* Is x509, whose key is known, the responder that the response names? */
static bool
is_responder(OCSP_BASICRESP *basic, const X509 *x509)
{
	const ASN1_OCTET_STRING *key_hash;
	const X509_NAME *name;
	uint8_t sha1[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (OCSP_resp_get0_id(basic, &key_hash, &name) != 1)
		return false;
	if (name != NULL)
		return X509_NAME_cmp(name, X509_get_subject_name(x509)) == 0;
	return X509_pubkey_digest(x509, EVP_sha1(), sha1, &n) == 1 &&
	    ASN1_STRING_length(key_hash) == (int)n &&
	    memcmp(ASN1_STRING_get0_data(key_hash), sha1, n) == 0;
}

static bool
is_signed_by(OCSP_BASICRESP *basic, EVP_PKEY *key)
{
	return key != NULL && EVP_PKEY_get_bits(key) <= LIMIT_RSA_VERIFY_BITS &&
	    ASN1_item_verify(ASN1_ITEM_rptr(OCSP_RESPDATA),
	    OCSP_resp_get0_tbs_sigalg(basic), OCSP_resp_get0_signature(basic),
	    OCSP_resp_get0_respdata(basic), key) == 1;
}

/* Did issuer sign x509, and say that it may answer in its place? */
static bool
is_delegate(X509 *x509, const struct cert *issuer)
{
	return (X509_get_extension_flags(x509) & EXFLAG_XKUSAGE) != 0 &&
	    (X509_get_extended_key_usage(x509) & XKU_OCSP_SIGN) != 0 &&
	    X509_NAME_cmp(X509_get_issuer_name(x509),
	    issuer->subject_name) == 0 &&
	    X509_verify(x509, issuer->key) == 1;
}

/* Finds the delegate among the certificates of the response. */
static X509 *
find_delegate(OCSP_BASICRESP *basic, const struct cert *issuer)
{
	const STACK_OF(X509) *certs = OCSP_resp_get0_certs(basic);
	int n_tried = 0;

	for (int i = 0; i < sk_X509_num(certs) &&
	    n_tried < LIMIT_RESPONDER_CERTS; i++) {
		X509 *x509 = sk_X509_value(certs, i);

		if (!is_responder(basic, x509))
			continue;
		n_tried++;
		if (is_delegate(x509, issuer) &&
		    is_signed_by(basic, X509_get0_pubkey(x509)))
			return x509;
	}
	return NULL;
}

static int
check_signature(struct ocsp_status *status, OCSP_BASICRESP *basic,
    const struct cert *issuer, struct err *err)
{
	X509 *delegate;

	status->signer_from_s = INSTANT_ALWAYS;
	status->signer_until_s = INSTANT_NEVER;
	if (issuer->key == NULL || issuer->key_bits > LIMIT_RSA_VERIFY_BITS)
		return err_set(err, ERR_FAILED, "the issuer's key is of a "
		    "kind or size with which no signature is checked");
	if (is_responder(basic, issuer->x509) &&
	    is_signed_by(basic, issuer->key))
		return 0;
	delegate = find_delegate(basic, issuer);
	if (delegate == NULL)
		return err_set(err, ERR_FAILED, "the OCSP response is signed "
		    "neither by the issuer nor by a responder that the issuer "
		    "appointed");
	if (time_from_asn1(&status->signer_from_s,
		X509_get0_notBefore(delegate), err) == -1 ||
	    time_from_asn1(&status->signer_until_s,
		X509_get0_notAfter(delegate), err) == -1)
		return err_wrap(err, "the responder's certificate");
	return 0;
}

/* An id of the leaf, made with the digest that the response chose. */
static bool
is_about(OCSP_SINGLERESP *single, const struct cert *leaf,
    const struct cert *issuer)
{
	OCSP_CERTID *theirs = (OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single);
	ASN1_OBJECT *digest = NULL;
	ASN1_INTEGER *serial = NULL;
	const EVP_MD *md;
	OCSP_CERTID *ours;
	bool same;

	if (OCSP_id_get0_info(NULL, &digest, NULL, &serial, theirs) != 1 ||
	    ASN1_INTEGER_cmp(serial,
		X509_get0_serialNumber(leaf->x509)) != 0)
		return false;
	md = EVP_get_digestbyobj(digest);
	ours = md ? OCSP_cert_to_id(md, leaf->x509, issuer->x509) : NULL;
	same = ours != NULL && OCSP_id_cmp(ours, theirs) == 0;
	OCSP_CERTID_free(ours);
	return same;
}

static int
read_single(struct ocsp_status *status, OCSP_SINGLERESP *single,
    struct err *err)
{
	ASN1_GENERALIZEDTIME *revoked = NULL, *this = NULL, *next = NULL;
	int state = OCSP_single_get0_status(single, &status->reason, &revoked,
	    &this, &next);

	status->answer = state == V_OCSP_CERTSTATUS_GOOD ? ANSWER_GOOD :
	    state == V_OCSP_CERTSTATUS_REVOKED ? ANSWER_REVOKED :
	    ANSWER_UNKNOWN;
	status->next_update_s = INSTANT_NEVER;
	if (state != V_OCSP_CERTSTATUS_REVOKED)
		status->reason = REVOCATION_REASON_NONE;
	if (time_from_asn1(&status->this_update_s, this, err) == -1)
		return err_wrap(err, "thisUpdate of the OCSP response");
	if (next != NULL &&
	    time_from_asn1(&status->next_update_s, next, err) == -1)
		return err_wrap(err, "nextUpdate of the OCSP response");
	if (state == V_OCSP_CERTSTATUS_REVOKED &&
	    time_from_asn1(&status->revoked_at_s, revoked, err) == -1)
		return err_wrap(err, "the time of revocation");
	return 0;
}

static int
read_basic(struct ocsp_status *status, OCSP_BASICRESP *basic,
    const struct cert *leaf, const struct cert *issuer, struct err *err)
{
	if (check_signature(status, basic, issuer, err) == -1)
		return -1;
	for (int i = 0; i < OCSP_resp_count(basic); i++) {
		OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);

		if (is_about(single, leaf, issuer))
			return read_single(status, single, err);
	}
	return err_set(err, ERR_FAILED, "the OCSP response tells nothing "
	    "about this certificate");
}

/* What a responder that did not succeed says; false where it did. */
static bool
is_refusal(enum ocsp_answer *answer, int status)
{
	switch (status) {
	case OCSP_RESPONSE_STATUS_MALFORMEDREQUEST:
		*answer = ANSWER_MALFORMED_REQUEST;
		return true;
	case OCSP_RESPONSE_STATUS_INTERNALERROR:
		*answer = ANSWER_INTERNAL_ERROR;
		return true;
	case OCSP_RESPONSE_STATUS_TRYLATER:
		*answer = ANSWER_TRY_LATER;
		return true;
	case OCSP_RESPONSE_STATUS_SIGREQUIRED:
		*answer = ANSWER_SIGNATURE_REQUIRED;
		return true;
	case OCSP_RESPONSE_STATUS_UNAUTHORIZED:
		*answer = ANSWER_UNAUTHORIZED;
		return true;
	}
	return false;
}

static int
read_response(struct ocsp_status *status, OCSP_RESPONSE *response,
    const struct cert *leaf, const struct cert *issuer, struct err *err)
{
	OCSP_BASICRESP *basic;
	int result = -1;

	if (is_refusal(&status->answer, OCSP_response_status(response)))
		return 0;
	basic = OCSP_response_get1_basic(response);
	if (basic == NULL)
		return err_from_ssl(err, "an OCSP response without a basic "
		    "one inside");
	result = read_basic(status, basic, leaf, issuer, err);
	OCSP_BASICRESP_free(basic);
	return result;
}

int
ocsp_read_response(struct ocsp_status *out, struct span der,
    const struct cert *leaf, const struct cert *issuer, struct err *err)
{
	struct ocsp_status status = { .reason = REVOCATION_REASON_NONE };
	const unsigned char *p = der.p;
	OCSP_RESPONSE *response;
	int result = -1;

	if (check_known(leaf, issuer, err) == -1)
		return -1;
	if (der.n > LIMIT_FETCH_BYTES)
		return err_set(err, ERR_LIMIT, "an OCSP response of %zu bytes, "
		    "more than %d", der.n, LIMIT_FETCH_BYTES);
	ERR_clear_error();
	response = d2i_OCSP_RESPONSE(NULL, &p, (long)der.n);
	if (response == NULL)
		return err_from_ssl(err, "not an OCSP response");
	if (p != der.p + der.n)
		err_set(err, ERR_FAILED, "%zu bytes follow the OCSP response",
		    (size_t)(der.p + der.n - p));
	else
		result = read_response(&status, response, leaf, issuer, err);
	if (result == 0)
		*out = status;
	OCSP_RESPONSE_free(response);
	ERR_clear_error();
	return result;
}
