#ifndef FORM_PKCS12_MAC_H
#define FORM_PKCS12_MAC_H

#include "base/span.h"

struct PKCS12_st;

/*
 * The digest at the end of a PKCS#12 file: that of RFC 7292, or PBMAC1 (RFC
 * 9579), which libcrypto knows from 3.4 on. bytes are the whole file.
 */

/* How many rounds one password costs; -1: a kind that is not known here, or
 * its parameters are broken. */
int64_t pkcs12_mac_rounds(const struct PKCS12_st *file);
/* password may be NULL, for none. */
bool pkcs12_mac_fits(struct PKCS12_st *file, struct span bytes,
    const char *password);

#endif
