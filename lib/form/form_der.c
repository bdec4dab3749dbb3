#include "form/form.h"

#include "pki/der.h"

/*
 * A certificate is a SEQUENCE that starts with a SEQUENCE; PKCS#7 starts with
 * an object identifier there and PKCS#12 with a number.
 */
static bool
looks_like_certificate(struct span bytes)
{
	size_t header = 2;

	if (bytes.n < 2 || bytes.p[0] != DER_SEQUENCE)
		return false;
	if (bytes.p[1] & 0x80)
		header += bytes.p[1] & 0x7f;
	return header < bytes.n && bytes.p[header] == DER_SEQUENCE;
}

enum form_result
form_der(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	if (!looks_like_certificate(bytes))
		return FORM_NOT_MINE;
	return reading_take(reading, bytes, name, err) == 0 ? FORM_READ :
	    FORM_BAD;
}
