#include "pki/crl.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/limits.h"
#include "pki/crl_index.h"
#include "pki/der.h"
#include "pki/links.h"
#include "pki/ssl_err.h"
#include "pki/time.h"

static int
bad_form(struct err *err, const char *where)
{
	return err_set(err, ERR_FAILED, "not a revocation list (damaged DER "
	    "in its %s)", where);
}

static bool
is_time(uint8_t tag)
{
	return tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME;
}

static int
read_time(int64_t *out_s, struct span *rest, struct err *err)
{
	struct der element;
	const unsigned char *p;
	ASN1_TIME *time;
	int result;

	if (!is_time(der_peek(*rest)) || !der_next(&element, rest))
		return bad_form(err, "times");
	p = element.whole.p;
	time = d2i_ASN1_TIME(NULL, &p, (long)element.whole.n);
	if (time == NULL)
		return err_from_ssl(err, "a time that cannot be read");
	result = time_from_asn1(out_s, time, err);
	ASN1_TIME_free(time);
	return result;
}

/* version, algorithm, issuer, times */
static int
read_head(struct crl *crl, struct span *rest, struct err *err)
{
	struct der element;

	if (der_peek(*rest) == DER_INTEGER && !der_next(&element, rest))
		return bad_form(err, "version");
	if (!der_expect(&element, rest, DER_SEQUENCE) ||
	    !span_equal(element.whole, crl->algorithm))
		return bad_form(err, "signature algorithm");
	if (!der_expect(&element, rest, DER_SEQUENCE))
		return bad_form(err, "issuer");
	crl->issuer = element.whole;
	if (read_time(&crl->this_update_s, rest, err) == -1)
		return -1;
	crl->next_update_s = INSTANT_NEVER;
	return is_time(der_peek(*rest)) ?
	    read_time(&crl->next_update_s, rest, err) : 0;
}

static int
count_entries(struct crl *crl, struct err *err)
{
	struct span rest = crl->entries;
	struct crl_line line;

	while (rest.n > 0) {
		if (!crl_line_next(&line, &rest))
			return bad_form(err, "entries");
		crl->n_entries++;
	}
	return 0;
}

/* NULL, and err filled, where they cannot be decoded. */
static X509_EXTENSIONS *
decode_extensions(struct span der, struct err *err)
{
	const unsigned char *p = der.p;
	X509_EXTENSIONS *all = d2i_X509_EXTENSIONS(NULL, &p, (long)der.n);

	if (all == NULL)
		err_from_ssl(err, "the extensions of the revocation list "
		    "cannot be read");
	return all;
}

static bool
is_known(int nid)
{
	return nid == NID_authority_key_identifier ||
	    nid == NID_issuer_alt_name || nid == NID_crl_number ||
	    nid == NID_freshest_crl || nid == NID_issuing_distribution_point;
}

static int
check_extensions(const struct crl *crl, struct err *err)
{
	X509_EXTENSIONS *all;
	int result = 0;

	if (crl->extensions.n == 0)
		return 0;
	all = decode_extensions(crl->extensions, err);
	if (all == NULL)
		return -1;
	for (int i = 0; i < sk_X509_EXTENSION_num(all) && result == 0; i++) {
		X509_EXTENSION *one = sk_X509_EXTENSION_value(all, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(one));

		if (nid == NID_delta_crl)
			result = err_set(err, ERR_FAILED, "a list of changes "
			    "alone (a delta CRL), which is not judged");
		else if (X509_EXTENSION_get_critical(one) && !is_known(nid))
			result = err_set(err, ERR_FAILED, "the revocation "
			    "list has a critical extension that is not known");
	}
	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
	return result;
}

static int
read_tail(struct crl *crl, struct span *rest, struct err *err)
{
	struct der element;

	if (der_peek(*rest) == DER_SEQUENCE) {
		if (!der_next(&element, rest))
			return bad_form(err, "entries");
		crl->entries = element.content;
	}
	if (der_peek(*rest) == DER_CONTEXT_0) {
		if (!der_next(&element, rest))
			return bad_form(err, "extensions");
		crl->extensions = element.content;
	}
	if (rest->n > 0)
		return bad_form(err, "signed part");
	if (count_entries(crl, err) == -1)
		return -1;
	return check_extensions(crl, err);
}

