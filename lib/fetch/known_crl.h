#ifndef FETCH_KNOWN_CRL_H
#define FETCH_KNOWN_CRL_H

#include "fetch/once.h"
#include "pki/inquiry.h"

/*
 * A fetched revocation list, decoded once for all who ask about it, however
 * many entries it has. It lives as long as the answer that it came in.
 */
struct known_crl;

/* Made of the answer when it is first asked for, then the same one. */
struct known_crl *known_crl_of(const struct once_answer *answer);

/*
 * Looks inquired->cert up, which issuer issued, and fills in what the list
 * says. Fails where it cannot be read, is not this issuer's, or is about other
 * certificates. The signature is checked again where another issuer than the
 * last comes.
 */
int known_crl_find(struct inquired_crl *inquired, struct known_crl *known,
    const struct cert *issuer, struct err *err);

#endif
