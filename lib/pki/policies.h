#ifndef PKI_POLICIES_H
#define PKI_POLICIES_H

#include "pki/cert.h"

/*
 * Certificate policies (RFC 5280, section 6.1) of the n certificates of a path
 * below its anchor, the leaf first, for one who asks for none in particular,
 * as Java takes them: false where one of them insists on a policy and none is
 * valid for the whole path. Counts comparisons in *spent, and is false where
 * that comes to more than budget, or n to more than LIMIT_CLOSURE_CERTS.
 */
bool policies_hold(const struct cert *const *certs, size_t n, size_t budget,
    size_t *spent);

/* Does it state any policy, and no other? */
bool policies_are_any(const struct cert *cert);

#endif