static int
read_frame(struct crl *crl, struct der *body, struct err *err)
{
	struct span rest = crl->der;
	struct der whole, element;

	if (!der_expect(&whole, &rest, DER_SEQUENCE))
		return bad_form(err, "frame");
	if (rest.n > 0)
		return err_set(err, ERR_FAILED, "%zu bytes follow the "
		    "revocation list", rest.n);
	rest = whole.content;
	if (!der_expect(body, &rest, DER_SEQUENCE))
		return bad_form(err, "signed part");
	crl->signed_part = body->whole;
	if (!der_expect(&element, &rest, DER_SEQUENCE))
		return bad_form(err, "signature algorithm");
	crl->algorithm = element.whole;
	if (!der_expect(&element, &rest, DER_BIT_STRING) || rest.n > 0)
		return bad_form(err, "signature");
	crl->signature = element.whole;
	return 0;
}

int
crl_open(struct crl *out, struct span der, struct err *err)
{
	struct crl crl = { .der = der };
	struct span rest;
	struct der body;

	if (der.n > LIMIT_CRL_BYTES)
		return err_set(err, ERR_LIMIT, "a revocation list of %zu "
		    "bytes, more than %d", der.n, LIMIT_CRL_BYTES);
	ERR_clear_error();
	if (read_frame(&crl, &body, err) == -1)
		return -1;
	rest = body.content;
	if (read_head(&crl, &rest, err) == -1 ||
	    read_tail(&crl, &rest, err) == -1)
		return -1;
	*out = crl;
	return 0;
}

static bool
is_named(const struct crl *crl, const struct cert *issuer)
{
	const unsigned char *p = crl->issuer.p;
	X509_NAME *name = d2i_X509_NAME(NULL, &p, (long)crl->issuer.n);
	bool same = name != NULL &&
	    X509_NAME_cmp(name, issuer->subject_name) == 0;

	X509_NAME_free(name);
	return same;
}

/* The signed part goes to libcrypto as the sequence that it is. */
static bool
verifies(const struct crl *crl, EVP_PKEY *key)
{
	const unsigned char *a = crl->algorithm.p, *s = crl->signature.p;
	X509_ALGOR *algorithm = d2i_X509_ALGOR(NULL, &a,
	    (long)crl->algorithm.n);
	ASN1_BIT_STRING *signature = d2i_ASN1_BIT_STRING(NULL, &s,
	    (long)crl->signature.n);
	const ASN1_STRING part = {
		.type = V_ASN1_SEQUENCE,
		.data = (unsigned char *)crl->signed_part.p,
		.length = (int)crl->signed_part.n,
	};
	bool good = algorithm != NULL && signature != NULL &&
	    ASN1_item_verify(ASN1_ITEM_rptr(ASN1_SEQUENCE), algorithm,
	    signature, &part, key) == 1;

	ASN1_BIT_STRING_free(signature);
	X509_ALGOR_free(algorithm);
	return good;
}

int
crl_check_issuer(const struct crl *crl, const struct cert *issuer,
    struct err *err)
{
	bool good;

	ERR_clear_error();
	if (!is_named(crl, issuer))
		return err_set(err, ERR_FAILED, "the revocation list is of "
		    "another issuer");
	if (!cert_allows_usage(issuer, KU_CRL_SIGN))
		return err_set(err, ERR_FAILED, "the issuer's key usage lets "
		    "it sign no revocation list");
	if (issuer->key == NULL || issuer->key_bits > LIMIT_RSA_VERIFY_BITS)
		return err_set(err, ERR_FAILED, "the issuer's key is of a "
		    "kind or size with which no signature is checked");
	good = verifies(crl, issuer->key);
	ERR_clear_error();
	return good ? 0 : err_set(err, ERR_FAILED, "the signature of the "
	    "revocation list is wrong");
}

/* Does the list come from one of the places that the certificate names? */
static bool
is_from(const DIST_POINT_NAME *point, const struct cert *cert)
{
	struct links links;
	bool found = false;

	if (point->type != 0)
		return true;	/* a name below the issuer's: no URL */
	links_read(&links, cert);
	for (int i = 0; i < sk_GENERAL_NAME_num(point->name.fullname); i++) {
		const GENERAL_NAME *name =
		    sk_GENERAL_NAME_value(point->name.fullname, i);
		struct span url;

		if (name->type != GEN_URI)
			continue;
		url = (struct span){ ASN1_STRING_get0_data(name->d.ia5),
			(size_t)ASN1_STRING_length(name->d.ia5) };
		for (size_t k = 0; k < links.crls.n; k++)
			found = found || span_equal(url,
			    (struct span){ (uint8_t *)links.crls.items[k],
			    strlen(links.crls.items[k]) });
	}
	links_release(&links);
	return found;
}

