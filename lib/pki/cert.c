#include "pki/cert.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/evp.h>

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
		if (ekus & XKU_ANYEKU)
			cert->extended_key_usage |= EKU_ANY;
		if (cert->extended_key_usage == 0)
			cert->extended_key_usage = EKU_OTHER;
	}
	cert->has_unknown_critical = flags & EXFLAG_CRITICAL;
	if (flags & EXFLAG_INVALID)
		cert->has_faulty_extension = true;
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

static int
read_key(struct cert *cert, struct err *err)
{
	EVP_PKEY *key = X509_get0_pubkey(cert->x509);
	unsigned char *spki = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert->x509), &spki);

	if (n <= 0)
		return err_from_ssl(err, "the public key cannot be encoded");
	EVP_Digest(spki, (size_t)n, cert->spki_sha256, NULL, EVP_sha256(),
	    NULL);
	OPENSSL_free(spki);
	if (key != NULL) {
		cert->key_type = key_type_of(key);
		cert->key_bits = EVP_PKEY_get_bits(key);
		cert->curve_nid = curve_of(key);
	}
	ERR_clear_error();
	X509_get_signature_info(cert->x509, &cert->digest_nid, NULL, NULL,
	    NULL);
	cert->signature_nid = X509_get_signature_nid(cert->x509);
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
	cert->subject = name_text(X509_get_subject_name(cert->x509));
	cert->issuer = name_text(X509_get_issuer_name(cert->x509));
	cert->short_name = name_short(X509_get_subject_name(cert->x509));
	cert->issuer_short_name = name_short(
	    X509_get_issuer_name(cert->x509));
	cert->serial = serial_text(cert->x509);
	read_constraints(cert);
	read_names(cert);
	read_usages(cert);
	cert->key_identifier = span_of_string(
	    X509_get0_subject_key_id(cert->x509));
	cert->authority_key_identifier = span_of_string(
	    X509_get0_authority_key_id(cert->x509));
	if (read_times(cert, err) == -1 || read_key(cert, err) == -1)
		return -1;
	ERR_clear_error();
	return 0;
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
		err_from_ssl(err, "not a certificate");
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

void
cert_free(struct cert *cert)
{
	if (cert == NULL)
		return;
	NAME_CONSTRAINTS_free(cert->name_constraints);
	X509_free(cert->x509);
	free((void *)cert->der.p);
	free(cert->subject);
	free(cert->issuer);
	free(cert->short_name);
	free(cert->issuer_short_name);
	free(cert->serial);
	free(cert);
}

bool
cert_names_issuer(const struct cert *child, const struct cert *issuer)
{
	return child->issuer_id == issuer->subject_id;
}

bool
cert_allows_usage(const struct cert *cert, uint32_t usage)
{
	return !cert->has_key_usage || (cert->key_usage & usage) != 0;
}

bool
cert_allows_purpose(const struct cert *cert, unsigned ekus)
{
	return !cert->has_extended_key_usage ||
	    (cert->extended_key_usage & (ekus | EKU_ANY)) != 0;
}

bool
cert_is_for_host(const struct cert *cert, const char *host)
{
	bool fits = X509_check_host(cert->x509, host, 0, 0, NULL) == 1 ||
	    X509_check_ip_asc(cert->x509, host, 0) == 1;

	ERR_clear_error();
	return fits;
}

char *
cert_key_text(const struct cert *cert, char *out, size_t size)
{
	static const char *const words[] = { "unknown key", "RSA", "EC",
		"Ed25519", "Ed448", "DSA", "other key" };
	const char *word = words[cert->key_type];

	if (cert->key_type == KEY_ED25519 || cert->key_type == KEY_ED448 ||
	    cert->key_bits == 0)
		snprintf(out, size, "%s", word);
	else
		snprintf(out, size, "%s %d", word, cert->key_bits);
	return out;
}

bool
cert_signature_verifies(const struct cert *child, const struct cert *issuer)
{
	EVP_PKEY *key = X509_get0_pubkey(issuer->x509);
	bool good;

	if (key == NULL || issuer->key_bits > LIMIT_RSA_VERIFY_BITS) {
		ERR_clear_error();
		return false;
	}
	good = X509_verify(child->x509, key) == 1;
	ERR_clear_error();
	return good;
}

char *
sha256_text(char out[SHA256_TEXT], const uint8_t sha256[SHA256_BYTES])
{
	for (size_t i = 0; i < SHA256_BYTES; i++)
		snprintf(out + 2 * i, 3, "%02x", sha256[i]);
	return out;
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
sha256_parse(uint8_t out[SHA256_BYTES], const char *text)
{
	if (strlen(text) != 2 * SHA256_BYTES)
		return false;
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		int high = hex_digit(text[2 * i]);
		int low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
