#include "patch/admit.h"

#include <string.h>

#include <openssl/objects.h>
#include <openssl/x509v3.h>

/* RFC 5280, 4.1.2.2: no more octets; several libraries read no more. */
#define SERIAL_DIGITS	40

static bool
serial_fits(const char *serial)
{
	return serial[0] != '-' && strlen(serial) <= SERIAL_DIGITS;
}

/* What OpenSSL 1.0 has no code for; the newer libraries read all of these. */
static bool
reads_key(const struct verifier *verifier, const struct cert *cert)
{
	bool old = verifier->builder == BUILDER_OPENSSL_1_0;

	switch (cert->key_type) {
	case KEY_RSA:
	case KEY_EC:
	case KEY_DSA:
		return true;
	case KEY_ED25519:
	case KEY_ED448:
		return !old;
	case KEY_OTHER:
	case KEY_UNKNOWN:
		break;
	}
	return false;
}

static bool
reads_digest(const struct verifier *verifier, const struct cert *cert)
{
	if (verifier->builder != BUILDER_OPENSSL_1_0)
		return true;
	switch (cert->digest_nid) {
	case NID_sha3_224:
	case NID_sha3_256:
	case NID_sha3_384:
	case NID_sha3_512:
		return false;
	}
	return true;
}

/* Does the library keep two anchors of one name apart: by trying both, or by
 * key identifiers? */
static bool
told_apart(const struct verifier *verifier, const struct cert *a,
    const struct cert *b)
{
	switch (verifier->builder) {
	case BUILDER_BEARSSL:
	case BUILDER_COMPLETE:
	case BUILDER_GO:
	case BUILDER_JAVA:
	case BUILDER_MBEDTLS:
	case BUILDER_MBEDTLS_2_7:
		return true;
	case BUILDER_ESP_BUNDLE:
		return false;
	case BUILDER_GNUTLS:
	case BUILDER_LIBRESSL:
	case BUILDER_OPENSSL_1_0:
	case BUILDER_OPENSSL_3:
	case BUILDER_WOLFSSL:
		break;
	}
	return a->key_identifier.n > 0 && b->key_identifier.n > 0 &&
	    !span_equal(a->key_identifier, b->key_identifier);
}

static bool
is_mistaken(const struct cert *cert, const struct store *store,
    const struct verifier *verifier)
{
	for (size_t i = 0; i < store->n; i++) {
		const struct cert *other = store->anchors[i].cert;

		if (other->subject_id == cert->subject_id &&
		    other->key_id != cert->key_id &&
		    !told_apart(verifier, cert, other))
			return true;
	}
	return false;
}

const char *
admit_refusal(const struct cert *cert, const struct store *store,
    const struct verifier *verifier, int64_t now_s)
{
	if (!cert->is_ca || !cert_allows_usage(cert, KU_KEY_CERT_SIGN))
		return "it is no CA certificate";
	if (now_s >= verifier_end_s(verifier, cert->not_after_s))
		return "it has expired";
	if (now_s < cert->not_before_s)
		return "it is not valid yet";
	if (!serial_fits(cert->serial))
		return "its serial number is negative or over 20 octets";
	if (!reads_key(verifier, cert) || !reads_digest(verifier, cert))
		return "its algorithms are not known to the release's "
		    "library, so a certificate alone cannot mend it";
	if (is_mistaken(cert, store, verifier))
		return "an anchor with its name and another key is in the "
		    "store, and the release's library cannot tell them apart";
	return NULL;
}
