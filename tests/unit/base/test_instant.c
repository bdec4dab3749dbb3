#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/instant.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

static const struct parse_case {
	const char *text;
	int64_t instant_s;
	const char *format;
} parse_cases[] = {
	{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
	{ "1970-01-01", 0, "1970-01-01T00:00:00Z" },
	{ "1969-12-31T23:59:59Z", -1, "1969-12-31T23:59:59Z" },
	{ "1950-01-01", -631152000, "1950-01-01T00:00:00Z" },
	{ "1900-03-01", -2203891200, "1900-03-01T00:00:00Z" },
	{ "2000-02-29", 951782400, "2000-02-29T00:00:00Z" },
	{ "2024-02-29T12:00:00Z", 1709208000, "2024-02-29T12:00:00Z" },
	{ "2023-09-11T09:26:47Z", 1694424407, "2023-09-11T09:26:47Z" },
	{ "2023-09-11t09:26:47z", 1694424407, "2023-09-11T09:26:47Z" },
	{ "2023-09-11 09:26:47Z", 1694424407, "2023-09-11T09:26:47Z" },
	{ "2023-09-11T09:26:47.999Z", 1694424407, "2023-09-11T09:26:47Z" },
	{ "2023-09-11T11:26:47+02:00", 1694424407, "2023-09-11T09:26:47Z" },
	{ "2023-09-11T00:26:47-09:00", 1694424407, "2023-09-11T09:26:47Z" },
	{ "2038-01-19T03:14:08Z", INT64_C(2147483648),
	    "2038-01-19T03:14:08Z" },
	{ "9999-12-31T23:59:59Z", INT64_C(253402300799),
	    "9999-12-31T23:59:59Z" },
	{ "9999-12-31T23:59:59-01:00", INT64_C(253402304399),
	    "after 9999" },
	{ "0000-01-01", INT64_C(-62167219200), "0000-01-01T00:00:00Z" },
	{ "0000-01-01T00:00:00+01:00", INT64_C(-62167222800),
	    "before 0000" },
};

static const char *const not_times[] = {
	"", "now", "2023", "2023-09", "2023-9-11", "2023-00-01", "2023-13-01",
	"2023-01-00", "2023-01-32", "2023-02-29", "1900-02-29", "2023-04-31",
	"2023-09-11T", "2023-09-11T09:26:47", "2023-09-11T24:00:00Z",
	"2023-09-11T09:60:00Z", "2023-09-11T09:26:60Z", "2023-09-11T09:26Z",
	"2023-09-11T09:26:47.Z", "2023-09-11T09:26:47+0200",
	"2023-09-11T09:26:47+24:00", "2023-09-11T09:26:47+02:60",
	"2023-09-11T09:26:47ZZ", " 2023-09-11", "2023-09-11 ", "12023-09-11",
	"-023-09-11", "2023-09-11T-1:00:00Z",
};

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(parse_cases); i++) {
		const struct parse_case *c = &parse_cases[i];
		char text[INSTANT_TEXT];
		struct err err = ERR_NONE;
		int64_t got;

		if (instant_parse(&got, c->text, &err) == -1)
			fail_msg("%s: %s", c->text, err.msg);
		if (got != c->instant_s)
			fail_msg("%s: %lld", c->text, (long long)got);
		assert_string_equal(instant_format(text, got), c->format);
	}
}

static void
test_parse_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(not_times); i++) {
		struct err err = ERR_NONE;
		int64_t out = 77;

		if (instant_parse(&out, not_times[i], &err) == 0)
			fail_msg("'%s' was taken", not_times[i]);
		assert_int_equal(out, 77);
		assert_int_equal(err.code, ERR_POLICY);
	}
}

