#include "pki/crl_line.h"

#include "pki/der.h"

struct span
crl_shortest(struct span number)
{
	while (number.n > 1 &&
	    ((number.p[0] == 0x00 && number.p[1] < 0x80) ||
		(number.p[0] == 0xff && number.p[1] >= 0x80))) {
		number.p++;
		number.n--;
	}
	return number;
}

static bool
is_time(uint8_t tag)
{
	return tag == DER_UTC_TIME || tag == DER_GENERALIZED_TIME;
}

bool
crl_line_next(struct crl_line *line, struct span *rest)
{
	struct der element, part;
	struct span inside;

	*line = (struct crl_line){ 0 };
	if (!der_expect(&element, rest, DER_SEQUENCE))
		return false;
	inside = element.content;
	if (!der_expect(&part, &inside, DER_INTEGER) || part.content.n == 0)
		return false;
	line->serial = crl_shortest(part.content);
	if (!is_time(der_peek(inside)) || !der_next(&part, &inside))
		return false;
	line->time = part.whole;
	if (inside.n == 0)
		return true;
	if (!der_expect(&part, &inside, DER_SEQUENCE) || inside.n > 0)
		return false;
	line->extensions = part.whole;
	return true;
}
