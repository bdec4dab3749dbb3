/*
 * The dialogues in lines, as tables. What a line is held against is a list of
 * patterns, as in "220|250-*": upper case is lower case, '#' is a digit, and
 * a '*' at the end is anything; without it a blank or the line's end follows.
 */
#include "probe/dialogue_form.h"

#include <ctype.h>

#define STEPS(steps)	(steps), (int)(sizeof(steps) / sizeof((steps)[0]))
#define NO_CODES	"1##*|3##*|4##*|5##*"

/* RFC 3207 section 4. */
static const struct line_step smtp_steps[] = {
	{ NULL, "220", "220-*", NULL },
	{ "EHLO %", "250", "250-*", "250-STARTTLS|250 STARTTLS" },
	{ "STARTTLS", "220", "220-*", NULL },
};
static const struct line_script smtp = { STEPS(smtp_steps), NO_CODES, false };

/* RFC 2033 section 4.1. */
static const struct line_step lmtp_steps[] = {
	{ NULL, "220", "220-*", NULL },
	{ "LHLO %", "250", "250-*", "250-STARTTLS|250 STARTTLS" },
	{ "STARTTLS", "220", "220-*", NULL },
};
static const struct line_script lmtp = { STEPS(lmtp_steps), NO_CODES, false };

/*
 * RFC 9051 section 6.2.1. A server is not asked what it can do where its
 * answer to STARTTLS says as much: nor in POP3, FTP, NNTP and IRC.
 */
static const struct line_step imap_steps[] = {
	{ NULL, "* OK", NULL, NULL },
	{ "k STARTTLS", "k OK", "* *", NULL },
};
static const struct line_script imap = { STEPS(imap_steps),
	"* BYE|* PREAUTH|* BAD|k NO|k BAD", false };

/* RFC 2595 section 4. */
static const struct line_step pop3_steps[] = {
	{ NULL, "+OK", NULL, NULL },
	{ "STLS", "+OK", NULL, NULL },
};
static const struct line_script pop3 = { STEPS(pop3_steps), "-ERR", false };

/* RFC 4217 section 4; RFC 959 section 4.2 for the blocks. */
static const struct line_step ftp_steps[] = {
	{ NULL, "220", "220-*", NULL },
	{ "AUTH TLS", "234", "234-*", NULL },
};
static const struct line_script ftp = { STEPS(ftp_steps), NO_CODES, true };

/* RFC 4642 section 2.2. */
static const struct line_step nntp_steps[] = {
	{ NULL, "200|201", NULL, NULL },
	{ "STARTTLS", "382", NULL, NULL },
};
static const struct line_script nntp = { STEPS(nntp_steps), NO_CODES, false };

/* RFC 5804 sections 1.7 and 2.2. */
static const struct line_step sieve_steps[] = {
	{ NULL, "OK", "\"*", "\"STARTTLS\"" },
	{ "STARTTLS", "OK", "\"*", NULL },
};
static const struct line_script sieve = { STEPS(sieve_steps), "NO|BYE",
	false };

/* The IRCv3 extension "tls"; what names the sender is passed over. */
static const struct line_step irc_steps[] = {
	{ "STARTTLS", "670", "###*|NOTICE*|PING*|CAP*", NULL },
};
static const struct line_script irc = { STEPS(irc_steps), "691|4##|ERROR*",
	false };

#define FORM(s) { .begin = lines_begin, .hear = lines_hear, .script = &(s) }

const struct dialogue_form form_smtp = FORM(smtp);
const struct dialogue_form form_lmtp = FORM(lmtp);
const struct dialogue_form form_imap = FORM(imap);
const struct dialogue_form form_pop3 = FORM(pop3);
const struct dialogue_form form_ftp = FORM(ftp);
const struct dialogue_form form_nntp = FORM(nntp);
const struct dialogue_form form_sieve = FORM(sieve);
const struct dialogue_form form_irc = FORM(irc);

static bool
fits(char pattern, uint8_t byte)
{
	return pattern == '#' ? isdigit(byte) != 0 :
	    tolower((unsigned char)pattern) == tolower(byte);
}

/* Against one pattern of n characters. */
static bool
line_fits(struct span line, const char *pattern, size_t n)
{
	bool is_open = n > 0 && pattern[n - 1] == '*';

	n -= is_open;
	if (line.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!fits(pattern[i], line.p[i]))
			return false;
	}
	return is_open || line.n == n || line.p[n] == ' ';
}

static bool
line_fits_any(struct span line, const char *patterns)
{
	while (patterns != NULL) {
		const char *end = strchrnul(patterns, '|');

		if (line_fits(line, patterns, (size_t)(end - patterns)))
			return true;
		patterns = *end == '|' ? end + 1 : NULL;
	}
	return false;
}

static void
say_step(struct dialogue *dialogue)
{
	const char *say = dialogue->form->script->steps[dialogue->step].say;

	if (say == NULL)
		return;
	for (; *say != '\0'; say++) {
		if (*say == '%')
			buf_text(&dialogue->out, dialogue->peer->self);
		else
			buf_append(&dialogue->out, say, 1);
	}
	buf_text(&dialogue->out, "\r\n");
}

void
lines_begin(struct dialogue *dialogue)
{
	say_step(dialogue);
}

static enum heard
go_on(struct dialogue *dialogue, const struct line_step *step)
{
	if (step->offer != NULL && !dialogue->has_offered)
		return dialogue_refusef(dialogue, "STARTTLS is not offered");
	if (++dialogue->step == dialogue->form->script->n_steps)
		return HEARD_DONE;
	dialogue->in_block = false;
	say_step(dialogue);
	return HEARD_ON;
}

static enum heard
hear_line(struct dialogue *dialogue, struct span line)
{
	const struct line_script *script = dialogue->form->script;
	const struct line_step *step = &script->steps[dialogue->step];

	if (line_fits_any(line, step->offer))
		dialogue->has_offered = true;
	if (line_fits_any(line, step->go))
		return go_on(dialogue, step);
	if (dialogue->in_block)
		return HEARD_ON;
	if (line_fits_any(line, script->no))
		return dialogue_refuse(dialogue, line);
	if (line_fits_any(line, step->pass)) {
		dialogue->in_block = script->has_blocks;
		return HEARD_ON;
	}
	if (dialogue->n_lines == 1)
		return dialogue_stray(dialogue);
	return dialogue_refuse(dialogue, line);
}

/* Without ":SENDER ", which begins lines of IRC and of nothing else. */
static struct span
without_sender(struct span line)
{
	const uint8_t *end;

	if (line.n == 0 || line.p[0] != ':')
		return line;
	end = memchr(line.p, ' ', line.n);
	if (end == NULL)
		return line;
	end++;
	return (struct span){ end, line.n - (size_t)(end - line.p) };
}

enum heard
lines_hear(struct dialogue *dialogue, struct span unread)
{
	struct span line;
	enum heard heard;

	/* What begins so is no line: TLS, for one, need not hold an end. */
	if (dialogue->taken == 0 && iscntrl(unread.p[0]) &&
	    !isspace(unread.p[0]))
		return dialogue_stray(dialogue);
	heard = dialogue_take_line(dialogue, unread, &line);
	return heard == HEARD_ON ? hear_line(dialogue, without_sender(line)) :
	    heard;
}
