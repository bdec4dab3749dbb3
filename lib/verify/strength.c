#include "verify/strength.h"

static unsigned
digest_of(const struct cert *cert)
{
	switch (cert->digest_nid) {
	case NID_md5:
		return DIGEST_MD5;
	case NID_sha1:
		return DIGEST_SHA1;
	case NID_sha224:
	case NID_sha256:
	case NID_sha384:
	case NID_sha512:
		return DIGEST_SHA2;
	}
	if (cert->signature_nid == NID_ED25519 ||
	    cert->signature_nid == NID_ED448)
		return DIGEST_SHA2;
	return DIGEST_OTHER;
}

static unsigned
kind_of_curve(const struct cert *cert)
{
	if (cert->has_explicit_curve)
		return KIND_EXPLICIT;
	switch (cert->curve_nid) {
	case NID_X9_62_prime256v1:
		return KIND_P256;
	case NID_secp384r1:
		return KIND_P384;
	case NID_secp521r1:
		return KIND_P521;
	case NID_secp224r1:
		return KIND_P224;
	case NID_secp256k1:
		return KIND_SECP256K1;
	case NID_brainpoolP256r1:
	case NID_brainpoolP384r1:
	case NID_brainpoolP512r1:
		return KIND_BRAINPOOL;
	}
	return KIND_CURVE;
}

static unsigned
kind_of(const struct cert *cert)
{
	switch (cert->key_type) {
	case KEY_RSA:
		return cert->is_pss_key ? KIND_RSA_PSS : KIND_RSA;
	case KEY_ED25519:
		return KIND_ED25519;
	case KEY_ED448:
		return KIND_ED448;
	case KEY_EC:
		return kind_of_curve(cert);
	case KEY_UNKNOWN:
	case KEY_DSA:
	case KEY_OTHER:
		return KIND_OTHER;
	}
	return KIND_OTHER;
}

bool
strength_allows_signature(const struct strength *strength,
    const struct cert *cert)
{
	return cert->is_bare || (strength->digests & digest_of(cert)) != 0;
}

bool
strength_knows_key(const struct strength *strength, const struct cert *cert)
{
	return (strength->kinds & kind_of(cert)) != 0;
}

bool
strength_allows_key(const struct strength *strength, const struct cert *cert)
{
	return strength_knows_key(strength, cert) &&
	    (cert->key_type != KEY_RSA ||
		cert->key_bits >= strength->rsa_bits);
}

bool
strength_hears_key(const struct strength *strength, const struct cert *cert)
{
	return (strength->mute_kinds & kind_of(cert)) == 0;
}

bool
strength_reads_key(const struct strength *strength, const struct cert *cert)
{
	return (strength->unread_kinds & kind_of(cert)) == 0;
}
