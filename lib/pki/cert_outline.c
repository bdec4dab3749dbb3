#include "pki/cert_outline.h"

#include "pki/der.h"

#define CONSTRUCTED	0x20

/* Both algorithm identifiers of a certificate: an OID, and parameters. */
static bool
is_algorithm(struct span body)
{
	struct der part;

	if (!der_expect(&part, &body, DER_OID) || part.content.n == 0)
		return false;
	return body.n == 0 || (der_next(&part, &body) && body.n == 0);
}

/* A list of sets of pairs that begin with an OID; it may be empty. */
static bool
is_name(struct span body)
{
	struct der set, pair, oid;

	while (body.n > 0) {
		if (!der_expect(&set, &body, DER_SET) || set.content.n == 0)
			return false;
		while (set.content.n > 0) {
			if (!der_expect(&pair, &set.content, DER_SEQUENCE) ||
			    !der_expect(&oid, &pair.content, DER_OID) ||
			    oid.content.n == 0)
				return false;
		}
	}
	return true;
}

static bool
is_validity(struct span body)
{
	for (int i = 0; i < 2; i++) {
		struct der time;

		if (!der_next(&time, &body) || (time.tag != DER_UTC_TIME &&
			time.tag != DER_GENERALIZED_TIME) ||
		    time.content.n < 10 || time.content.n > 24)
			return false;
	}
	return body.n == 0;
}

static bool
is_key(struct span body)
{
	struct der algorithm, key;

	return der_expect(&algorithm, &body, DER_SEQUENCE) &&
	    is_algorithm(algorithm.content) &&
	    der_expect(&key, &body, DER_BIT_STRING) && key.content.n > 1 &&
	    body.n == 0;
}

/* What follows the key: unique identifiers, extensions, nothing else. */
static bool
is_tail(struct span body)
{
	uint8_t last = DER_CONTEXT_0;

	while (body.n > 0) {
		struct der part;

		if (!der_next(&part, &body))
			return false;
		part.tag |= CONSTRUCTED;	/* identifiers are not */
		if (part.tag <= last || part.tag > DER_CONTEXT_3)
			return false;
		last = part.tag;
	}
	return true;
}

/* [0] of an INTEGER from 0 to 2; it may be absent. */
static bool
skip_version(struct span *body)
{
	struct der version;

	if (der_peek(*body) != DER_CONTEXT_0)
		return true;
	return der_next(&version, body) && version.content.n == 3 &&
	    version.content.p[0] == DER_INTEGER &&
	    version.content.p[1] == 1 && version.content.p[2] <= 2;
}

static bool
is_to_be_signed(struct span body, struct span signature_algorithm)
{
	struct der part;

	if (!skip_version(&body) || !der_expect(&part, &body, DER_INTEGER) ||
	    part.content.n == 0)
		return false;
	/* Of two algorithms that differ either could be the damaged one, and
	 * no library takes such a certificate. */
	if (!der_expect(&part, &body, DER_SEQUENCE) ||
	    !span_equal(part.content, signature_algorithm) ||
	    !is_algorithm(part.content))
		return false;
	return der_expect(&part, &body, DER_SEQUENCE) &&
	    is_name(part.content) &&
	    der_expect(&part, &body, DER_SEQUENCE) &&
	    is_validity(part.content) &&
	    der_expect(&part, &body, DER_SEQUENCE) &&
	    is_name(part.content) &&
	    der_expect(&part, &body, DER_SEQUENCE) && is_key(part.content) &&
	    is_tail(body);
}

size_t
cert_outline_length(struct span bytes)
{
	struct der whole, to_be_signed, algorithm, signature;

	if (!der_expect(&whole, &bytes, DER_SEQUENCE) ||
	    !der_expect(&to_be_signed, &whole.content, DER_SEQUENCE) ||
	    !der_expect(&algorithm, &whole.content, DER_SEQUENCE) ||
	    !der_expect(&signature, &whole.content, DER_BIT_STRING) ||
	    signature.content.n < 2 || whole.content.n != 0 ||
	    !is_to_be_signed(to_be_signed.content, algorithm.content))
		return 0;
	return whole.whole.n;
}
