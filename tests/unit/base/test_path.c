#include "base/path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N(items)	(sizeof(items) / sizeof((items)[0]))

/* parts: each with a blank behind it. */
static const struct path_case {
	const char *path, *parts, *name;
} cases[] = {
	{ "", "", "" },
	{ "a", "a ", "a" },
	{ "a/b.c", "a b.c ", "b.c" },
	{ "//a///b/", "a b ", "" },
	{ "./a/././b/.", "a b ", "." },
	{ "/", "", "" },
	{ ".", "", "." },
	{ "../a/..", ".. a .. ", ".." },
	{ ".a/..b", ".a ..b ", "..b" },
};

static void
parts_are_what_is_between_slashes(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const char *at = cases[i].path, *part;
		char got[64] = "";
		size_t n, used = 0;

		while ((part = path_part(&at, &n)) != NULL) {
			assert_true(used + n + 1 < sizeof(got));
			memcpy(got + used, part, n);
			got[used + n] = ' ';
			used += n + 1;
		}
		if (strcmp(got, cases[i].parts) != 0)
			fail_msg("'%s': '%s'", cases[i].path, got);
	}
}

static void
a_name_is_behind_the_last_slash(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		assert_string_equal(path_name(cases[i].path), cases[i].name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_what_is_between_slashes),
		cmocka_unit_test(a_name_is_behind_the_last_slash),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
