#ifndef PKI_CERT_WOLFSSL_H
#define PKI_CERT_WOLFSSL_H

#include "pki/cert.h"

/*
 * A certificate as wolfSSL reads it: wolfcrypt/src/asn.c of 5.5, its original
 * decoder. Names are equal there where their bytes are.
 */

/* The length of SHA-1, which wolfSSL brings every key identifier to. */
struct wolfssl_key_id {
	uint8_t bytes[20];
};

/* False where it fails to decode it, or there is nothing to decode. Only
 * those that it can read may be asked about below. */
bool wolfssl_can_read(const struct cert *cert);
/* False where an extension is critical and it does not know it. */
bool wolfssl_knows_extensions(const struct cert *cert);

bool wolfssl_names_issuer(const struct cert *child,
    const struct cert *issuer);
bool wolfssl_is_self_issued(const struct cert *cert);

/* The extension's, else one computed from the key. */
struct wolfssl_key_id wolfssl_key_id(const struct cert *cert);
/* Of the key that signed cert; ask only where cert says. */
struct wolfssl_key_id wolfssl_authority_id(const struct cert *cert);

/* Do the constraints of the signer allow the names of a certificate right
 * below it? Those of DNS, mail and directory are compared, no others. */
bool wolfssl_allows_names(const struct cert *signer, const struct cert *cert);

#endif
