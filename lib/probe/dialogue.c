#include "probe/dialogue_form.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "probe/banner.h"

const struct dialogue_form *
starttls_form(enum starttls starttls)
{
	static const struct dialogue_form *const forms[] = {
		[STARTTLS_NONE] = NULL,
		[STARTTLS_SMTP] = &form_smtp,
		[STARTTLS_LMTP] = &form_lmtp,
		[STARTTLS_IMAP] = &form_imap,
		[STARTTLS_POP3] = &form_pop3,
		[STARTTLS_FTP] = &form_ftp,
		[STARTTLS_NNTP] = &form_nntp,
		[STARTTLS_SIEVE] = &form_sieve,
		[STARTTLS_IRC] = &form_irc,
		[STARTTLS_XMPP] = &form_xmpp,
		[STARTTLS_XMPP_SERVER] = &form_xmpp_server,
		[STARTTLS_LDAP] = &form_ldap,
		[STARTTLS_POSTGRES] = &form_postgres,
		[STARTTLS_MYSQL] = &form_mysql,
		[STARTTLS_RDP] = &form_rdp,
	};

	return forms[starttls];
}

const struct dialogue_form *
proxy_form(enum proxy_kind kind)
{
	switch (kind) {
	case PROXY_HTTP:
		return &form_proxy_http;
	case PROXY_SOCKS5:
		return &form_proxy_socks5;
	}
	return NULL;
}

void
dialogue_call_self(struct dialogue_peer *peer, const char *address)
{
	snprintf(peer->self, sizeof(peer->self), "[%s%s]",
	    strchr(address, ':') != NULL ? "IPv6:" : "", address);
}

void
dialogue_begin(struct dialogue *dialogue, const struct dialogue_form *form,
    const struct dialogue_peer *peer)
{
	*dialogue = (struct dialogue){
		.form = form,
		.peer = peer,
		.in = BUF_INIT(LIMIT_DIALOGUE_BYTES),
		.out = BUF_INIT(LIMIT_DIALOGUE_BYTES),
	};
	if (form->begin != NULL)
		form->begin(dialogue);
}

void
dialogue_release(struct dialogue *dialogue)
{
	buf_release(&dialogue->in);
	buf_release(&dialogue->out);
	free(dialogue->detail);
	dialogue->detail = NULL;
}

void
dialogue_take(struct dialogue *dialogue, size_t n)
{
	dialogue->taken += n;
}

enum heard
dialogue_fail(struct dialogue *dialogue, enum reason reason,
    const char *detail)
{
	dialogue->reason = reason;
	dialogue->detail = mem_strdup(detail);
	return HEARD_FAILED;
}

static enum reason
reason_of_refusal(const struct dialogue *dialogue)
{
	return dialogue->form->is_proxy ? REASON_PROXY_REFUSED :
	    REASON_STARTTLS_REFUSED;
}

enum heard
dialogue_refuse(struct dialogue *dialogue, struct span words)
{
	const char *text = (const char *)words.p;
	size_t n = words.n == 0 ? 0 : strnlen(text,
	    words.n < LIMIT_WORDS_BYTES ? words.n : LIMIT_WORDS_BYTES);

	dialogue->reason = reason_of_refusal(dialogue);
	dialogue->detail = n == 0 ? NULL : mem_printf("%.*s", (int)n, text);
	return HEARD_FAILED;
}

enum heard
dialogue_refusef(struct dialogue *dialogue, const char *fmt, ...)
{
	va_list ap;

	dialogue->reason = reason_of_refusal(dialogue);
	va_start(ap, fmt);
	dialogue->detail = mem_vprintf(fmt, ap);
	va_end(ap);
	return HEARD_FAILED;
}

/* Says what the stray words are, however few there are. */
static enum heard
fail_stray(struct dialogue *dialogue)
{
	struct span first = buf_span(&dialogue->in);
	bool is_tls = banner_is_tls(first);

	if (first.n > BANNER_BYTES)
		first.n = BANNER_BYTES;
	if (dialogue->form->is_proxy)
		return dialogue_fail(dialogue, REASON_PROXY_PROTOCOL,
		    is_tls ? "TLS" : banner_protocol(first));
	if (is_tls)
		return dialogue_fail(dialogue, REASON_STARTTLS_REFUSED,
		    "it speaks TLS from the first byte");
	return dialogue_fail(dialogue, REASON_NOT_TLS,
	    banner_protocol(first));
}

enum heard
dialogue_stray(struct dialogue *dialogue)
{
	struct span first = buf_span(&dialogue->in);

	dialogue->is_stray = true;
	if (memchr(first.p, '\n', first.n) == NULL &&
	    first.n < (banner_is_tls(first) ? 2 : BANNER_BYTES))
		return HEARD_TOO_LITTLE;
	return fail_stray(dialogue);
}

