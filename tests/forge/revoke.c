#include "forge/revoke.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "forge/job.h"

static ASN1_TIME *
time_of(const char *text)
{
	ASN1_TIME *time = NULL;

	if (text == NULL)
		return NULL;
	time = sure(ASN1_TIME_new());
	if (ASN1_TIME_set_string(time, text) != 1)
		abort();
	return time;
}

static ASN1_TIME *
generalized(const char *text)
{
	ASN1_TIME *time = time_of(text), *made;

	if (time == NULL)
		return NULL;
	made = sure(ASN1_TIME_to_generalizedtime(time, NULL));
	ASN1_TIME_free(time);
	return made;
}

static void
add_status(const struct forge *forge, OCSP_BASICRESP *basic,
    const struct forge_response *r, const char *about, const char *status)
{
	const EVP_MD *md = EVP_get_digestbyname(r->digest ? r->digest :
	    "SHA1");
	OCSP_CERTID *id = sure(OCSP_cert_to_id(md, forge_cert(forge, about),
	    forge_cert(forge, r->issuer)));
	bool is_revoked = strcmp(status, "revoked") == 0;
	ASN1_TIME *from = generalized(r->from), *until = generalized(r->until);
	ASN1_TIME *revoked = generalized(!is_revoked ? NULL :
	    r->revoked ? r->revoked : "20230701000000Z");

	sure(OCSP_basic_add1_status(basic, id, is_revoked ?
	    V_OCSP_CERTSTATUS_REVOKED : strcmp(status, "good") == 0 ?
	    V_OCSP_CERTSTATUS_GOOD : V_OCSP_CERTSTATUS_UNKNOWN, r->reason,
	    revoked, from, until));
	ASN1_TIME_free(revoked);
	ASN1_TIME_free(until);
	ASN1_TIME_free(from);
	OCSP_CERTID_free(id);
}

size_t
forge_respond(const struct forge *forge, const struct forge_response *r,
    unsigned char **der)
{
	const char *signer = r->signer ? r->signer : r->issuer;
	OCSP_BASICRESP *basic = sure(OCSP_BASICRESP_new());
	OCSP_RESPONSE *response;
	int n;

	if (r->before != NULL)
		add_status(forge, basic, r, r->before, "good");
	add_status(forge, basic, r, r->about, r->status);
	if (OCSP_basic_sign(basic, forge_cert(forge, signer),
		forge_key(forge, signer), EVP_sha256(), NULL,
		(r->by_key ? OCSP_RESPID_KEY : 0) |
		(r->without_certs ? OCSP_NOCERTS : 0) | OCSP_NOTIME) != 1)
		abort();
	if (r->badsig) {
		const ASN1_OCTET_STRING *s = OCSP_resp_get0_signature(basic);

		s->data[s->length - 1] ^= 1;
	}
	response = sure(OCSP_response_create(
	    OCSP_RESPONSE_STATUS_SUCCESSFUL, basic));
	n = i2d_OCSP_RESPONSE(response, der);
	OCSP_RESPONSE_free(response);
	OCSP_BASICRESP_free(basic);
	return n > 0 ? (size_t)n : (abort(), 0);
}

size_t
forge_refuse(int status, unsigned char **der)
{
	OCSP_RESPONSE *response = sure(OCSP_response_create(status, NULL));
	int n = i2d_OCSP_RESPONSE(response, der);

	OCSP_RESPONSE_free(response);
	return n > 0 ? (size_t)n : (abort(), 0);
}

static void
add_entry(X509_CRL *crl, const ASN1_INTEGER *serial, int reason)
{
	X509_REVOKED *entry = sure(X509_REVOKED_new());
	ASN1_TIME *when = time_of("20230701000000Z");
	ASN1_ENUMERATED *why = sure(ASN1_ENUMERATED_new());

	X509_REVOKED_set_serialNumber(entry, (ASN1_INTEGER *)serial);
	X509_REVOKED_set_revocationDate(entry, when);
	ASN1_ENUMERATED_set(why, reason);
	if (reason >= 0)
		X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, why, 0, 0);
	X509_CRL_add0_revoked(crl, entry);
	ASN1_ENUMERATED_free(why);
	ASN1_TIME_free(when);
}

static void
add_entries(const struct forge *forge, X509_CRL *crl,
    const struct forge_list *list)
{
	ASN1_INTEGER *serial = sure(ASN1_INTEGER_new());

	for (int i = 0; i < list->extra; i++) {
		ASN1_INTEGER_set(serial, 1000000 + i);
		add_entry(crl, serial, -1);
	}
	for (size_t i = 0; i < FORGE_REVOKED && list->revoked[i]; i++)
		add_entry(crl, X509_get0_serialNumber(forge_cert(forge,
		    list->revoked[i])), list->reason);
	ASN1_INTEGER_free(serial);
}

static void
add_extensions(X509_CRL *crl, const struct forge_list *list)
{
	ASN1_OCTET_STRING *empty = sure(ASN1_OCTET_STRING_new());
	X509_EXTENSION *extension = NULL;

	if (list->scope != NULL) {
		extension = sure(X509V3_EXT_nconf_nid(NULL, NULL,
		    NID_issuing_distribution_point, list->scope));
		X509_CRL_add_ext(crl, extension, -1);
		X509_EXTENSION_free(extension);
	}
	if (list->critical_nid != 0) {
		ASN1_OCTET_STRING_set(empty, (const unsigned char *)"\x05", 2);
		extension = sure(X509_EXTENSION_create_by_NID(NULL,
		    list->critical_nid, 1, empty));
		X509_CRL_add_ext(crl, extension, -1);
		X509_EXTENSION_free(extension);
	}
	ASN1_OCTET_STRING_free(empty);
}

size_t
forge_revoke(const struct forge *forge, const struct forge_list *list,
    unsigned char **der)
{
	const char *signer = list->signer ? list->signer : list->issuer;
	X509_CRL *crl = sure(X509_CRL_new());
	ASN1_TIME *from = time_of(list->from), *until = time_of(list->until);
	EVP_PKEY *key = forge_key(forge, signer);
	const ASN1_BIT_STRING *signature;
	int n;

	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl,
	    X509_get_subject_name(forge_cert(forge, list->issuer)));
	X509_CRL_set1_lastUpdate(crl, from);
	if (until != NULL)
		X509_CRL_set1_nextUpdate(crl, until);
	add_entries(forge, crl, list);
	add_extensions(crl, list);
	if (X509_CRL_sign(crl, key, EVP_PKEY_is_a(key, "ED25519") ? NULL :
		EVP_sha256()) <= 0)
		abort();
	X509_CRL_get0_signature(crl, &signature, NULL);
	if (list->badsig)
		signature->data[signature->length - 1] ^= 1;
	n = i2d_X509_CRL(crl, der);
	ASN1_TIME_free(until);
	ASN1_TIME_free(from);
	X509_CRL_free(crl);
	return n > 0 ? (size_t)n : (abort(), 0);
}
