#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/turns.h"

#define WAITING	8

/* Who waits for which host, and what happens: "+" the next goes, which has to
 * be the named one ("-": nobody may), "0" the named one ends. */
static const struct turns_case {
	const char *name;
	const char *hosts;	/* of 0, 1, 2, ... */
	const char *events;
} cases[] = {
	{ "nobody", "", "+-" },
	{ "in their order", "ab", "+0+1+-" },
	{ "two of a host at once", "aaaa", "+0+1+-0+2+-1+3+-" },
	{ "hosts take turns", "aaab", "+0+3+1+-" },
	{ "one that ends lets the next go", "aaabb", "+0+3+1+4+-3 0+2+-" },
};

static void
run(const struct turns_case *c)
{
	struct turns turns = { 0 };
	struct turn waiting[WAITING];

	for (size_t i = 0; c->hosts[i] != '\0'; i++)
		turns_enter(&turns, &waiting[i], (char[]){ c->hosts[i], 0 });
	for (const char *p = c->events; *p != '\0'; p++) {
		struct turn *next;

		if (*p >= '0' && *p <= '9') {
			turns_leave(&turns, &waiting[*p - '0']);
			continue;
		}
		if (*p != '+')
			continue;
		next = turns_next(&turns);
		if (*++p == '-' ? next != NULL : next != &waiting[*p - '0'])
			fail_msg("%s: at %s it is %td's turn", c->name, p,
			    next ? next - waiting : -1);
	}
	turns_release(&turns);
}

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(&cases[i]);
}

static void
test_drop(void **state)
{
	struct turns turns = { 0 };
	struct turn waiting[3];

	(void)state;
	turns_enter(&turns, &waiting[0], "a");
	turns_enter(&turns, &waiting[1], "b");
	turns_enter(&turns, &waiting[2], "a");
	assert_ptr_equal(turns_next(&turns), &waiting[0]);
	assert_ptr_equal(turns_drop(&turns), &waiting[2]);
	assert_ptr_equal(turns_drop(&turns), &waiting[1]);
	assert_null(turns_drop(&turns));
	assert_null(turns_next(&turns));
	turns_release(&turns);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_drop),
	};

	return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
