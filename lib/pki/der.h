#ifndef PKI_DER_H
#define PKI_DER_H

#include "base/span.h"

enum der_tag {
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OID = 0x06,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xa0,
	DER_CONTEXT_3 = 0xa3,
};

/*
 * Moves *rest past its first element (X.690 section 10.1: definite, minimal
 * lengths; tags of one byte). False where there is no whole one.
 */
bool der_next(struct span *rest, uint8_t *tag, struct span *body);
/* The same, for an element that must have this tag. */
bool der_expect(struct span *rest, enum der_tag tag, struct span *body);

/*
 * How many of the bytes are the certificate that they begin with, by its
 * structure alone (RFC 5280 section 4.1): nested lengths that add up, version,
 * serial, the same algorithm twice, names, two times, a key, extensions. 0:
 * they begin with none. Neither strings nor the signature are looked at.
 */
size_t der_certificate_length(struct span bytes);

#endif
