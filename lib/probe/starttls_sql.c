/* The two databases that have a packet of their own to ask for TLS. */
#include "probe/dialogue_form.h"

/* --- PostgreSQL, "SSL Session Encryption" of its protocol's description */

/* Its length, and the number of an SSLRequest. */
static const uint8_t ssl_request[8] = { 0, 0, 0, 8, 4, 210, 22, 47 };

static void
postgres_begin(struct dialogue *dialogue)
{
	dialogue_say(dialogue, ssl_request, sizeof(ssl_request));
}

/* The field 'M' of an ErrorResponse: type bytes, each before a C string. */
static struct span
postgres_message(struct span fields)
{
	while (fields.n > 1) {
		const uint8_t *end = memchr(fields.p, '\0', fields.n);
		size_t n = end ? (size_t)(end - fields.p) : fields.n;

		if (fields.p[0] == 'M')
			return (struct span){ fields.p + 1, n - 1 };
		n += end != NULL;
		fields = (struct span){ fields.p + n, fields.n - n };
	}
	return (struct span){ NULL, 0 };
}

/* Of a server from before protocol 3: a C string or a line. */
static enum heard
postgres_hear_old_error(struct dialogue *dialogue, struct span text)
{
	const uint8_t *end = memchr(text.p, '\n', text.n);

	if (end == NULL)
		end = memchr(text.p, '\0', text.n);
	if (end == NULL)
		return HEARD_TOO_LITTLE;
	return dialogue_refuse(dialogue, (struct span){ text.p,
		(size_t)(end - text.p) });
}

/*
 * An 'E', and then a length of four bytes, of which the first is 0 as none of
 * a text is.
 */
static enum heard
postgres_hear_error(struct dialogue *dialogue, struct span unread)
{
	size_t n;

	if (unread.n > 1 && unread.p[1] != 0)
		return postgres_hear_old_error(dialogue, (struct span){
			unread.p + 1, unread.n - 1 });
	if (unread.n < 5)
		return HEARD_TOO_LITTLE;
	n = (size_t)unread.p[2] << 16 | (size_t)unread.p[3] << 8 |
	    unread.p[4];
	if (n < 4)
		return dialogue_refusef(dialogue, "its error is damaged");
	if (unread.n - 1 < n)
		return HEARD_TOO_LITTLE;
	return dialogue_refuse(dialogue, postgres_message((struct span){
		unread.p + 5, n - 4 }));
}

/*
 * An 'S' begins also what the servers of SSH say: of two or three bytes of it
 * the next ones tell. Anything else behind it is an injection (CVE-2021-23222).
 */
static enum heard
postgres_hear_yes(struct dialogue *dialogue, struct span unread)
{
	dialogue->has_more = unread.n > 1;
	if (unread.n > 1 && unread.n < 4 &&
	    memcmp(unread.p, "SSH-", unread.n) == 0)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, 1);
	return HEARD_DONE;
}

static enum heard
postgres_hear(struct dialogue *dialogue, struct span unread)
{
	switch (unread.p[0]) {
	case 'S':
		return postgres_hear_yes(dialogue, unread);
	case 'N':
		return dialogue_refusef(dialogue, "TLS is not offered");
	case 'E':
		return postgres_hear_error(dialogue, unread);
	}
	return dialogue_stray(dialogue);
}

const struct dialogue_form form_postgres = { .begin = postgres_begin,
	.hear = postgres_hear, .may_be_other = 'S' };

/* --- MySQL and MariaDB: the server speaks first, in packets of protocol 10 */

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
mysql_hear_greeting(struct dialogue *dialogue, struct span greeting)
{
	const uint8_t *end = memchr(greeting.p, '\0', greeting.n);
	size_t at = end ? (size_t)(end - greeting.p) + 1 + BEFORE_FLAGS : 0;

	if (end == NULL || greeting.n < at + 2)
		return dialogue_refusef(dialogue, "its greeting is damaged");
	if (((greeting.p[at] | greeting.p[at + 1] << 8) & CLIENT_SSL) == 0)
		return dialogue_refusef(dialogue, "TLS is not offered");
	dialogue_say(dialogue, ssl_packet, sizeof(ssl_packet));
	return HEARD_DONE;
}

/* An error's number, then perhaps '#' and an SQLSTATE of five, then words. */
static enum heard
mysql_hear_error(struct dialogue *dialogue, struct span error)
{
	size_t at = error.n > 3 && error.p[3] == '#' ? 9 : 3;

	return dialogue_refuse(dialogue, error.n <= at ?
	    (struct span){ NULL, 0 } :
	    (struct span){ error.p + at, error.n - at });
}

static enum heard
mysql_hear(struct dialogue *dialogue, struct span unread)
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
	n = unread.p[0] | (size_t)unread.p[1] << 8 |
	    (size_t)unread.p[2] << 16;
	if (unread.n - PACKET_HEADER < n)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, PACKET_HEADER + n);
	unread = (struct span){ unread.p + PACKET_HEADER, n };
	if (n > 0 && unread.p[0] == PROTOCOL_ERROR)
		return mysql_hear_error(dialogue, unread);
	return mysql_hear_greeting(dialogue, unread);
}

const struct dialogue_form form_mysql = { .hear = mysql_hear };
