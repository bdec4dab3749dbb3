#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <openssl/evp.h>

#include "forge/forge.h"
#include "patch/edit.h"
#include "pki/pem.h"

static struct certpool *pool;
static struct chain added, present;

static const struct cert *
take(struct forge *forge, const char *line, const char *name)
{
	struct err err = ERR_NONE;
	const struct cert *cert = NULL;
	char message[256];
	struct span der;

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s", message);
	der.p = forge_der(forge, name, &der.n);
	if (certpool_add_der(pool, &cert, der, &err) == -1)
		fail_msg("%s", err.msg);
	return cert;
}

static int
set_up(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	pool = certpool_new();
	chain_append(&present, take(forge, "one ca=yes", "one"));
	chain_append(&present, take(forge, "two ca=yes", "two"));
	chain_append(&added, take(forge, "three ca=yes", "three"));
	chain_append(&added, take(forge,
	    "four ca=yes "
	    "subject=\"/CN=Fo\xc3\xbcr -----BEGIN CERTIFICATE-----\"",
	    "four"));
	forge_free(forge);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	chain_release(&present);
	chain_release(&added);
	certpool_free(pool);
	return 0;
}

/*
 * Text from a pattern: 1 to 4 is that certificate's block with its last line
 * end, in this width and line end; N is a line end; @ is the comment for 4;
 * the rest stands as it is.
 */
static void
write_pattern(struct buf *out, const char *pattern, size_t width,
    const char *newline)
{
	for (; *pattern != '\0'; pattern++) {
		const struct cert *cert;
		char base64[4096];
		size_t n;

		if (*pattern == 'N') {
			buf_text(out, newline);
			continue;
		} else if (*pattern == '@') {
			buf_text(out,
			    "Fo\\xC3\\xBCr -BEGIN CERTIFICATE-");
			continue;
		} else if (*pattern < '1' || *pattern > '4') {
			buf_append(out, pattern, 1);
			continue;
		}
		cert = *pattern < '3' ? present.certs[*pattern - '1'] :
		    added.certs[*pattern - '3'];
		n = (size_t)EVP_EncodeBlock((uint8_t *)base64, cert->der.p,
		    (int)cert->der.n);
		buf_printf(out, "-----BEGIN CERTIFICATE-----%s", newline);
		for (size_t at = 0; at < n; at += width)
			buf_printf(out, "%.*s%s", (int)width, base64 + at,
			    newline);
		buf_printf(out, "-----END CERTIFICATE-----%s", newline);
	}
}

static const struct edit_case {
	const char *name;
	size_t width;
	const char *newline;
	const char *base;
	size_t cut;		/* bytes that the base lacks at its end */
	const char *inserted;	/* by pattern */
} cases[] = {
	{ "bare blocks", 64, "\n", "12", 0, "34" },
	{ "one block", 64, "\n", "1", 0, "34" },
	{ "CR LF", 64, "\r\n", "12", 0, "34" },
	{ "width 76", 76, "\n", "12", 0, "34" },
	{ "width 76 with CR LF", 76, "\r\n", "12", 0, "34" },
	{ "no final newline", 64, "\n", "12", 1, "N34" },
	{ "no final CR LF", 64, "\r\n", "12", 2, "N34" },
	{ "a comment before each", 64, "\n", "# OneN1# TwoN2", 0,
	    "# threeN3# @N4" },
	{ "comments with CR LF", 64, "\r\n", "# OneN1# TwoN2", 0,
	    "# threeN3# @N4" },
	{ "comments of several lines, spaced", 64, "\n",
	    "N# Issuer: OneN# Label: OneN1N# Issuer: TwoN# Label: TwoN2", 0,
	    "N# threeN3N# @N4" },
	{ "names underlined", 64, "\n", "OneN===N1NTwoN===N2", 0,
	    "NthreeN3N@N4" },
	{ "an empty line after each", 64, "\n", "# OneN1N# TwoN2N", 0,
	    "# threeN3N# @N4" },
	{ "a head comment, then bare blocks", 64, "\n", "# BundleN12", 0,
	    "34" },
	{ "a comment after the last block", 64, "\n", "12# end", 0, "N34" },
	{ "spaced without comments", 64, "\n", "1N2", 0, "N3N4" },
};

static void
test_append(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct edit_case *c = &cases[i];
		struct buf base = BUF_INIT(65536), want = BUF_INIT(65536);
		struct buf undone = BUF_INIT(65536);
		struct edit edit;
		struct err err = ERR_NONE;

		write_pattern(&base, c->base, c->width, c->newline);
		base.n -= c->cut;
		buf_append(&want, base.p, base.n);
		write_pattern(&want, c->inserted, c->width, c->newline);
		if (edit_append(&edit, buf_span(&base), "base", &added, &err)
		    == -1)
			fail_msg("%s: %s", c->name, err.msg);
		if (!span_equal(buf_span(&edit.bytes), buf_span(&want)))
			fail_msg("%s: want\n%s\nhave\n%s", c->name, want.p,
			    edit.bytes.p);
		if (edit.n != added.n)
			fail_msg("%s: %zu ranges", c->name, edit.n);
		if (!edit_undo(&undone, buf_span(&edit.bytes), edit.ranges,
		    edit.n) ||
		    !span_equal(buf_span(&undone), buf_span(&base)))
			fail_msg("%s: without its ranges it is not the base",
			    c->name);
		edit_release(&edit);
		buf_release(&base);
		buf_release(&want);
		buf_release(&undone);
	}
}

static void
test_keeps_odd_bytes(void **state)
{
	static const char odd[] = "\xef\xbb\xbf# caf\xe9\r\n\r\n";
	struct buf base = BUF_INIT(65536);
	struct edit edit;
	struct err err = ERR_NONE;

	(void)state;
	buf_text(&base, odd);
	write_pattern(&base, "1N2", 64, "\n");
	assert_int_equal(edit_append(&edit, buf_span(&base), "base", &added,
	    &err), 0);
	assert_memory_equal(edit.bytes.p, base.p, base.n);
	edit_release(&edit);
	buf_release(&base);
}

static void
test_refuses(void **state)
{
	struct buf base = BUF_INIT(65536);
	struct edit edit;
	struct err err = ERR_NONE;

	(void)state;
	buf_text(&base, "# nothing here\n");
	assert_int_equal(edit_append(&edit, buf_span(&base), "base", &added,
	    &err), -1);
	assert_string_equal(err.msg,
	    "base holds no PEM block to which one can be added");
	buf_clear(&base);
	write_pattern(&base, "12", 64, "\r");
	assert_int_equal(edit_append(&edit, buf_span(&base), "base", &added,
	    &err), -1);
	assert_non_null(strstr(err.msg, "CR alone"));
	buf_release(&base);
}

static void
test_undo_refuses_ranges(void **state)
{
	static const struct edit_range wrong[][2] = {
		{ { 0, 2 }, { 1, 1 } },		/* overlap */
		{ { 2, 1 }, { 0, 1 } },		/* descend */
		{ { 0, 1 }, { 3, 2 } },		/* end past the bytes */
		{ { 0, 1 }, { 9, 0 } },		/* begin past them */
		{ { 0, 1 }, { 1, SIZE_MAX } },
	};
	struct span bytes = { (const uint8_t *)"abcd", 4 };
	struct buf out = BUF_INIT(16);

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (edit_undo(&out, bytes, wrong[i], 2))
			fail_msg("ranges %zu are taken", i);
	}
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_keeps_odd_bytes),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_undo_refuses_ranges),
	};

	return cmocka_run_group_tests_name("edit", tests, set_up, tear_down);
}
