#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/escape.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

static void
as_utf8(struct buf *out, const char *text)
{
	escape_utf8(out, text, strlen(text));
}

static const struct escape_case {
	const char *name;
	void (*escape)(struct buf *out, const char *text);
	const char *text, *wanted;
} cases[] = {
	{ "plain", escape_terminal, "Old Root", "Old Root" },
	{ "nothing", escape_terminal, "", "" },
	{ "colours", escape_terminal, "\033[31mx", "\\x1b[31mx" },
	{ "line break", escape_terminal, "a\r\nb\t", "a\\x0d\\x0ab\\x09" },
	{ "delete", escape_terminal, "\x7f", "\\x7f" },
	{ "C1 control", escape_terminal, "\xc2\x9b", "\\xc2\\x9b" },
	{ "accents", escape_terminal, "Zürich €𝄞", "Zürich €𝄞" },
	{ "right to left", escape_terminal, "a\xe2\x80\xae" "b",
	    "a\\xe2\\x80\\xaeb" },
	{ "isolate", escape_terminal, "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
	{ "byte order mark", escape_terminal, "\xef\xbb\xbf",
	    "\\xef\\xbb\\xbf" },
	{ "overlong", escape_terminal, "\xc0\xaf", "\\xc0\\xaf" },
	{ "overlong of three", escape_terminal, "\xe0\x80\xaf",
	    "\\xe0\\x80\\xaf" },
	{ "surrogate", escape_terminal, "\xed\xa0\x80", "\\xed\\xa0\\x80" },
	{ "past the end", escape_terminal, "\xf4\x90\x80\x80",
	    "\\xf4\\x90\\x80\\x80" },
	{ "the last one", escape_terminal, "\xf4\x8f\xbf\xbf",
	    "\xf4\x8f\xbf\xbf" },
	{ "lone continuation", escape_terminal, "a\x80z", "a\\x80z" },
	{ "cut short", escape_terminal, "a\xe2\x82", "a\\xe2\\x82" },
	{ "a letter instead", escape_terminal, "\xe2\x82" "a",
	    "\\xe2\\x82a" },
	{ "utf8 keeps controls", as_utf8, "a\n\033", "a\n\033" },
	{ "utf8 without invalid", as_utf8, "\xff", "\\xff" },
	{ "label", escape_label, "a\\b\"c\nd", "a\\\\b\\\"c\\nd" },
	{ "label of Latin-1", escape_label, "\xfc", "\\\\xfc" },
	{ "html", escape_html, "<a b='\"&'>", "&lt;a b=&#39;&quot;&amp;&#39;"
	    "&gt;" },
	{ "csv", escape_csv, "plain", "plain" },
	{ "csv of nothing", escape_csv, "", "" },
	{ "csv with a comma", escape_csv, "CN=a,O=b", "\"CN=a,O=b\"" },
	{ "csv with a quote", escape_csv, "a\"b", "\"a\"\"b\"" },
	{ "csv of two lines", escape_csv, "a\r\nb", "a\\x0d\\x0ab" },
	{ "csv and a sum", escape_csv, "=1+1", "'=1+1" },
	{ "csv and a command", escape_csv, "@SUM(1,2)", "\"'@SUM(1,2)\"" },
	{ "csv and a sum after a blank", escape_csv, " +1", "' +1" },
	{ "csv that begins with a blank", escape_csv, " a", "\" a\"" },
	{ "csv that ends with one", escape_csv, "a ", "\"a \"" },
	{ "csv with blanks within", escape_csv, "a b", "a b" },
	{ "csv of blanks", escape_csv, "  ", "\"  \"" },
	{ "csv and a tab before a sum", escape_csv, "\t=1", "\\x09=1" },
	{ "csv with a sum within", escape_csv, "a=b", "a=b" },
	{ "markdown", escape_markdown, "Zürich Root CA - G2, Inc.",
	    "Zürich Root CA - G2, Inc." },
	{ "markdown of a cell", escape_markdown, "a|b\\|c",
	    "a\\|b\\\\\\|c" },
	{ "markdown of markup", escape_markdown, "`a` *b* _c_ ~d~ $e$",
	    "\\`a\\` \\*b\\* \\_c\\_ \\~d\\~ \\$e\\$" },
	{ "markdown of HTML", escape_markdown, "<b>&lt;",
	    "\\<b\\>\\&lt;" },
	{ "markdown of a link", escape_markdown, "![x](y)",
	    "\\!\\[x\\]\\(y\\)" },
	{ "markdown of addresses", escape_markdown, "https://x WWW.x",
	    "https\\://x WWW\\.x" },
	{ "markdown of two lines", escape_markdown, "a\r\n# b",
	    "a\\\\x0d\\\\x0a\\#<!-- --> b" },
	{ "markdown of a person", escape_markdown, "@radio",
	    "@<!-- -->radio" },
	{ "markdown of nothing", escape_markdown, "", "" },
	{ "html of Latin-1", escape_html, "\xfc", "\\xfc" },
};

static void
test_escape(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct buf out = BUF_INIT(1000);

		buf_text(&out, "=");
		cases[i].escape(&out, cases[i].text);
		if (strcmp(out.p + 1, cases[i].wanted) != 0)
			fail_msg("%s: '%s'", cases[i].name, out.p);
		buf_release(&out);
	}
}

static void
test_nul_in_utf8(void **state)
{
	struct buf out = BUF_INIT(1000);

	(void)state;
	escape_utf8(&out, "a\0b", 3);
	assert_int_equal(out.n, 3);
	escape_hex(&out, (const uint8_t *)"\x00\xff", 2);
	assert_string_equal(out.p + 3, "00ff");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_nul_in_utf8),
	};

	return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
