/* RFC 9110 section 9.3.6: CONNECT, and any 2xx is a tunnel from its end on. */
#include "probe/dialogue_form.h"

#include <ctype.h>

#include "base/base64.h"
#include "base/limits.h"

/* "user:password" (RFC 7617) */
#define CREDENTIALS_BYTES	(2 * LIMIT_PROXY_WORD_BYTES + 1)

#define STATUS_AT	9	/* behind "HTTP/1.1 " */

enum step {
	STEP_STATUS,
	STEP_FIELDS,
};

static void
say_credentials(struct dialogue *dialogue, const struct proxy *proxy)
{
	struct buf text = BUF_INIT(CREDENTIALS_BYTES);

	buf_printf(&text, "%s:%s", proxy->user, proxy->password);
	buf_text(&dialogue->out, "Proxy-Authorization: Basic ");
	base64_encode(&dialogue->out, buf_span(&text));
	buf_text(&dialogue->out, "\r\n");
	buf_release(&text);
}

static void
begin(struct dialogue *dialogue)
{
	const struct dialogue_peer *peer = dialogue->peer;
	bool is_ipv6 = strchr(peer->host, ':') != NULL;
	const char *left = is_ipv6 ? "[" : "", *right = is_ipv6 ? "]" : "";

	buf_printf(&dialogue->out, "CONNECT %s%s%s:%u HTTP/1.1\r\n"
	    "Host: %s%s%s:%u\r\n", left, peer->host, right, peer->port,
	    left, peer->host, right, peer->port);
	if (peer->proxy->user != NULL)
		say_credentials(dialogue, peer->proxy);
	buf_text(&dialogue->out, "\r\n");
}

static enum heard
hear_status(struct dialogue *dialogue, struct span line)
{
	const uint8_t *p = line.p;

	if (line.n < STATUS_AT + 3 || memcmp(p, "HTTP/1.", 7) != 0 ||
	    p[STATUS_AT - 1] != ' ' || !isdigit(p[STATUS_AT]))
		return dialogue_stray(dialogue);
	if (p[STATUS_AT] != '2')
		return dialogue_refuse(dialogue, (struct span){
			p + STATUS_AT, line.n - STATUS_AT });
	dialogue->step = STEP_FIELDS;
	return HEARD_ON;
}

static enum heard
hear(struct dialogue *dialogue, struct span unread)
{
	struct span line;
	enum heard heard;

	if (dialogue->step == STEP_STATUS && unread.p[0] != 'H')
		return dialogue_stray(dialogue);
	heard = dialogue_take_line(dialogue, unread, &line);
	if (heard != HEARD_ON)
		return heard;
	if (dialogue->step == STEP_STATUS)
		return hear_status(dialogue, line);
	return line.n == 0 ? HEARD_DONE : HEARD_ON;
}

const struct dialogue_form form_proxy_http = { .begin = begin, .hear = hear,
	.is_proxy = true };
