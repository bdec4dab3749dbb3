#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/locator.h"

#include <stdlib.h>
#include <string.h>

#define N(items)	(sizeof(items) / sizeof((items)[0]))

static const struct locator_case {
	const char *text;
	const char *repository, *revision, *path;	/* all NULL: refused */
	const char *inside;
} cases[] = {
	{ "ca.pem", NULL, NULL, "ca.pem", NULL },
	{ "-", NULL, NULL, "-", NULL },
	{ "/etc/ssl/certs/", NULL, NULL, "/etc/ssl/certs/", NULL },
	{ "a@b:c", NULL, NULL, "a@b:c", NULL },
	{ "git:fw.git@main:ca.pem", "fw.git", "main", "ca.pem", NULL },
	{ "git:../fw@release/3.5:etc/a:b@c.pem", "../fw", "release/3.5",
	    "etc/a:b@c.pem", NULL },
	{ "git:/home/me@host/fw@v1:x", "/home/me@host/fw", "v1", "x", NULL },
	{ "git:fw@HEAD~2:x", "fw", "HEAD~2", "x", NULL },
	{ "fw.swu!/etc/ca.pem", NULL, NULL, "fw.swu", "/etc/ca.pem" },
	{ "fw.swu!", NULL, NULL, "fw.swu", "" },
	{ "-!a!b", NULL, NULL, "-", "a!b" },
	{ "git:fw@main:out/fw.swu!root.img!/etc", "fw", "main", "out/fw.swu",
	    "root.img!/etc" },
	{ "!/etc/ca.pem", NULL, NULL, NULL, NULL },
	{ "git:fw@main:!x", NULL, NULL, NULL, NULL },
	{ "", NULL, NULL, NULL, NULL },
	{ "git:", NULL, NULL, NULL, NULL },
	{ "git:fw.git", NULL, NULL, NULL, NULL },
	{ "git:fw.git@main", NULL, NULL, NULL, NULL },
	{ "git:fw.git@main:", NULL, NULL, NULL, NULL },
	{ "git:fw.git@:ca.pem", NULL, NULL, NULL, NULL },
	{ "git:@main:ca.pem", NULL, NULL, NULL, NULL },
	{ "git:fw.git:ca.pem", NULL, NULL, NULL, NULL },
};

static void
check_same(const char *name, const char *got, const char *wanted)
{
	if ((got == NULL) != (wanted == NULL) ||
	    (got != NULL && strcmp(got, wanted) != 0))
		fail_msg("%s: %s, not %s", name, got ? got : "(none)",
		    wanted ? wanted : "(none)");
}

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct locator_case *c = &cases[i];
		struct locator locator = LOCATOR_NONE;
		struct err err = ERR_NONE;
		int result = locator_parse(&locator, c->text, &err);

		if (result != (c->path != NULL ? 0 : -1))
			fail_msg("'%s': %d", c->text, result);
		check_same(c->text, locator.repository, c->repository);
		check_same(c->text, locator.revision, c->revision);
		check_same(c->text, locator.path, c->path);
		check_same(c->text, locator.inside, c->inside);
		if (result == 0) {
			char *text = locator_text(&locator);

			assert_string_equal(text, c->text);
			free(text);
		} else {
			assert_int_equal(err.code, ERR_POLICY);
		}
		locator_release(&locator);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_parse) };

	return cmocka_run_group_tests_name("locator", tests, NULL, NULL);
}
