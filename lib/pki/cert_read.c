#include "pki/cert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "pki/name.h"
#include "pki/ssl_err.h"
#include "pki/time.h"

static struct span
span_of_string(const ASN1_OCTET_STRING *s)
{
	if (s == NULL)
		return (struct span){ 0 };
	return (struct span){ ASN1_STRING_get0_data(s),
		(size_t)ASN1_STRING_length(s) };
}

static void
read_constraints(struct cert *cert)
{
	int critical;
	BASIC_CONSTRAINTS *bc = X509_get_ext_d2i(cert->x509,
	    NID_basic_constraints, &critical, NULL);

	cert->path_length = PATH_LENGTH_ANY;
	cert->has_basic_constraints = bc != NULL || critical >= 0;
	cert->has_faulty_extension = bc == NULL && critical != -1;
	if (bc == NULL)
		return;
	cert->is_ca = bc->ca != 0;
	if (bc->pathlen != NULL) {
		int64_t n;

		/* A negative or huge limit lets no CA below it. */
		if (ASN1_INTEGER_get_int64(&n, bc->pathlen) != 1 || n < 0)
			cert->has_faulty_extension = true;
		else if (n < INT32_MAX)
			cert->path_length = (int)n;
	}
	BASIC_CONSTRAINTS_free(bc);
}

static void
read_alternative_names(struct cert *cert)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert->x509,
	    NID_subject_alt_name, NULL, NULL);

	cert->n_names = 1;
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		if (sk_GENERAL_NAME_value(names, i)->type == GEN_DNS)
			cert->has_dns_name = true;
		cert->n_names++;
	}
	GENERAL_NAMES_free(names);
}

static void
read_names(struct cert *cert)
{
	int critical;

	read_alternative_names(cert);
	cert->name_constraints = X509_get_ext_d2i(cert->x509,
	    NID_name_constraints, &critical, NULL);
	if (cert->name_constraints == NULL && critical != -1)
		cert->has_faulty_extension = true;
}

static unsigned
critical_bit(int nid)
{
	switch (nid) {
	case NID_basic_constraints:
		return CRITICAL_BASIC_CONSTRAINTS;
	case NID_key_usage:
		return CRITICAL_KEY_USAGE;
	case NID_ext_key_usage:
		return CRITICAL_EXTENDED_KEY_USAGE;
	case NID_subject_alt_name:
		return CRITICAL_ALTERNATIVE_NAME;
	case NID_name_constraints:
		return CRITICAL_NAME_CONSTRAINTS;
	case NID_certificate_policies:
		return CRITICAL_POLICIES;
	case NID_netscape_cert_type:
		return CRITICAL_NETSCAPE_TYPE;
	case NID_crl_distribution_points:
		return CRITICAL_LIST_PLACE;
	case NID_id_pkix_OCSP_noCheck:
		return CRITICAL_NO_CHECK;
	}
	return CRITICAL_OTHER;
}

static void
read_critical(struct cert *cert)
{
	for (int i = 0; i < X509_get_ext_count(cert->x509); i++) {
		X509_EXTENSION *extension = X509_get_ext(cert->x509, i);

		if (X509_EXTENSION_get_critical(extension))
			cert->critical |= critical_bit(OBJ_obj2nid(
			    X509_EXTENSION_get_object(extension)));
	}
}

static bool
may_step_up(const X509 *x509)
{
	EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(x509,
	    NID_ext_key_usage, NULL, NULL);
	bool found = false;
	char oid[64];

	for (int i = 0; i < sk_ASN1_OBJECT_num(usages); i++) {
		OBJ_obj2txt(oid, sizeof(oid), sk_ASN1_OBJECT_value(usages, i),
		    1);
		found = found ||
		    strcmp(oid, "2.16.840.1.113730.4.1") == 0 ||
		    strcmp(oid, "2.16.840.1.113733.1.8.1") == 0;
	}
	EXTENDED_KEY_USAGE_free(usages);
	return found;
}

static void
read_usages(struct cert *cert)
{
	uint32_t flags = X509_get_extension_flags(cert->x509);
	uint32_t ekus = X509_get_extended_key_usage(cert->x509);

	cert->has_key_usage = flags & EXFLAG_KUSAGE;
	cert->key_usage = cert->has_key_usage ?
	    X509_get_key_usage(cert->x509) : 0;
	cert->has_extended_key_usage = flags & EXFLAG_XKUSAGE;
	if (cert->has_extended_key_usage) {
		if (ekus & XKU_SSL_SERVER)
			cert->extended_key_usage |= EKU_SERVER;
		if (ekus & XKU_SSL_CLIENT)
			cert->extended_key_usage |= EKU_CLIENT;
		if (ekus & XKU_SGC)
			cert->extended_key_usage |= EKU_GATED;
		if (may_step_up(cert->x509))
			cert->extended_key_usage |= EKU_STEP_UP;
		if (ekus & XKU_ANYEKU)
			cert->extended_key_usage |= EKU_ANY;
		if (cert->extended_key_usage == 0)
			cert->extended_key_usage = EKU_OTHER;
	}
	cert->has_unknown_critical = flags & EXFLAG_CRITICAL;
	if (flags & EXFLAG_INVALID)
		cert->has_faulty_extension = true;
}

