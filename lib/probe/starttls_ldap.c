/* RFC 4511 section 4.14: StartTLS is an extended operation, in BER. */
#include "probe/dialogue_form.h"

#include "base/limits.h"

#define TAG_INTEGER	0x02
#define TAG_OCTETS	0x04
#define TAG_ENUMERATED	0x0a
#define TAG_SEQUENCE	0x30
#define TAG_RESPONSE	0x78	/* ExtendedResponse, [APPLICATION 24] */

/* Message 1: ExtendedRequest with this name. */
#define REQUEST "\x30\x1d\x02\x01\x01\x77\x18\x80\x16" "1.3.6.1.4.1.1466.20037"

enum ber {
	BER_READ,
	BER_CUT,	/* it goes on past the end */
	BER_BAD,
};

struct element {
	uint8_t tag;
	struct span value;
};

/* Takes the first element of *in. Lengths of up to four bytes are read. */
static enum ber
ber_take(struct element *out, struct span *in)
{
	size_t at = 2, n, more;

	if (in->n < at)
		return BER_CUT;
	n = in->p[1];
	if (n >= 0x80) {
		more = n & 0x7f;
		if (more == 0 || more > 4)
			return BER_BAD;
		if (in->n < at + more)
			return BER_CUT;
		for (n = 0; more > 0; more--)
			n = n << 8 | in->p[at++];
	}
	if (in->n - at < n)
		return BER_CUT;
	*out = (struct element){ in->p[0], { in->p + at, n } };
	*in = (struct span){ in->p + at + n, in->n - at - n };
	return BER_READ;
}

static bool
takes(struct span *out, struct span *in, uint8_t tag)
{
	struct element element;

	if (ber_take(&element, in) != BER_READ || element.tag != tag)
		return false;
	*out = element.value;
	return true;
}

static void
begin(struct dialogue *dialogue)
{
	buf_append(&dialogue->out, REQUEST, sizeof(REQUEST) - 1);
}

/* Result code 0 to the message 1 agrees; message 0 says that it hangs up. */
static enum heard
hear_message(struct dialogue *dialogue, struct span message)
{
	struct span id, response, code, dn, words;

	if (!takes(&id, &message, TAG_INTEGER) || id.n != 1 ||
	    !takes(&response, &message, TAG_RESPONSE) ||
	    !takes(&code, &response, TAG_ENUMERATED) || code.n != 1 ||
	    !takes(&dn, &response, TAG_OCTETS) ||
	    !takes(&words, &response, TAG_OCTETS))
		return dialogue_refusef(dialogue,
		    "its answer is no ExtendedResponse");
	if (id.p[0] == 1 && code.p[0] == 0)
		return HEARD_DONE;
	if (words.n > LIMIT_WORDS_BYTES)
		words.n = LIMIT_WORDS_BYTES;
	return dialogue_refusef(dialogue, "result %d%s%.*s", code.p[0],
	    words.n > 0 ? ": " : "", (int)words.n, (const char *)words.p);
}

static enum heard
hear(struct dialogue *dialogue, struct span unread)
{
	struct span rest = unread;
	struct element element;

	if (unread.p[0] != TAG_SEQUENCE)
		return dialogue_stray(dialogue);
	switch (ber_take(&element, &rest)) {
	case BER_CUT:
		return HEARD_TOO_LITTLE;
	case BER_BAD:
		return dialogue_refusef(dialogue, "its answer is not LDAP");
	case BER_READ:
		break;
	}
	dialogue_take(dialogue, unread.n - rest.n);
	return hear_message(dialogue, element.value);
}

const struct dialogue_form form_ldap = { .begin = begin, .hear = hear };
