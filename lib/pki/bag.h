#ifndef PKI_BAG_H
#define PKI_BAG_H

#include "pki/chain.h"

/*
 * Appends the certificates of a file as issuers publish them: one in DER, a
 * PKCS#7 that holds nothing else (RFC 5280, section 4.2.2.1), or PEM, which
 * clients take as well. One that cannot be read is passed over beside others.
 * Fails where there is none, or, with ERR_LIMIT, past LIMIT_SERVED_CERTS.
 */
int bag_read(struct chain *out, struct certpool *pool, struct span bytes,
    struct err *err);

#endif