static bool
covers(const ISSUING_DIST_POINT *scope, const struct cert *cert)
{
	return scope->indirectCRL <= 0 && scope->onlyattr <= 0 &&
	    scope->onlysomereasons == NULL &&
	    !(scope->onlyuser > 0 && cert->is_ca) &&
	    !(scope->onlyCA > 0 && !cert->is_ca) &&
	    (scope->distpoint == NULL || is_from(scope->distpoint, cert));
}

static int
check_scope(const struct crl *crl, const struct cert *cert, struct err *err)
{
	X509_EXTENSIONS *all;
	ISSUING_DIST_POINT *scope;
	int critical;
	bool good;

	if (crl->extensions.n == 0)
		return 0;
	all = decode_extensions(crl->extensions, err);
	if (all == NULL)
		return -1;
	scope = X509V3_get_d2i(all, NID_issuing_distribution_point, &critical,
	    NULL);
	good = scope != NULL ? covers(scope, cert) : critical == -1;
	ISSUING_DIST_POINT_free(scope);
	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
	ERR_clear_error();
	return good ? 0 : err_set(err, ERR_FAILED, "the revocation list says "
	    "that it is about other certificates than this one");
}

static int
read_entry(struct crl_entry *out, const struct crl_line *line, struct err *err)
{
	struct crl_entry entry = { .is_revoked = true,
		.reason = REVOCATION_REASON_NONE };
	struct span time = line->time;
	X509_EXTENSIONS *all = NULL;
	ASN1_ENUMERATED *reason;

	if (read_time(&entry.revoked_at_s, &time, err) == -1)
		return -1;
	if (line->extensions.n > 0) {
		all = decode_extensions(line->extensions, err);
		if (all == NULL)
			return -1;
	}
	reason = X509V3_get_d2i(all, NID_crl_reason, NULL, NULL);
	if (reason != NULL)
		entry.reason = (int)ASN1_ENUMERATED_get(reason);
	ASN1_ENUMERATED_free(reason);
	sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
	ERR_clear_error();
	*out = entry;
	return 0;
}

/* The serial number of cert as two's complement; false where there is none. */
static bool
encode_serial(struct buf *out, const struct cert *cert)
{
	unsigned char *der = NULL;
	int n = cert->is_bare ? 0 :
	    i2d_ASN1_INTEGER(X509_get0_serialNumber(cert->x509), &der);
	struct span rest = { der, n > 0 ? (size_t)n : 0 };
	struct der element;
	bool found = der_expect(&element, &rest, DER_INTEGER);

	if (found)
		buf_append(out, element.content.p, element.content.n);
	OPENSSL_free(der);
	return found && !out->full;
}

/* The first entry with this serial number. */
static bool
find_line(struct crl_line *out, const struct crl *crl,
    const struct crl_index *index, struct span serial)
{
	struct span rest = crl->entries;

	if (index != NULL)
		return crl_index_find(out, index, crl, serial);
	while (crl_line_next(out, &rest)) {
		if (span_equal(out->serial, serial))
			return true;
	}
	return false;
}

int
crl_find(struct crl_entry *out, const struct crl *crl,
    const struct crl_index *index, const struct cert *cert, struct err *err)
{
	struct crl_entry entry = { .reason = REVOCATION_REASON_NONE };
	struct buf serial = BUF_INIT(LIMIT_CERT_BYTES);
	struct crl_line line;
	int result = 0;

	if (check_scope(crl, cert, err) == -1)
		return -1;
	if (!encode_serial(&serial, cert)) {
		buf_release(&serial);
		return err_set(err, ERR_FAILED, "a certificate without a "
		    "serial number is on no revocation list");
	}
	if (find_line(&line, crl, index, crl_shortest(buf_span(&serial))))
		result = read_entry(&entry, &line, err);
	buf_release(&serial);
	if (result == 0)
		*out = entry;
	return result;
}
