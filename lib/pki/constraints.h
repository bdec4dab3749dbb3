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

/* Has ca constraints of addresses, and cert an address to hold against them?
 * Old libraries cannot compare those. */
bool constraints_meet_address(const struct cert *ca, const struct cert *cert);

/* How many comparisons that takes: names times constraints. */
size_t constraints_cost(const struct cert *ca, const struct cert *cert);

/*
 * The same for a server's leaf as GnuTLS sees it: of the names in a leaf only
 * DNS, mail and numeric addresses are compared, in place of a missing one the
 * single common name or mail address of the subject; what excludes directory
 * names excludes every leaf, and so does any form of name that it has no code
 * for.
 */
bool constraints_allow_gnutls(const struct cert *ca, const struct cert *leaf);

/* Has cert all TLS features (RFC 7633) of ca? GnuTLS alone asks. */
bool constraints_allow_features(const struct cert *ca,
    const struct cert *cert);

/* The same as Go sees it, for whom a permitted or excluded mail domain stands
 * for those below it as well, and who looks at the four kinds of names alone
 * that the next function is about. */
bool constraints_allow_go(const struct cert *ca, const struct cert *cert);

/* Are all names that are permitted or excluded hosts, addresses, mailboxes or
 * pages; and is one of those among the alternative names? */
bool constraints_are_common(const struct cert *ca);
bool constraints_have_common_name(const struct cert *cert);

/*
 * The same for the common name alone, of any certificate without a host name
 * among its alternative names, where it has the form of a host name; one label
 * is enough. So Java has it, of CAs as well.
 */
bool constraints_allow_common_name(const struct cert *ca,
    const struct cert *cert);

#endif
