#ifndef PKI_CONSTRAINTS_H
#define PKI_CONSTRAINTS_H

#include "pki/cert.h"

/*
 * Do the name constraints of ca let it stand above cert? True where it has
 * none. common_name: take the common name of a certificate without a host
 * name among its alternative names for one, as libcrypto does with a leaf
 * from 1.1.0 on (RFC 5280, 4.2.1.10).
 */
bool constraints_allow(const struct cert *ca, const struct cert *cert,
    bool common_name);

/* How many comparisons that takes: names times constraints. */
size_t constraints_cost(const struct cert *ca, const struct cert *cert);

#endif
