#ifndef PKI_CERT_OUTLINE_H
#define PKI_CERT_OUTLINE_H

#include "base/span.h"

/*
 * How many of the bytes are the certificate that they begin with, by its
 * structure alone (RFC 5280 section 4.1): nested lengths that add up, version,
 * serial, the same algorithm twice, names, two times, a key, extensions. 0:
 * they begin with none. Neither strings nor the signature are looked at.
 */
size_t cert_outline_length(struct span bytes);

#endif
