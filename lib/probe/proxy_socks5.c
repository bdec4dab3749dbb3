/* RFC 1928, and RFC 1929 for a user and a password. */
#include "probe/dialogue_form.h"

#include <arpa/inet.h>

#define VERSION		5
#define METHOD_NONE	0
#define METHOD_PASSWORD	2
#define PASSWORD_1	1	/* the version of RFC 1929 */
#define CONNECT		1
#define ADDRESS_IPV4	1
#define ADDRESS_NAME	3
#define ADDRESS_IPV6	4

enum step {
	STEP_METHOD,
	STEP_PASSWORD,
	STEP_REPLY,
};

/* What a reply means; where it is of the target, the target's own reason. */
static const struct reply {
	enum reason reason;
	const char *words;
} replies[] = {
	{ REASON_NONE, NULL },
	{ REASON_PROXY_REFUSED, "general failure" },
	{ REASON_PROXY_REFUSED, "not allowed by its rules" },
	{ REASON_TCP_UNREACHABLE, "network unreachable" },
	{ REASON_TCP_UNREACHABLE, "host unreachable" },
	{ REASON_TCP_REFUSED, NULL },
	{ REASON_TIMEOUT_TCP, NULL },
	{ REASON_PROXY_REFUSED, "it knows no CONNECT" },
	{ REASON_PROXY_REFUSED, "it knows no such address" },
};

static void
say_byte(struct dialogue *dialogue, unsigned byte)
{
	const uint8_t value = (uint8_t)byte;

	buf_append(&dialogue->out, &value, 1);
}

/* Lengths fit a byte: a host has ADDRESS_HOST_BYTES at the most. */
static void
say_counted(struct dialogue *dialogue, const char *text)
{
	say_byte(dialogue, (unsigned)strlen(text));
	buf_text(&dialogue->out, text);
}

static void
begin(struct dialogue *dialogue)
{
	bool has_user = dialogue->peer->proxy->user != NULL;

	say_byte(dialogue, VERSION);
	say_byte(dialogue, has_user ? 2 : 1);
	say_byte(dialogue, METHOD_NONE);
	if (has_user)
		say_byte(dialogue, METHOD_PASSWORD);
}

static void
say_target(struct dialogue *dialogue)
{
	const struct dialogue_peer *peer = dialogue->peer;
	struct in6_addr bytes;

	if (inet_pton(AF_INET, peer->host, &bytes) == 1) {
		say_byte(dialogue, ADDRESS_IPV4);
		buf_append(&dialogue->out, &bytes, sizeof(struct in_addr));
	} else if (inet_pton(AF_INET6, peer->host, &bytes) == 1) {
		say_byte(dialogue, ADDRESS_IPV6);
		buf_append(&dialogue->out, &bytes, sizeof(bytes));
	} else {
		say_byte(dialogue, ADDRESS_NAME);
		say_counted(dialogue, peer->host);
	}
}

static enum heard
request(struct dialogue *dialogue)
{
	say_byte(dialogue, VERSION);
	say_byte(dialogue, CONNECT);
	say_byte(dialogue, 0);
	say_target(dialogue);
	say_byte(dialogue, dialogue->peer->port >> 8);
	say_byte(dialogue, dialogue->peer->port & 0xff);
	dialogue->step = STEP_REPLY;
	return HEARD_ON;
}

static enum heard
hear_method(struct dialogue *dialogue, unsigned method)
{
	const struct proxy *proxy = dialogue->peer->proxy;

	if (method == METHOD_NONE)
		return request(dialogue);
	if (method != METHOD_PASSWORD || proxy->user == NULL)
		return dialogue_refusef(dialogue, proxy->user == NULL ?
		    "it wants a password" : "it wants another way to log in");
	say_byte(dialogue, PASSWORD_1);
	say_counted(dialogue, proxy->user);
	say_counted(dialogue, proxy->password);
	dialogue->step = STEP_PASSWORD;
	return HEARD_ON;
}

/* Four bytes, then the address that the proxy connects from, and its port. */
static enum heard
hear_reply(struct dialogue *dialogue, struct span unread)
{
	const struct reply *reply;
	size_t n = 0;

	if (unread.n < 2)
		return HEARD_TOO_LITTLE;
	if (unread.p[1] != 0) {
		if (unread.p[1] >= sizeof(replies) / sizeof(replies[0]))
			return dialogue_refusef(dialogue, "reply %u",
			    unread.p[1]);
		reply = &replies[unread.p[1]];
		return dialogue_fail(dialogue, reply->reason, reply->words);
	}
	if (unread.n < 5)
		return HEARD_TOO_LITTLE;
	if (unread.p[3] == ADDRESS_IPV4)
		n = 4 + 4 + 2;
	else if (unread.p[3] == ADDRESS_IPV6)
		n = 4 + 16 + 2;
	else if (unread.p[3] == ADDRESS_NAME)
		n = 4 + 1 + unread.p[4] + 2u;
	if (n == 0)
		return dialogue_fail(dialogue, REASON_PROXY_PROTOCOL,
		    "its reply is damaged");
	if (unread.n < n)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, n);
	return HEARD_DONE;
}

static enum heard
hear(struct dialogue *dialogue, struct span unread)
{
	unsigned version = dialogue->step == STEP_PASSWORD ? PASSWORD_1 :
	    VERSION;

	if (unread.p[0] != version && dialogue->step == STEP_METHOD)
		return dialogue_stray(dialogue);
	if (unread.p[0] != version)
		return dialogue_fail(dialogue, REASON_PROXY_PROTOCOL,
		    "its reply is damaged");
	if (dialogue->step == STEP_REPLY)
		return hear_reply(dialogue, unread);
	if (unread.n < 2)
		return HEARD_TOO_LITTLE;
	dialogue_take(dialogue, 2);
	if (dialogue->step == STEP_METHOD)
		return hear_method(dialogue, unread.p[1]);
	if (unread.p[1] != 0)
		return dialogue_refusef(dialogue, "it knows no such user and "
		    "password");
	return request(dialogue);
}

const struct dialogue_form form_proxy_socks5 = { .begin = begin, .hear = hear,
	.is_proxy = true };
