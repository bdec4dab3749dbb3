#ifndef PKI_LINKS_H
#define PKI_LINKS_H

#include "pki/cert.h"

/* URLs in the order of the certificate, all http or https. */
struct urls {
	char **items;		/* owned */
	size_t n;
};

/*
 * Where a certificate says that more about it is to be had (RFC 5280,
 * sections 4.2.1.13 and 4.2.2.1), and whether its server has to staple an
 * OCSP response (RFC 7633). Read anew at each call, as few ask. A URL of
 * another scheme (ldap), too long, with blanks or control bytes, or past
 * LIMIT_LINKS of its kind, is counted and passed over; so is a list for some
 * reasons only or from another issuer.
 */
struct links {
	struct urls issuers;	/* certificates of the issuer */
	struct urls ocsp;	/* responders */
	struct urls crls;	/* revocation lists */
	bool must_staple;
	size_t n_passed_over;
};

#define LINKS_NONE ((struct links){ 0 })

void links_read(struct links *out, const struct cert *cert);
void links_release(struct links *links);

#endif