static void
read_netscape_type(struct cert *cert)
{
	ASN1_BIT_STRING *bits = X509_get_ext_d2i(cert->x509,
	    NID_netscape_cert_type, NULL, NULL);

	cert->has_netscape_type = bits != NULL;
	if (bits != NULL && ASN1_STRING_length(bits) > 0)
		cert->netscape_type = ASN1_STRING_get0_data(bits)[0];
	ASN1_BIT_STRING_free(bits);
}

static enum key_type
key_type_of(const EVP_PKEY *key)
{
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		return KEY_RSA;
	case EVP_PKEY_EC:
		return KEY_EC;
	case EVP_PKEY_ED25519:
		return KEY_ED25519;
	case EVP_PKEY_ED448:
		return KEY_ED448;
	case EVP_PKEY_DSA:
		return KEY_DSA;
	}
	return KEY_OTHER;
}

static int
curve_of(const EVP_PKEY *key)
{
	char name[64];

	return EVP_PKEY_get_group_name(key, name, sizeof(name), NULL) == 1 ?
	    OBJ_sn2nid(name) : NID_undef;
}

static bool
has_explicit_curve(const EVP_PKEY *key)
{
	int is_explicit = 0;

	return EVP_PKEY_get_int_param(key,
	    OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
	    &is_explicit) == 1 && is_explicit == 1;
}

static int
read_key(struct cert *cert, X509_PUBKEY *spki, struct err *err)
{
	unsigned char *der = NULL;
	int n = i2d_X509_PUBKEY(spki, &der);

	if (n <= 0)
		return err_from_ssl(err, "the public key cannot be encoded");
	cert->spki_der = (struct span){ mem_dup(der, (size_t)n), (size_t)n };
	OPENSSL_free(der);
	EVP_Digest(cert->spki_der.p, cert->spki_der.n, cert->spki_sha256,
	    NULL, EVP_sha256(), NULL);
	cert->key = X509_PUBKEY_get(spki);
	if (cert->key != NULL) {
		cert->key_type = key_type_of(cert->key);
		cert->key_bits = EVP_PKEY_get_bits(cert->key);
		cert->curve_nid = curve_of(cert->key);
		cert->has_explicit_curve = has_explicit_curve(cert->key);
		cert->is_pss_key = EVP_PKEY_get_base_id(cert->key) ==
		    EVP_PKEY_RSA_PSS;
	}
	ERR_clear_error();
	return 0;
}

static void
read_signature(struct cert *cert)
{
	X509_get_signature_info(cert->x509, &cert->digest_nid, NULL, NULL,
	    NULL);
	cert->signature_nid = X509_get_signature_nid(cert->x509);
}

/* The bytes stay the name's. */
static int
encode_name(struct span *out, const X509_NAME *name, struct err *err)
{
	const unsigned char *der;
	size_t n;

	if (X509_NAME_get0_der(name, &der, &n) != 1)
		return err_from_ssl(err, "a name cannot be encoded");
	*out = (struct span){ der, n };
	return 0;
}

static int
read_parties(struct cert *cert, const X509_NAME *issuer, struct err *err)
{
	if (encode_name(&cert->subject_der, cert->subject_name, err) == -1 ||
	    encode_name(&cert->issuer_der, issuer, err) == -1)
		return -1;
	cert->subject = name_text(cert->subject_name);
	cert->issuer = name_text(issuer);
	cert->short_name = name_short(cert->subject_name);
	cert->issuer_short_name = name_short(issuer);
	return 0;
}

static int
read_times(struct cert *cert, struct err *err)
{
	if (time_from_asn1(&cert->not_before_s,
		X509_get0_notBefore(cert->x509), err) == -1)
		return err_wrap(err, "notBefore");
	if (time_from_asn1(&cert->not_after_s,
		X509_get0_notAfter(cert->x509), err) == -1)
		return err_wrap(err, "notAfter");
	return 0;
}

static char *
serial_text(const X509 *x509)
{
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509),
	    NULL);
	char *hex = number ? BN_bn2hex(number) : NULL;
	char *text = mem_strdup(hex ? hex : "");

	OPENSSL_free(hex);
	BN_free(number);
	return text;
}

static int
cert_read(struct cert *cert, struct err *err)
{
	/* libcrypto decodes its extensions once, at the first question. */
	X509_get_extension_flags(cert->x509);
	ERR_clear_error();
	cert->version = (int)X509_get_version(cert->x509) + 1;
	cert->subject_name = X509_get_subject_name(cert->x509);
	cert->serial = serial_text(cert->x509);
	read_constraints(cert);
	read_names(cert);
	read_critical(cert);
	read_usages(cert);
	read_signature(cert);
	read_netscape_type(cert);
	cert->key_identifier = span_of_string(
	    X509_get0_subject_key_id(cert->x509));
	cert->authority_key_identifier = span_of_string(
	    X509_get0_authority_key_id(cert->x509));
	if (read_parties(cert, X509_get_issuer_name(cert->x509), err) == -1 ||
	    read_times(cert, err) == -1 ||
	    read_key(cert, X509_get_X509_PUBKEY(cert->x509), err) == -1)
		return -1;
	ERR_clear_error();
	return 0;
}

