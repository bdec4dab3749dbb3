#pragma once
/*
 * What issuers say of the certificates of a forge: OCSP responses and
 * revocation lists, made from fixed dates ("20230801000000Z").
 */
#include "forge/forge.h"

#include <stdbool.h>

#define FORGE_REVOKED	4

/* Names are of the forge; a signer is a certificate whose key has its name. */
struct forge_response {
	const char *about;	/* certificate */
	const char *issuer;
	const char *signer;	/* NULL: the issuer */
	const char *status;	/* "good", "revoked", "unknown" */
	const char *from, *until;	/* until may be NULL */
	const char *revoked;	/* when; NULL: 20230701000000Z */
	int reason;		/* 0 is OCSP's "unspecified"; -1: none */
	const char *digest;	/* of the id; NULL: SHA1 */
	bool by_key;		/* the responder is named by its key */
	bool without_certs;	/* the signer's certificate is left out */
	bool badsig;
	const char *before;	/* another certificate, told good first */
};

struct forge_list {
	const char *issuer;
	const char *signer;	/* NULL: the issuer */
	const char *from, *until;	/* until may be NULL */
	const char *revoked[FORGE_REVOKED];	/* certificates */
	int reason;		/* of each; -1: none */
	int extra;		/* more entries of other serial numbers */
	const char *scope;	/* issuingDistributionPoint, as in a
				   configuration of libcrypto; or NULL */
	int critical_nid;	/* one more extension, critical and empty */
	bool badsig;
};

/* DER that the caller frees with OPENSSL_free; aborts where it cannot. */
size_t forge_respond(const struct forge *forge,
    const struct forge_response *response, unsigned char **der);
/* A response that is none: an OCSPResponseStatus that is not successful. */
size_t forge_refuse(int status, unsigned char **der);
size_t forge_revoke(const struct forge *forge, const struct forge_list *list,
    unsigned char **der);
