#include "probe/dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "unit/probe/transcripts.h"

static void
begin(struct dialogue *dialogue, enum starttls starttls)
{
	dialogue_begin(dialogue, starttls_form(starttls),
	    &transcript_peer);
}

/* Hears the bytes, size of them at once, until it ends. */
static enum dialogue_state
hear(struct dialogue *dialogue, struct span bytes, size_t size)
{
	enum dialogue_state state = DIALOGUE_GOES_ON;

	while (state == DIALOGUE_GOES_ON && bytes.n > 0) {
		size_t n = size < bytes.n ? size : bytes.n;

		state = dialogue_hear(dialogue, (struct span){ bytes.p, n });
		bytes = (struct span){ bytes.p + n, bytes.n - n };
	}
	return state;
}

static void
servers_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_good_transcripts; i++) {
		const struct good_transcript *c = &good_transcripts[i];

		for (size_t size = 1; size <= c->hears.n; size++) {
			struct dialogue dialogue;

			begin(&dialogue, c->starttls);
			if (hear(&dialogue, c->hears, size) != DIALOGUE_DONE ||
			    dialogue_rest(&dialogue).n != 0)
				fail_msg("%s, by %zu bytes: %s (%s)", c->name,
				    size, reason_name(dialogue.reason),
				    dialogue.detail);
			if (!span_equal(buf_span(&dialogue.out), c->says))
				fail_msg("%s: we said '%s'", c->name,
				    dialogue.out.p);
			dialogue_release(&dialogue);
		}
	}
}

static const struct cut_case {
	enum dialogue_cut cut;
	enum reason reason;
} cuts[] = {
	{ DIALOGUE_TIMEOUT, REASON_TIMEOUT_STARTTLS },
	{ DIALOGUE_EOF, REASON_STARTTLS_EOF },
	{ DIALOGUE_RESET, REASON_STARTTLS_RESET },
};

static void
nothing_short_of_the_end_will_do(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_good_transcripts; i++) {
		const struct good_transcript *c = &good_transcripts[i];

		for (size_t n = 0; n < c->hears.n; n++) {
			const struct cut_case *cut = &cuts[n % 3];
			struct dialogue dialogue;

			begin(&dialogue, c->starttls);
			if (hear(&dialogue, (struct span){ c->hears.p, n },
				n + 1) != DIALOGUE_GOES_ON)
				fail_msg("%s ended after %zu bytes", c->name,
				    n);
			dialogue_cut(&dialogue, cut->cut);
			assert_int_equal(dialogue.reason, cut->reason);
			dialogue_release(&dialogue);
		}
	}
}

static void
nothing_may_follow(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_good_transcripts; i++) {
		const struct good_transcript *c = &good_transcripts[i];
		struct buf bytes = BUF_INIT(SIZE_MAX / 2);
		struct dialogue dialogue;

		buf_append(&bytes, c->hears.p, c->hears.n);
		buf_text(&bytes, "a");
		begin(&dialogue, c->starttls);
		if (hear(&dialogue, buf_span(&bytes), bytes.n) !=
			DIALOGUE_FAILED ||
		    dialogue.reason != REASON_STARTTLS_INJECTION)
			fail_msg("%s: %s", c->name,
			    reason_name(dialogue.reason));
		dialogue_release(&dialogue);
		buf_release(&bytes);
	}
}

static const struct behind_case {
	const char *hears;
	enum reason reason;
	const char *detail;
} behind_cases[] = {
	{ "SSH-2.0-OpenSSH_9.2\r\n", REASON_NOT_TLS, "SSH" },
	{ "SSH-", REASON_NOT_TLS, "SSH" },
	{ "SSHx", REASON_STARTTLS_INJECTION, NULL },
	{ "SSH", REASON_STARTTLS_INJECTION, NULL },
	{ "SS", REASON_STARTTLS_INJECTION, NULL },
	{ "SE", REASON_STARTTLS_INJECTION, NULL },
	{ "S\x15\x03\x03", REASON_STARTTLS_INJECTION, NULL },
};

/* Two parts, of which the second comes before or after TLS has begun. */
static void
check_behind(const struct behind_case *c, size_t n, bool is_begun)
{
	struct span bytes = { (const uint8_t *)c->hears, strlen(c->hears) };
	struct span rest = { bytes.p + n, bytes.n - n };
	struct dialogue dialogue;
	enum dialogue_state state;
	const char *detail;
	enum reason reason;

	begin(&dialogue, STARTTLS_POSTGRES);
	buf_clear(&dialogue.out);
	state = dialogue_hear(&dialogue, (struct span){ bytes.p, n });
	if (state == DIALOGUE_DONE && is_begun) {
		reason = starttls_reason_behind(
		    starttls_form(STARTTLS_POSTGRES), rest, &detail);
	} else {
		if (state == DIALOGUE_DONE)
			state = dialogue_hear_late(&dialogue, rest);
		else if (state == DIALOGUE_GOES_ON && rest.n > 0)
			state = dialogue_hear(&dialogue, rest);
		if (state == DIALOGUE_GOES_ON)
			dialogue_cut(&dialogue, DIALOGUE_EOF);
		reason = dialogue.reason;
		detail = dialogue.detail;
	}
	if (reason != c->reason || (detail != NULL) != (c->detail != NULL) ||
	    (detail != NULL && strcmp(detail, c->detail) != 0))
		fail_msg("%s, cut after %zu: %s (%s)", c->hears, n,
		    reason_name(reason), detail ? detail : "");
	dialogue_release(&dialogue);
}