/* The first error tells what is wrong, later ones where that was met. */
static void
err_from_damage(struct err *err)
{
	const char *reason = ERR_reason_error_string(ERR_peek_error());

	err_set(err, ERR_FAILED, "not a certificate (damaged DER: %s)",
	    reason ? reason : "no reason is given");
	ERR_clear_error();
}

struct cert *
cert_new(struct span der, struct err *err)
{
	struct cert *cert = NULL;
	const unsigned char *p = der.p;

	if (der.n == 0 || der.n > LIMIT_CERT_BYTES) {
		err_set(err, ERR_LIMIT, "%zu bytes are no certificate that "
		    "we read (1 to %d)", der.n, LIMIT_CERT_BYTES);
		return NULL;
	}
	cert = mem_zalloc(sizeof(*cert));
	ERR_clear_error();
	cert->x509 = d2i_X509(NULL, &p, (long)der.n);
	if (cert->x509 == NULL) {
		err_from_damage(err);
		goto fail;
	}
	if (p != der.p + der.n) {
		err_set(err, ERR_FAILED, "%zu bytes follow the certificate",
		    (size_t)(der.p + der.n - p));
		goto fail;
	}
	cert->der = (struct span){ mem_dup(der.p, der.n), der.n };
	EVP_Digest(der.p, der.n, cert->sha256, NULL, EVP_sha256(), NULL);
	if (cert_read(cert, err) == -1)
		goto fail;
	return cert;
fail:
	cert_free(cert);
	return NULL;
}

/* What stands for the anchor's own certificate, which nobody has. */
static void
fill_bare(struct cert *cert)
{
	cert->version = 3;
	cert->serial = mem_strdup("");
	cert->not_before_s = INSTANT_ALWAYS;
	cert->not_after_s = INSTANT_NEVER;
	cert->has_basic_constraints = cert->is_ca = true;
	cert->path_length = PATH_LENGTH_ANY;
}

static void
digest_bare(struct cert *cert)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	EVP_DigestUpdate(context, cert->subject_der.p, cert->subject_der.n);
	EVP_DigestUpdate(context, cert->spki_der.p, cert->spki_der.n);
	EVP_DigestFinal_ex(context, cert->sha256, NULL);
	EVP_MD_CTX_free(context);
}

struct cert *
cert_new_bare(struct span subject_der, struct span spki_der, struct err *err)
{
	struct cert *cert = NULL;
	const unsigned char *name = subject_der.p, *key = spki_der.p;
	X509_PUBKEY *spki = NULL;

	if (subject_der.n > LIMIT_CERT_BYTES || spki_der.n > LIMIT_CERT_BYTES) {
		err_set(err, ERR_LIMIT, "a name of %zu bytes and a key of %zu "
		    "are no anchor that we read (up to %d each)",
		    subject_der.n, spki_der.n, LIMIT_CERT_BYTES);
		return NULL;
	}
	cert = mem_zalloc(sizeof(*cert));
	cert->is_bare = true;
	ERR_clear_error();
	cert->subject_name = d2i_X509_NAME(NULL, &name, (long)subject_der.n);
	if (cert->subject_name == NULL) {
		err_from_ssl(err, "not the name of an anchor");
		goto fail;
	}
	spki = d2i_X509_PUBKEY(NULL, &key, (long)spki_der.n);
	if (spki == NULL) {
		err_from_ssl(err, "not the public key of an anchor");
		goto fail;
	}
	if (name != subject_der.p + subject_der.n ||
	    key != spki_der.p + spki_der.n) {
		err_set(err, ERR_FAILED, "bytes follow the name or the key "
		    "of the anchor");
		goto fail;
	}
	if (read_parties(cert, cert->subject_name, err) == -1 ||
	    read_key(cert, spki, err) == -1)
		goto fail;
	X509_PUBKEY_free(spki);
	fill_bare(cert);
	digest_bare(cert);
	return cert;
fail:
	X509_PUBKEY_free(spki);
	cert_free(cert);
	return NULL;
}

void
cert_free(struct cert *cert)
{
	if (cert == NULL)
		return;
	NAME_CONSTRAINTS_free(cert->name_constraints);
	EVP_PKEY_free(cert->key);
	if (cert->is_bare)
		X509_NAME_free(cert->subject_name);
	X509_free(cert->x509);
	free((void *)cert->spki_der.p);
	free((void *)cert->der.p);
	free(cert->subject);
	free(cert->issuer);
	free(cert->short_name);
	free(cert->issuer_short_name);
	free(cert->serial);
	free(cert);
}
