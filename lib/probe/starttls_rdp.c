/* MS-RDPBCGR sections 2.2.1.1 and 2.2.1.2: an X.224 connection in a TPKT. */
#include "probe/dialogue_form.h"

#include "base/octets.h"

#define TPKT_HEADER	4	/* 3, 0, and the length of the whole */
#define X224_HEADER	7	/* up to what is negotiated */
#define X224_CONFIRM	0xd0
#define NEGOTIATION	8	/* bytes: type, flags, length 8, number */
#define TYPE_RESPONSE	2
#define TYPE_FAILURE	3

/* TLS, also below CredSSP: servers that insist on the latter refuse else. */
static const uint8_t request[] = { 3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0,
	1, 0, NEGOTIATION, 0, 0x03, 0, 0, 0 };

static const char *const failures[] = {
	[1] = "SSL_REQUIRED_BY_SERVER",
	[2] = "SSL_NOT_ALLOWED_BY_SERVER",
	[3] = "SSL_CERT_NOT_ON_SERVER",
	[4] = "INCONSISTENT_FLAGS",
	[5] = "HYBRID_REQUIRED_BY_SERVER",
	[6] = "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER",
};

static void
begin(struct dialogue *dialogue)
{
	buf_append(&dialogue->out, request, sizeof(request));
}

static enum heard
hear_negotiation(struct dialogue *dialogue, const uint8_t *p)
{
	uint32_t number = (uint32_t)octets_le_at(p + 4, 4);

	if (p[0] == TYPE_FAILURE &&
	    number < sizeof(failures) / sizeof(failures[0]) && number > 0)
		return dialogue_refusef(dialogue, "%s", failures[number]);
	if (p[0] != TYPE_RESPONSE)
		return dialogue_refusef(dialogue, "failure %u",
		    (unsigned)number);
	if (number == 0)
		return dialogue_refusef(dialogue, "TLS is not offered");
	return HEARD_DONE;
}

static enum heard
hear(struct dialogue *dialogue, struct span unread)
{
	size_t n;

	if (unread.p[0] != 3 || (unread.n > 1 && unread.p[1] != 0))
		return dialogue_stray(dialogue);
	if (unread.n < TPKT_HEADER)
		return HEARD_TOO_LITTLE;
	n = (size_t)octets_be_at(unread.p + 2, 2);
	if (n < TPKT_HEADER + X224_HEADER)
		return dialogue_refusef(dialogue, "its answer is damaged");
	if (unread.n < n)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, n);
	if ((unread.p[5] & 0xf0) != X224_CONFIRM)
		return dialogue_refusef(dialogue, "it does not confirm");
	if (n < TPKT_HEADER + X224_HEADER + NEGOTIATION)
		return dialogue_refusef(dialogue, "TLS is not offered");
	return hear_negotiation(dialogue,
	    unread.p + TPKT_HEADER + X224_HEADER);
}

const struct dialogue_form form_rdp = { .begin = begin, .hear = hear };
