#include "pki/der.h"

#define LONG_FORM	0x80
#define LENGTH_BYTES	4
#define TAG_NUMBER	0x1f	/* all ones: the number is in more bytes */

bool
der_next(struct der *out, struct span *rest)
{
	size_t length, at = 2;

	if (rest->n < at || (rest->p[0] & TAG_NUMBER) == TAG_NUMBER)
		return false;
	length = rest->p[1];
	if (length >= LONG_FORM) {
		size_t n = length & ~(size_t)LONG_FORM;

		if (n == 0 || n > LENGTH_BYTES || rest->n - at < n)
			return false;
		length = 0;
		for (; n > 0; n--)
			length = length << 8 | rest->p[at++];
	}
	if (rest->n - at < length)
		return false;
	out->tag = rest->p[0];
	out->content = (struct span){ rest->p + at, length };
	out->whole = (struct span){ rest->p, at + length };
	rest->p += at + length;
	rest->n -= at + length;
	return true;
}

bool
der_expect(struct der *out, struct span *rest, uint8_t tag)
{
	return der_peek(*rest) == tag && der_next(out, rest);
}

uint8_t
der_peek(struct span rest)
{
	return rest.n > 0 ? rest.p[0] : 0;
}
