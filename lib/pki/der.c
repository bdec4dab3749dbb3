#include "pki/der.h"

bool
der_next(struct span *rest, uint8_t *tag, struct span *body)
{
	size_t at = 2, n;

	if (rest->n < 2 || (rest->p[0] & 0x1f) == 0x1f)
		return false;
	n = rest->p[1];
	if (n >= 0x80) {
		size_t octets = n & 0x7f;

		if (octets < 1 || octets > 4 || rest->n < 2 + octets)
			return false;
		n = 0;
		while (at < 2 + octets)
			n = n << 8 | rest->p[at++];
		if (n < 0x80 || n >> 8 * (octets - 1) == 0)
			return false;
	}
	if (n > rest->n - at)
		return false;
	*tag = rest->p[0];
	*body = (struct span){ rest->p + at, n };
	*rest = (struct span){ rest->p + at + n, rest->n - at - n };
	return true;
}

bool
der_expect(struct span *rest, enum der_tag tag, struct span *body)
{
	uint8_t found;

	return rest->n > 0 && rest->p[0] == tag && der_next(rest, &found, body);
}

/* Both algorithm identifiers of a certificate: an OID, and parameters. */
static bool
is_algorithm(struct span body)
{
	struct span oid;
	uint8_t tag;

	if (!der_expect(&body, DER_OID, &oid) || oid.n == 0)
		return false;
	return body.n == 0 || (der_next(&body, &tag, &oid) && body.n == 0);
}

/* A list of sets of pairs that begin with an OID; it may be empty. */
static bool
is_name(struct span body)
{
	while (body.n > 0) {
		struct span set, pair, oid;

		if (!der_expect(&body, DER_SET, &set) || set.n == 0)
			return false;
		while (set.n > 0) {
			if (!der_expect(&set, DER_SEQUENCE, &pair) ||
			    !der_expect(&pair, DER_OID, &oid) || oid.n == 0)
				return false;
		}
	}
	return true;
}

static bool
is_validity(struct span body)
{
	for (int i = 0; i < 2; i++) {
		struct span time;
		uint8_t tag;

		if (!der_next(&body, &tag, &time) ||
		    (tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME) ||
		    time.n < 10 || time.n > 24)
			return false;
	}
	return body.n == 0;
}

static bool
is_key(struct span body)
{
	struct span algorithm, key;

	return der_expect(&body, DER_SEQUENCE, &algorithm) &&
	    is_algorithm(algorithm) &&
	    der_expect(&body, DER_BIT_STRING, &key) && key.n > 1 &&
	    body.n == 0;
}

/* What follows the key: unique identifiers, extensions, nothing else. */
static bool
is_tail(struct span body)
{
	struct span part;
	uint8_t tag, last = DER_CONTEXT_0;

	while (body.n > 0) {
		if (!der_next(&body, &tag, &part))
			return false;
		tag |= 0x20;	/* identifiers are primitive */
		if (tag <= last || tag > DER_CONTEXT_3)
			return false;
		last = tag;
	}
	return true;
}

static bool
is_to_be_signed(struct span body, struct span signature_algorithm)
{
	struct span part;

	if (body.n > 0 && body.p[0] == DER_CONTEXT_0 &&
	    !(der_expect(&body, DER_CONTEXT_0, &part) && part.n == 3 &&
		part.p[0] == DER_INTEGER && part.p[1] == 1 && part.p[2] <= 2))
		return false;
	if (!der_expect(&body, DER_INTEGER, &part) || part.n == 0)
		return false;
	/* Of two algorithms that differ either could be the damaged one, and
	 * no library takes such a certificate. */
	if (!der_expect(&body, DER_SEQUENCE, &part) ||
	    !span_equal(part, signature_algorithm) || !is_algorithm(part))
		return false;
	return der_expect(&body, DER_SEQUENCE, &part) && is_name(part) &&
	    der_expect(&body, DER_SEQUENCE, &part) && is_validity(part) &&
	    der_expect(&body, DER_SEQUENCE, &part) && is_name(part) &&
	    der_expect(&body, DER_SEQUENCE, &part) && is_key(part) &&
	    is_tail(body);
}

size_t
der_certificate_length(struct span bytes)
{
	struct span rest = bytes, whole, to_be_signed, algorithm, signature;

	if (!der_expect(&rest, DER_SEQUENCE, &whole) ||
	    !der_expect(&whole, DER_SEQUENCE, &to_be_signed) ||
	    !der_expect(&whole, DER_SEQUENCE, &algorithm) ||
	    !der_expect(&whole, DER_BIT_STRING, &signature) ||
	    signature.n < 2 || whole.n != 0 ||
	    !is_to_be_signed(to_be_signed, algorithm))
		return 0;
	return bytes.n - rest.n;
}
