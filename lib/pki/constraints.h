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

/*
 * The same for a server's leaf as GnuTLS sees it: of the names in a leaf only
 * DNS, mail and numeric addresses are compared, in place of a missing one the
 * single common name or mail address of the subject; what excludes directory
 * names excludes every leaf.
 */
bool constraints_allow_gnutls(const struct cert *ca, const struct cert *leaf);

#endif
