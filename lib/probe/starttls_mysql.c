/* MySQL and MariaDB: the server speaks first, in packets of protocol 10. */
#include "probe/dialogue_form.h"

#include "base/octets.h"

#define PACKET_HEADER	4	/* length in three bytes, number */
#define PROTOCOL	10
#define PROTOCOL_ERROR	0xff
#define CLIENT_SSL	0x0800
/* Between the version and the flags: thread, scramble, a zero. */
#define BEFORE_FLAGS	(4 + 8 + 1)

/*
 * The flags LONG_PASSWORD, PROTOCOL_41, SSL and SECURE_CONNECTION; packets of
 * up to 16 MiB; the character set utf8.
 */
static const uint8_t ssl_packet[PACKET_HEADER + 32] = { 32, 0, 0, 1,
	0x01, 0x8a, 0, 0, 0, 0, 0, 1, 33 };

static enum heard
hear_greeting(struct dialogue *dialogue, struct span greeting)
{
	const uint8_t *end = memchr(greeting.p, '\0', greeting.n);
	size_t at = end ? (size_t)(end - greeting.p) + 1 + BEFORE_FLAGS : 0;

	if (end == NULL || greeting.n < at + 2)
		return dialogue_refusef(dialogue, "its greeting is damaged");
	if ((octets_le_at(greeting.p + at, 2) & CLIENT_SSL) == 0)
		return dialogue_refusef(dialogue, "TLS is not offered");
	buf_append(&dialogue->out, ssl_packet, sizeof(ssl_packet));
	return HEARD_DONE;
}

/* An error's number, then perhaps '#' and an SQLSTATE of five, then words. */
static enum heard
hear_error(struct dialogue *dialogue, struct span error)
{
	size_t at = error.n > 3 && error.p[3] == '#' ? 9 : 3;

	return dialogue_refuse(dialogue, error.n <= at ?
	    (struct span){ NULL, 0 } :
	    (struct span){ error.p + at, error.n - at });
}

static enum heard
hear(struct dialogue *dialogue, struct span unread)
{
	size_t n;

	if (unread.n < PACKET_HEADER)
		return HEARD_TOO_LITTLE;
	if (unread.p[3] != 0)
		return dialogue_stray(dialogue);
	if (unread.n <= PACKET_HEADER)
		return HEARD_TOO_LITTLE;
	if (unread.p[4] != PROTOCOL && unread.p[4] != PROTOCOL_ERROR)
		return dialogue_stray(dialogue);
	n = (size_t)octets_le_at(unread.p, 3);
	if (unread.n - PACKET_HEADER < n)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, PACKET_HEADER + n);
	unread = (struct span){ unread.p + PACKET_HEADER, n };
	if (n > 0 && unread.p[0] == PROTOCOL_ERROR)
		return hear_error(dialogue, unread);
	return hear_greeting(dialogue, unread);
}

const struct dialogue_form form_mysql = { .hear = hear };
