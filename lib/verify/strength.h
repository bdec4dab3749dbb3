#ifndef VERIFY_STRENGTH_H
#define VERIFY_STRENGTH_H

#include "pki/cert.h"

/* Digests in signatures, and kinds of keys; bits. */
enum digest {
	DIGEST_MD5 = 1 << 0,
	DIGEST_SHA1 = 1 << 1,
	DIGEST_SHA2 = 1 << 2,	/* and what Ed25519 and Ed448 have inside */
	DIGEST_OTHER = 1 << 3,
};

enum key_kind {
	KIND_RSA = 1 << 0,
	KIND_P256 = 1 << 1,
	KIND_P384 = 1 << 2,
	KIND_P521 = 1 << 3,
	KIND_ED25519 = 1 << 4,
	KIND_P224 = 1 << 5,
	KIND_SECP256K1 = 1 << 6,
	KIND_BRAINPOOL = 1 << 7,	/* of 256, 384 and 512 bits */
	KIND_CURVE = 1 << 8,	/* another one that has a name */
	KIND_EXPLICIT = 1 << 9,	/* any curve, written in numbers */
	KIND_RSA_PSS = 1 << 10,	/* RSA for PSS alone, by its own algorithm */
	KIND_ED448 = 1 << 11,
	KIND_OTHER = 1 << 12,
};

#define ANY_DIGEST	(DIGEST_MD5 | DIGEST_SHA1 | DIGEST_SHA2 | DIGEST_OTHER)
#define KIND_OTHER_CURVES						\
	(KIND_P224 | KIND_SECP256K1 | KIND_BRAINPOOL | KIND_CURVE)
#define ANY_KIND	(KIND_RSA | KIND_P256 | KIND_P384 | KIND_P521 | \
			 KIND_ED25519 | KIND_OTHER_CURVES | KIND_EXPLICIT | \
			 KIND_RSA_PSS | KIND_ED448 | KIND_OTHER)

/* What a library's build takes for good enough, and what it knows at all. */
struct strength {
	unsigned digests;	/* DIGEST_ bits that a signature may have */
	unsigned own_digests;	/* more for one that names itself as issuer */
	unsigned kinds;		/* KIND_ bits that a key may have */
	unsigned mute_kinds;	/* those whose signatures it cannot check */
	unsigned unread_kinds;	/* those over which it cannot even read the
				   certificate */
	int rsa_bits;		/* least RSA key */
	bool anchor_keys;	/* the anchor's key is looked at, too */
	bool anchor_signatures;	/* and the digest in its own signature */
};

#define ANY_STRENGTH	{ .digests = ANY_DIGEST, .kinds = ANY_KIND }

bool strength_allows_signature(const struct strength *strength,
    const struct cert *cert);
/* Of a kind that the library can decode, however small. */
bool strength_knows_key(const struct strength *strength,
    const struct cert *cert);
bool strength_allows_key(const struct strength *strength,
    const struct cert *cert);
/* Can it check what this key has signed? */
bool strength_hears_key(const struct strength *strength,
    const struct cert *cert);
/* Can it read a certificate with such a key? */
bool strength_reads_key(const struct strength *strength,
    const struct cert *cert);

#endif
