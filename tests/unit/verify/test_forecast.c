#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/forecast.h"

#include <stdlib.h>

#include "base/instant.h"
#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct forecast_case {
	const char *shape, *verifier, *now;
	enum forecast_state state;
	const char *breaks, *recovers, *complete;
	const char *sentence;
} cases[] = {
	{ "incident", "openssl-1.0.2", "2023-09-11T09:26:46Z", FORECAST_OK,
	    "2023-09-11T09:26:47Z", "never", "2031-02-12T18:48:53Z",
	    "breaks at 2023-09-11T09:26:47Z: cross-sign 'new' by 'old' "
	    "expires" },
	{ "incident", "openssl-1.0.2", "2023-09-11T09:26:47Z",
	    FORECAST_FAILING, "2023-09-11T09:26:47Z", "never",
	    "2031-02-12T18:48:53Z", "failing since 2023-09-11T09:26:47Z: "
	    "cross-sign 'new' by 'old' expires" },
	{ "incident", "openssl-3", "2023-09-11T09:26:47Z", FORECAST_OK,
	    "2031-02-12T18:48:52Z", "never", "2031-02-12T18:48:53Z",
	    "breaks at 2031-02-12T18:48:52Z: intermediate 'issuing' "
	    "expires" },
	{ "incident", "openssl-1.0.2", "2022-10-07T23:59:59Z",
	    FORECAST_NOT_YET, "2023-09-11T09:26:47Z",
	    "2022-10-08T00:00:00Z", "2031-02-12T18:48:53Z", "valid only "
	    "from 2022-10-08T00:00:00Z: leaf 'leaf' is not valid yet" },
	{ "two windows of one twin each", "openssl-3",
	    "2021-01-01T00:00:00Z", FORECAST_OK, "2022-01-01T00:00:00Z",
	    "2024-01-01T00:00:00Z", "2022-01-01T00:00:01Z", "breaks at "
	    "2022-01-01T00:00:00Z: anchor 'root' expires" },
	{ "two windows of one twin each", "openssl-3",
	    "2023-01-01T00:00:00Z", FORECAST_FAILING,
	    "2022-01-01T00:00:00Z", "2024-01-01T00:00:00Z",
	    "2022-01-01T00:00:01Z", "failing since 2022-01-01T00:00:00Z: "
	    "anchor 'root' expires" },
	{ "two windows of one twin each", "openssl-3",
	    "2025-01-01T00:00:00Z", FORECAST_OK, "2026-01-01T00:00:00Z",
	    "never", "2026-01-01T00:00:01Z", "breaks at "
	    "2026-01-01T00:00:00Z: anchor 'root' expires" },
	{ "dst, cross before root in the store", "openssl-3",
	    "2023-01-01T00:00:00Z", FORECAST_FAILING,
	    "2021-01-20T19:14:03Z", "2024-09-30T18:14:03Z",
	    "2025-09-15T16:00:01Z", "failing since 2021-01-20T19:14:03Z: a "
	    "path exists, but this library does not find it beyond 'x1'" },
	{ "empty store", "openssl-3", "2023-01-01T00:00:00Z",
	    FORECAST_NEVER, "always", "never", "always",
	    "never valid: no anchor for 'issuing', issued by 'root'" },
	{ "intermediate in the store", "openssl-3", "2023-01-01T00:00:00Z",
	    FORECAST_NEVER, "always", "never", "2030-01-01T00:00:01Z",
	    "never valid: a path exists, but this library does not find it "
	    "beyond 'issuing'" },
};

static bool
is_at(int64_t at_s, const char *wanted)
{
	char text[INSTANT_TEXT];

	return strcmp(instant_format(text, at_s), wanted) == 0;
}

static bool
is_as_wanted(const struct forecast *f, const char *sentence,
    const struct forecast_case *c)
{
	return f->state == c->state && is_at(f->breaks_at_s, c->breaks) &&
	    is_at(f->recovers_at_s, c->recovers) &&
	    is_at(f->complete_breaks_at_s, c->complete) &&
	    strcmp(sentence, c->sentence) == 0;
}

static void
complain(const struct forecast *f, const char *sentence,
    const struct forecast_case *c)
{
	char breaks[INSTANT_TEXT], recovers[INSTANT_TEXT];
	char complete[INSTANT_TEXT];

	print_error("%s, %s at %s:\n  wanted %s %s %s %s, %s\n"
	    "  found  %s %s %s %s, %s\n", c->shape, c->verifier, c->now,
	    forecast_state_name(c->state), c->breaks, c->recovers,
	    c->complete, c->sentence, forecast_state_name(f->state),
	    instant_format(breaks, f->breaks_at_s),
	    instant_format(recovers, f->recovers_at_s),
	    instant_format(complete, f->complete_breaks_at_s), sentence);
}

static void
test_forecasts(void **state)
{
	struct err err = ERR_NONE;
	char message[256];
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct forecast_case *c = &cases[i];
		struct question question;
		struct forecast forecast;
		int64_t now_s;
		char *sentence;

		assert_int_equal(pki_read(&pki, shape_find(c->shape)->text,
		    message, sizeof(message)), 0);
		assert_int_equal(instant_parse(&now_s, c->now, &err), 0);
		question = pki_question(&pki, c->verifier);
		forecast_make(&forecast, &question, &pki.known, now_s);
		sentence = forecast_sentence(&forecast);
		if (!is_as_wanted(&forecast, sentence, c)) {
			complain(&forecast, sentence, c);
			bad++;
		}
		free(sentence);
		forecast_release(&forecast);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* The three dates that people compare. */
static void
test_dates(void **state)
{
	struct question question;
	struct forecast forecast;
	char message[256];
	struct pki pki;

	(void)state;
	pki_init(&pki);
	assert_int_equal(pki_read(&pki, shape_find("incident")->text,
	    message, sizeof(message)), 0);
	question = pki_question(&pki, "openssl-1.0.2");
	forecast_make(&forecast, &question, &pki.known, 1690000000);
	assert_true(is_at(forecast.leaf_not_after_s,
	    "2032-10-08T09:26:47Z"));
	assert_true(is_at(forecast.served_first_not_after_s,
	    "2023-09-11T09:26:47Z"));
	assert_null(forecast.reason);
	forecast_release(&forecast);
	pki_release(&pki);
}

static void
test_no_chain(void **state)
{
	struct question question;
	struct forecast forecast;
	struct pki pki;
	char *sentence;

	(void)state;
	pki_init(&pki);
	question = pki_question(&pki, "openssl-3");
	forecast_make(&forecast, &question, &pki.known, 1690000000);
	sentence = forecast_sentence(&forecast);
	assert_int_equal(forecast.state, FORECAST_INDETERMINATE);
	assert_string_equal(sentence, "unknown: there is no chain to judge");
	assert_true(is_at(forecast.leaf_not_after_s, "never"));
	free(sentence);
	forecast_release(&forecast);
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forecasts),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_no_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