static void
what_follows_an_s_is_judged_however_it_is_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(behind_cases) / sizeof(*behind_cases);
	    i++) {
		const struct behind_case *c = &behind_cases[i];

		for (size_t n = 1; n <= strlen(c->hears); n++)
			check_behind(c, n, false);
		check_behind(c, 1, true);
	}
}

static void
servers_refuse(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_bad_transcripts; i++) {
		const struct bad_transcript *c = &bad_transcripts[i];

		for (size_t size = 1; size <= c->hears.n; size++) {
			struct dialogue dialogue;

			begin(&dialogue, c->starttls);
			if (hear(&dialogue, c->hears, size) !=
				DIALOGUE_FAILED ||
			    dialogue.reason != c->reason)
				fail_msg("%s, by %zu bytes: %s", c->name, size,
				    reason_name(dialogue.reason));
			if (c->detail == NULL)
				assert_null(dialogue.detail);
			else
				assert_string_equal(dialogue.detail,
				    c->detail);
			dialogue_release(&dialogue);
		}
	}
}

/* What cannot be of the protocol is told as such, however it is cut off. */
static void
strays_are_told_when_cut(void **state)
{
	static const struct stray_case {
		enum starttls starttls;
		const char *hears;
		enum reason reason;
		const char *detail;
	} cases[] = {
		{ STARTTLS_LDAP, "SSH-2", REASON_NOT_TLS, "SSH" },
		{ STARTTLS_MYSQL, "+OK ", REASON_NOT_TLS, "POP3" },
		{ STARTTLS_RDP, "\x16", REASON_STARTTLS_REFUSED,
		    "it speaks TLS from the first byte" },
		{ STARTTLS_POSTGRES, "?", REASON_NOT_TLS, "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dialogue dialogue;

		begin(&dialogue, cases[i].starttls);
		assert_int_equal(hear(&dialogue, (struct span){
			(const uint8_t *)cases[i].hears,
			strlen(cases[i].hears) }, 1), DIALOGUE_GOES_ON);
		dialogue_cut(&dialogue, DIALOGUE_EOF);
		assert_int_equal(dialogue.reason, cases[i].reason);
		assert_string_equal(dialogue.detail, cases[i].detail);
		dialogue_release(&dialogue);
	}
}

/* Hears n lines of which the last three lead to TLS. */
static enum reason
hear_lines(size_t n, size_t size)
{
	struct buf bytes = BUF_INIT(SIZE_MAX / 2);
	struct dialogue dialogue;

	for (size_t i = 3; i < n; i++)
		buf_text(&bytes, "220-a\n");
	buf_text(&bytes, "220 a\n250 STARTTLS\n220 b\n");
	begin(&dialogue, STARTTLS_SMTP);
	hear(&dialogue, buf_span(&bytes), size);
	dialogue_release(&dialogue);
	buf_release(&bytes);
	return dialogue.reason;
}

/* Hears n bytes of which the last lead to TLS. */
static enum reason
hear_bytes(size_t n, size_t size)
{
	static const char end[] = "\n250 STARTTLS\n220 b\n";
	struct buf bytes = BUF_INIT(SIZE_MAX / 2);
	struct dialogue dialogue;

	buf_text(&bytes, "220 ");
	while (bytes.n + strlen(end) < n)
		buf_text(&bytes, "a");
	buf_text(&bytes, end);
	begin(&dialogue, STARTTLS_SMTP);
	hear(&dialogue, buf_span(&bytes), size);
	dialogue_release(&dialogue);
	buf_release(&bytes);
	return dialogue.reason;
}

static void
floods_are_cut_off(void **state)
{
	static const size_t sizes[] = { 1, 4096, SIZE_MAX };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		size_t size = sizes[i];

		assert_int_equal(hear_lines(LIMIT_DIALOGUE_LINES - 1, size),
		    REASON_NONE);
		assert_int_equal(hear_lines(LIMIT_DIALOGUE_LINES, size),
		    REASON_NONE);
		assert_int_equal(hear_lines(LIMIT_DIALOGUE_LINES + 1, size),
		    REASON_STARTTLS_FLOOD);
		assert_int_equal(hear_bytes(LIMIT_DIALOGUE_BYTES - 1, size),
		    REASON_NONE);
		assert_int_equal(hear_bytes(LIMIT_DIALOGUE_BYTES, size),
		    REASON_NONE);
		assert_int_equal(hear_bytes(LIMIT_DIALOGUE_BYTES + 1, size),
		    REASON_STARTTLS_FLOOD);
	}
}

static void
we_go_by_our_address(void **state)
{
	struct dialogue_peer self = { 0 };

	(void)state;
	dialogue_call_self(&self, "192.0.2.9");
	assert_string_equal(self.self, "[192.0.2.9]");
	dialogue_call_self(&self, "2001:db8:1111:2222:3333:4444:5555:6666");
	assert_string_equal(self.self,
	    "[IPv6:2001:db8:1111:2222:3333:4444:5555:6666]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_agree),
		cmocka_unit_test(nothing_short_of_the_end_will_do),
		cmocka_unit_test(nothing_may_follow),
		cmocka_unit_test(
		    what_follows_an_s_is_judged_however_it_is_cut),
		cmocka_unit_test(servers_refuse),
		cmocka_unit_test(strays_are_told_when_cut),
		cmocka_unit_test(floods_are_cut_off),
		cmocka_unit_test(we_go_by_our_address),
	};

	return cmocka_run_group_tests_name("dialogue", tests, NULL, NULL);
}
