#ifndef PKI_DER_H
#define PKI_DER_H

#include "base/span.h"

/*
 * DER element by element, for what is too large to be decoded into objects.
 * Tags of one byte and lengths of up to four, none indefinite; a length may
 * be longer than it had to be.
 */
#define DER_INTEGER	0x02
#define DER_BIT_STRING	0x03
#define DER_OCTET_STRING	0x04
#define DER_OID		0x06
#define DER_UTC_TIME	0x17
#define DER_GENERALIZED_TIME	0x18
#define DER_SEQUENCE	0x30
#define DER_SET		0x31
#define DER_CONTEXT_0	0xa0	/* [0], explicit */
#define DER_CONTEXT_1	0xa1
#define DER_CONTEXT_3	0xa3

struct der {
	uint8_t tag;
	struct span content;
	struct span whole;	/* with tag and length */
};

/* Takes the element at the start of rest; false where there is no whole one,
 * and rest is as before. */
bool der_next(struct der *out, struct span *rest);
/* The same for an element that has to have this tag. */
bool der_expect(struct der *out, struct span *rest, uint8_t tag);
/* The tag that der_next would meet; 0 at the end. */
uint8_t der_peek(struct span rest);

#endif
