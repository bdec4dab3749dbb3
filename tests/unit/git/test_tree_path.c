#include "git/tree_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N(items)	(sizeof(items) / sizeof((items)[0]))

/* want NULL: it leads out of the tree. */
static const struct follow_case {
	const char *path, *target, *want;
} cases[] = {
	{ "a/b", "c", "a/c" },
	{ "b", "c", "c" },
	{ "a/b", "./c//d/.", "a/c/d" },
	{ "/a//./b", "c", "a/c" },
	{ "a/b/c", "../../d", "d" },
	{ "a/b", "..", "" },
	{ "a/b", ".", "a" },
	{ "a/b", "x/../c", "a/c" },
	{ "a/b", "../..", NULL },
	{ "a/b", "../../a/c", NULL },
	{ "b", "..", NULL },
	{ "a/b", "/a/c", NULL },
	{ "a/b", "..c", "a/..c" },
	{ "", "c", NULL },
};

static void
links_stay_in_the_tree(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct follow_case *c = &cases[i];
		char *got = tree_path_follow(c->path, c->target);

		if ((got == NULL) != (c->want == NULL) ||
		    (got != NULL && strcmp(got, c->want) != 0))
			fail_msg("%s -> %s: %s", c->path, c->target,
			    got ? got : "out");
		free(got);
	}
}

static void
a_path_that_is_too_long_leads_nowhere(void **state)
{
	char target[5001];

	(void)state;
	memset(target, 'x', sizeof(target) - 1);
	target[sizeof(target) - 1] = '\0';
	assert_null(tree_path_follow("a/b", target));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_stay_in_the_tree),
		cmocka_unit_test(a_path_that_is_too_long_leads_nowhere),
	};

	return cmocka_run_group_tests_name("tree_path", tests, NULL, NULL);
}
