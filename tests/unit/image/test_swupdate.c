#include "image/swupdate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

/* want: the members that are encrypted, with blanks between them. */
static const struct swupdate_case {
	const char *name, *text, *want;
} cases[] = {
	{ "none", "software = { images: ({ filename = \"a\"; }); }", "" },
	{ "one", "software = { images: ({ filename = \"a\"; "
	    "encrypted = true; }); }", "a" },
	{ "the other order", "x: ({ encrypted = true; filename = \"a\"; })",
	    "a" },
	{ "two of three", "x: ({ filename = \"a\"; encrypted = true; }, "
	    "{ filename = \"b\"; encrypted = false; }, { filename = \"c\"; "
	    "encrypted = true; });", "a c" },
	{ "a group within", "x: ({ filename = \"a\"; p: { filename = \"b\"; } "
	    "encrypted = true; })", "a" },
	{ "JSON", "{ \"software\": { \"files\": [ { \"filename\": \"a\", "
	    "\"encrypted\": true } ] } }", "a" },
	{ "a cipher by name", "{ filename = \"a\"; encrypted = \"aes-cbc\" }",
	    "a" },
	{ "comments", "{ # encrypted = true }\n// { encrypted = true\n"
	    "/* encrypted = true } */ filename = \"a\"; }", "" },
	{ "a comment at the end", "{ filename = \"a\"; encrypted = true } /*",
	    "a" },
	{ "a word in a text", "{ filename = \"a\"; x = "
	    "\"encrypted = true;\"; y = \"\\\" encrypted = true\" }", "" },
	{ "no name", "{ encrypted = true }", "" },
	{ "more ends than beginnings", "} } { filename = \"a\"; "
	    "encrypted = true }", "a" },
	{ "too deep", "{{{{{{{{{{{{{{{{{ filename = \"a\"; encrypted = true "
	    "}}}}}}}}}}}}}}}}} { filename = \"b\"; encrypted = true }", "b" },
	{ "nothing at all", "", "" },
};

static void
members_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct swupdate_case *c = &cases[i];
		struct swupdate got = { 0 };
		struct buf names = BUF_INIT(1000);

		swupdate_read(&got, (struct span){ (const uint8_t *)c->text,
			strlen(c->text) });
		buf_text(&names, "");
		for (size_t j = 0; j < got.n; j++)
			buf_printf(&names, "%s%s", j ? " " : "", got.names[j]);
		if (strcmp(names.p, c->want) != 0 || got.is_sealed)
			fail_msg("%s: '%s'", c->name, names.p);
		assert_true(got.n == 0 ||
		    swupdate_is_encrypted(&got, got.names[0]));
		assert_false(swupdate_is_encrypted(&got, "z"));
		swupdate_release(&got);
		buf_release(&names);
	}
}

/* From a place of its own, which shows reads past the end. */
static void
every_prefix_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		for (size_t n = 0; n < strlen(cases[i].text); n++) {
			uint8_t *exact = mem_dup(cases[i].text, n);
			struct swupdate got = { 0 };

			swupdate_read(&got, (struct span){ exact, n });
			swupdate_release(&got);
			free(exact);
		}
	}
}

static void
what_is_no_text_is_sealed(void **state)
{
	struct swupdate got = { 0 };

	(void)state;
	swupdate_read(&got, (struct span){ (const uint8_t *)"\x91{\0x", 4 });
	assert_true(got.is_sealed);
	swupdate_read(&got, (struct span){ (const uint8_t *)"\x91xyz", 4 });
	assert_true(got.is_sealed);
}

static void
members_are_limited(void **state)
{
	struct buf text = BUF_INIT(1000000);
	struct swupdate got = { 0 };

	(void)state;
	for (int i = 0; i <= LIMIT_SWUPDATE_MEMBERS; i++)
		buf_printf(&text, "{filename=\"%d\";encrypted=true}", i);
	swupdate_read(&got, buf_span(&text));
	assert_int_equal(got.n, LIMIT_SWUPDATE_MEMBERS);
	swupdate_release(&got);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_known),
		cmocka_unit_test(every_prefix_ends),
		cmocka_unit_test(what_is_no_text_is_sealed),
		cmocka_unit_test(members_are_limited),
	};

	return cmocka_run_group_tests_name("swupdate", tests, NULL, NULL);
}