static enum heard
fail_flood(struct dialogue *dialogue)
{
	return dialogue_fail(dialogue, dialogue->form->is_proxy ?
	    REASON_PROXY_PROTOCOL : REASON_STARTTLS_FLOOD,
	    dialogue->form->is_proxy ? "it says more than we hear" : NULL);
}

enum heard
dialogue_take_line(struct dialogue *dialogue, struct span unread,
    struct span *line)
{
	const uint8_t *end = memchr(unread.p, '\n', unread.n);

	if (end == NULL)
		return HEARD_TOO_LITTLE;
	if (++dialogue->n_lines > LIMIT_DIALOGUE_LINES)
		return fail_flood(dialogue);
	*line = (struct span){ unread.p, (size_t)(end - unread.p) };
	dialogue_take(dialogue, line->n + 1);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return HEARD_ON;
}

struct span
dialogue_rest(const struct dialogue *dialogue)
{
	struct span in = buf_span(&dialogue->in);

	return (struct span){ in.p + dialogue->taken,
		in.n - dialogue->taken };
}

static enum heard
hear_all(struct dialogue *dialogue)
{
	enum heard heard = HEARD_ON;

	while (heard == HEARD_ON) {
		struct span unread = dialogue_rest(dialogue);

		if (dialogue->is_stray)
			heard = dialogue_stray(dialogue);
		else if (unread.n == 0)
			heard = HEARD_TOO_LITTLE;
		else
			heard = dialogue->form->hear(dialogue, unread);
	}
	return heard;
}

enum reason
starttls_reason_behind(const struct dialogue_form *form, struct span came,
    const char **protocol)
{
	uint8_t said[BANNER_BYTES] = { (uint8_t)form->may_be_other };
	size_t n = came.n < BANNER_BYTES - 1 ? came.n : BANNER_BYTES - 1;

	*protocol = NULL;
	if (form->may_be_other == 0 || n == 0)
		return REASON_STARTTLS_INJECTION;
	memcpy(said + 1, came.p, n);
	*protocol = banner_protocol((struct span){ said, 1 + n });
	if (strcmp(*protocol, BANNER_UNKNOWN) != 0)
		return REASON_NOT_TLS;
	*protocol = NULL;
	return REASON_STARTTLS_INJECTION;
}

static enum heard
fail_behind(struct dialogue *dialogue)
{
	const char *protocol;
	enum reason reason = starttls_reason_behind(dialogue->form,
	    dialogue_rest(dialogue), &protocol);

	return dialogue_fail(dialogue, reason, protocol);
}

enum dialogue_state
dialogue_hear(struct dialogue *dialogue, struct span came)
{
	size_t room = LIMIT_DIALOGUE_BYTES - dialogue->in.n;
	size_t n = came.n < room ? came.n : room;
	enum heard heard;

	buf_append(&dialogue->in, came.p, n);
	heard = hear_all(dialogue);
	if (n < came.n && (heard == HEARD_TOO_LITTLE ||
		(heard == HEARD_DONE && dialogue->form->is_proxy)))
		heard = fail_flood(dialogue);
	if (heard == HEARD_DONE && !dialogue->form->is_proxy &&
	    (n < came.n || dialogue_rest(dialogue).n > 0))
		heard = fail_behind(dialogue);
	if (heard == HEARD_FAILED)
		return DIALOGUE_FAILED;
	return heard == HEARD_DONE ? DIALOGUE_DONE : DIALOGUE_GOES_ON;
}

bool
dialogue_is_with_proxy(const struct dialogue *dialogue)
{
	return dialogue->form->is_proxy;
}

enum dialogue_state
dialogue_hear_late(struct dialogue *dialogue, struct span came)
{
	if (dialogue->form->may_be_other != 0) {
		dialogue->taken = 0;
		return dialogue_hear(dialogue, came);
	}
	dialogue_fail(dialogue, REASON_STARTTLS_INJECTION, NULL);
	return DIALOGUE_FAILED;
}

void
dialogue_cut(struct dialogue *dialogue, enum dialogue_cut cut)
{
	bool is_proxy = dialogue->form->is_proxy;

	if (dialogue->has_more) {
		dialogue_fail(dialogue, REASON_STARTTLS_INJECTION, NULL);
		return;
	}
	if (dialogue->is_stray) {
		fail_stray(dialogue);
		return;
	}
	switch (cut) {
	case DIALOGUE_TIMEOUT:
		dialogue_fail(dialogue, is_proxy ? REASON_TIMEOUT_PROXY :
		    REASON_TIMEOUT_STARTTLS, NULL);
		return;
	case DIALOGUE_EOF:
		dialogue_fail(dialogue, is_proxy ? REASON_PROXY_PROTOCOL :
		    REASON_STARTTLS_EOF, is_proxy ? "it hung up" : NULL);
		return;
	case DIALOGUE_RESET:
		dialogue_fail(dialogue, is_proxy ? REASON_PROXY_PROTOCOL :
		    REASON_STARTTLS_RESET, is_proxy ? "it hung up" : NULL);
		return;
	}
}
