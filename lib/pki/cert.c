#include "pki/cert.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

#include "base/limits.h"

bool
cert_names_issuer(const struct cert *child, const struct cert *issuer)
{
	return child->issuer_id == issuer->subject_id;
}

static struct span
alternative_names(const struct cert *cert)
{
	int i = X509_get_ext_by_NID(cert->x509, NID_subject_alt_name, -1);
	const ASN1_OCTET_STRING *text;

	if (i < 0)
		return (struct span){ 0 };
	text = X509_EXTENSION_get_data(X509_get_ext(cert->x509, i));
	return (struct span){ ASN1_STRING_get0_data(text),
		(size_t)ASN1_STRING_length(text) };
}

bool
cert_is_reissue(const struct cert *a, const struct cert *b)
{
	struct span x, y;

	if (a->subject_id != b->subject_id || a->key_id != b->key_id)
		return false;
	x = alternative_names(a);
	y = alternative_names(b);
	return x.n == y.n && (x.n == 0 || memcmp(x.p, y.p, x.n) == 0);
}

bool
cert_has_critical_beyond(const struct cert *cert, const int *nids, size_t n)
{
	int n_extensions = cert->is_bare ? 0 : X509_get_ext_count(cert->x509);

	for (int i = 0; i < n_extensions; i++) {
		X509_EXTENSION *extension = X509_get_ext(cert->x509, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
		size_t k = 0;

		while (k < n && nids[k] != nid)
			k++;
		if (k == n && X509_EXTENSION_get_critical(extension))
			return true;
	}
	return false;
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
	bool good;

	if (child->is_bare || issuer->key == NULL ||
	    issuer->key_bits > LIMIT_RSA_VERIFY_BITS)
		return false;
	good = X509_verify(child->x509, issuer->key) == 1;
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
