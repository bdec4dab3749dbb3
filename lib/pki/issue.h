#ifndef PKI_ISSUE_H
#define PKI_ISSUE_H

#include "pki/cert.h"

/* What holds between a certificate and a possible issuer; bits. */
enum edge {
	EDGE_NAMED = 1 << 0,	/* the child names this issuer */
	EDGE_LIKELY = 1 << 1,	/* and key ids and algorithms do not disagree,
				   as OpenSSL compares them */
	EDGE_MAY_SIGN = 1 << 2,	/* and key usage lets it sign certificates */
};

/* Costs no cryptography: the signature is another question. */
unsigned issue_edge(const struct cert *child, const struct cert *issuer);

#define ISSUE_BY_NETSCAPE_TYPE	5	/* a kind of CA: by nsCertType alone */

/*
 * How a certificate is a CA in OpenSSL's eyes: 0 it is none, 1 by its basic
 * constraints, more by an older way (X509_check_ca).
 */
int issue_ca_kind(const struct cert *cert);

#endif