/* Each day of four hundred years, and each month, in its turn. */
static void
test_calendar_round_trip(void **state)
{
	int64_t previous = instant_from_civil(1799, 12, 31, 0, 0, 0);
	char text[INSTANT_TEXT], date[INSTANT_TEXT];
	struct err err = ERR_NONE;
	size_t n = 0;

	(void)state;
	for (int64_t s = previous + DAY_S; n < 146097; s += DAY_S, n++) {
		int64_t again;

		instant_format_date(date, s);
		assert_int_equal(instant_parse(&again, date, &err), 0);
		assert_int_equal(again, s);
		instant_format(text, s + DAY_S - 1);
		assert_memory_equal(text, date, 10);
		assert_string_equal(text + 10, "T23:59:59Z");
	}
	assert_string_equal(date, "2199-12-31");
}

static void
test_ends(void **state)
{
	char text[INSTANT_TEXT];

	(void)state;
	assert_string_equal(instant_format(text, INSTANT_NEVER), "never");
	assert_string_equal(instant_format_date(text, INSTANT_ALWAYS),
	    "always");
	assert_string_equal(instant_format(text, INSTANT_NEVER - 1),
	    "after 9999");
	assert_true(instant_add(5, -7) == -2);
	assert_true(instant_add(INSTANT_NEVER, -DAY_S) == INSTANT_NEVER);
	assert_true(instant_add(INSTANT_ALWAYS, DAY_S) == INSTANT_ALWAYS);
	assert_true(instant_add(INT64_MAX - 1, 5) == INSTANT_NEVER);
	assert_true(instant_add(INT64_MIN + 1, -5) == INSTANT_ALWAYS);
	assert_true(instant_days_until(DAY_S, 0) == 1);
	assert_true(instant_days_until(DAY_S - 1, 0) == 0);
	assert_true(instant_days_until(-1, 0) == -1);
	assert_true(instant_days_until(-DAY_S, 0) == -1);
	assert_true(instant_days_until(-DAY_S - 1, 0) == -2);
	assert_true(instant_days_until(INSTANT_NEVER, -1) > 0);
	assert_true(instant_days_until(INT64_MIN, 0) < 0);
	assert_true(instant_days_until(INSTANT_ALWAYS, 1) < 0);
}

static const struct duration_case {
	const char *text;
	bool good;
	int64_t duration_s;
	const char *format;
} duration_cases[] = {
	{ "0s", true, 0, "0 seconds" },
	{ "1s", true, 1, "1 second" },
	{ "90s", true, 90, "1 minute 30 seconds" },
	{ "60m", true, 3600, "1 hour" },
	{ "27h", true, 97200, "1 day 3 hours" },
	{ "60d", true, 60 * DAY_S, "60 days" },
	{ "2w", true, 14 * DAY_S, "14 days" },
	{ "9999999999w", true, INT64_C(6047999999395200), "69999999993 days" },
	{ "99999999999w", false, 0, NULL },
	{ "", false, 0, NULL },
	{ "d", false, 0, NULL },
	{ "60", false, 0, NULL },
	{ "60 d", false, 0, NULL },
	{ "60D", false, 0, NULL },
	{ "60dd", false, 0, NULL },
	{ "-60d", false, 0, NULL },
	{ "1.5d", false, 0, NULL },
};

static void
test_duration(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(duration_cases); i++) {
		const struct duration_case *c = &duration_cases[i];
		char text[INSTANT_TEXT];
		struct err err = ERR_NONE;
		int64_t got = 77;
		bool good = duration_parse(&got, c->text, &err) == 0;

		if (good != c->good || got != (good ? c->duration_s : 77))
			fail_msg("'%s': %d %lld", c->text, good,
			    (long long)got);
		if (good)
			assert_string_equal(duration_format(text, got),
			    c->format);
	}
}

static void
test_duration_extremes(void **state)
{
	char text[INSTANT_TEXT];

	(void)state;
	assert_string_equal(duration_format(text, -90), "1 minute 30 seconds");
	assert_string_equal(duration_format(text, 2 * DAY_S + 3599),
	    "2 days");
	assert_string_equal(duration_format(text, INT64_MAX),
	    "106751991167300 days");
	assert_string_equal(duration_format(text, INT64_MIN),
	    "106751991167300 days");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_calendar_round_trip),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_duration_extremes),
	};

	return cmocka_run_group_tests_name("instant", tests, NULL, NULL);
}
