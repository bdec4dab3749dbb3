#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/map.h"
#include "bundle/ca_conf.h"

/* What update-ca-certificates of Debian 12 makes of each was tried. */
static const struct conf_case {
	const char *name, *text;
	const char *want;	/* "1+a 2-b", and "?3" for a line not read */
} cases[] = {
	{ "nothing", "", "" },
	{ "a file", "m/a.crt\n", "1+m/a.crt" },
	{ "two, one of them not", "a.crt\n!b.crt\n", "1+a.crt 2-b.crt" },
	{ "comments and empty lines", "# a\n\na.crt\n\n#b\n", "3+a.crt" },
	{ "blanks around a name", " a.crt\t\n!\t b.crt \n",
	    "1+a.crt 2-b.crt" },
	{ "blanks within one", "a b.crt\n", "1+a b.crt" },
	{ "marks that are not first", " #a\n !b\n", "1+#a 2+!b" },
	{ "blanks alone", "  \n!\n! \n", "" },
	{ "no newline at the end", "a.crt\nb.crt", "1+a.crt ?2" },
	{ "CR LF", "a.crt\r\n", "1+a.crt\r" },
};

static void
tell(struct buf *out, const struct ca_conf *conf)
{
	for (size_t i = 0; i < conf->n; i++)
		buf_printf(out, "%s%zu%c%s", i ? " " : "",
		    conf->lines[i].number, conf->lines[i].selects ? '+' : '-',
		    conf->lines[i].name);
	if (conf->unread > 0)
		buf_printf(out, " ?%zu", conf->unread);
}

static void
lines_are_those_of_the_tool(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf got = BUF_INIT(1000);
		struct ca_conf conf;

		ca_conf_parse(&conf, map_key(cases[i].text));
		tell(&got, &conf);
		if (strcmp(got.n ? got.p : "", cases[i].want) != 0)
			fail_msg("%s: '%s', not '%s'", cases[i].name,
			    got.n ? got.p : "", cases[i].want);
		buf_release(&got);
		ca_conf_release(&conf);
	}
}

/* The lines of a prefix are the first of the whole, and no byte is read past
 * it: each is in memory of its own. */
static void
a_prefix_gives_its_whole_lines(void **state)
{
	static const char text[] = "# x\nm/a.crt\n!m/b.crt\n\n  c \n";
	struct ca_conf whole;

	(void)state;
	ca_conf_parse(&whole, map_key(text));
	assert_int_equal(whole.n, 3);
	for (size_t n = 0; n < sizeof(text); n++) {
		uint8_t *bytes = malloc(n ? n : 1);
		struct ca_conf conf;

		assert_non_null(bytes);
		memcpy(bytes, text, n);
		ca_conf_parse(&conf, (struct span){ bytes, n });
		assert_true(conf.n <= whole.n);
		for (size_t i = 0; i < conf.n; i++)
			assert_string_equal(conf.lines[i].name,
			    whole.lines[i].name);
		assert_int_equal(conf.unread > 0,
		    n > 0 && text[n - 1] != '\n');
		ca_conf_release(&conf);
		free(bytes);
	}
	ca_conf_release(&whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_those_of_the_tool),
		cmocka_unit_test(a_prefix_gives_its_whole_lines),
	};

	return cmocka_run_group_tests_name("ca_conf", tests, NULL, NULL);
}
