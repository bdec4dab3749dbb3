#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/thresholds.h"

#include "base/instant.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

static const struct parse_case {
	const char *text;
	bool good;
	struct threshold threshold;
} parse_cases[] = {
	{ "60d", true, { 60 * DAY_S, 0, 0 } },
	{ "1s", true, { 1, 0, 0 } },
	{ "1/3", true, { 0, 1, 3 } },
	{ "9999/10000", true, { 0, 9999, 10000 } },
	{ "", false, { 0 } },
	{ "0d", false, { 0 } },
	{ "-1d", false, { 0 } },
	{ "60", false, { 0 } },
	{ "0/3", false, { 0 } },
	{ "3/3", false, { 0 } },
	{ "3/1", false, { 0 } },
	{ "1/", false, { 0 } },
	{ "/3", false, { 0 } },
	{ "1/3 ", false, { 0 } },
	{ "1/10001", false, { 0 } },
	{ "1/4294967299", false, { 0 } },
	{ "-1/3", false, { 0 } },
	{ "1/-3", false, { 0 } },
};

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(parse_cases); i++) {
		const struct parse_case *c = &parse_cases[i];
		struct threshold t = { 7, 7, 7 };
		struct err err = ERR_NONE;

		if ((threshold_parse(&t, c->text, &err) == 0) != c->good)
			fail_msg("'%s': %s", c->text, c->good ? err.msg :
			    "was taken");
		assert_int_equal(t.before_s, c->good ?
		    c->threshold.before_s : 7);
		assert_int_equal(t.numerator, c->good ?
		    c->threshold.numerator : 7);
		assert_int_equal(t.denominator, c->good ?
		    c->threshold.denominator : 7);
		if (!c->good)
			assert_int_equal(err.code, ERR_POLICY);
	}
}

static const struct instant_case {
	const char *name, *threshold;
	int64_t from_s, until_s, instant_s;
} instant_cases[] = {
	{ "days before", "60d", 0, 90 * DAY_S, 30 * DAY_S },
	{ "longer than the life", "60d", 0, DAY_S, -59 * DAY_S },
	{ "a third is left", "1/3", 0, 90 * DAY_S, 60 * DAY_S },
	{ "a late start", "1/4", 1000, 1400, 1300 },
	{ "rounds towards the end", "1/3", 0, 10, 7 },
	{ "never ends", "60d", 0, INSTANT_NEVER, INSTANT_NEVER },
	{ "never ends, a share", "1/2", 0, INSTANT_NEVER, INSTANT_NEVER },
	{ "a life too long to count", "1/2", INSTANT_ALWAYS, INT64_MAX - 1,
	    INT64_MAX - 1 },
	{ "a share of a very long life", "9999/10000", 0,
	    INT64_C(9000000000000000000), INT64_C(900000000000000) },
};

static void
test_instant(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(instant_cases); i++) {
		const struct instant_case *c = &instant_cases[i];
		struct threshold t;
		struct err err = ERR_NONE;
		int64_t got;

		assert_int_equal(threshold_parse(&t, c->threshold, &err), 0);
		got = threshold_instant(&t, c->from_s, c->until_s);
		if (got != c->instant_s)
			fail_msg("%s: %lld, not %lld", c->name,
			    (long long)got, (long long)c->instant_s);
	}
}

static void
check_share(struct threshold t, int numerator, int denominator)
{
	assert_int_equal(t.before_s, 0);
	assert_int_equal(t.numerator, numerator);
	assert_int_equal(t.denominator, denominator);
}

static void
test_defaults(void **state)
{
	(void)state;
	check_share(threshold_default_renew(90 * DAY_S), 1, 3);
	check_share(threshold_default_renew(10 * DAY_S + 1), 1, 3);
	check_share(threshold_default_renew(10 * DAY_S), 1, 2);
	check_share(threshold_default_alarm(90 * DAY_S), 1, 4);
	check_share(threshold_default_alarm(10 * DAY_S), 3, 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_instant),
		cmocka_unit_test(test_defaults),
	};

	return cmocka_run_group_tests_name("thresholds", tests, NULL, NULL);
}
