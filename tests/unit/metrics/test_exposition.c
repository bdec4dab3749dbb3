#include "metrics/exposition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct metric up = { "x_up", METRIC_GAUGE, "Is it up." };
static const struct metric seen = { "x_seen_total", METRIC_COUNTER,
	"What was seen." };
static const struct metric build = { "x_build_info", METRIC_INFO,
	"What it is." };

#define LABELS(...)	((const struct label[]){ __VA_ARGS__, LABELS_END })

static char *
render(const struct exposition *exposition, enum exposition_format format)
{
	struct buf out = BUF_INIT(65536);
	struct err err = ERR_NONE;

	buf_text(&out, "");
	assert_int_equal(exposition_render(&out, exposition, format, &err),
	    0);
	return out.p;
}

static void
expect(struct exposition *exposition, enum exposition_format format,
    const char *want)
{
	char *got = render(exposition, format);

	assert_string_equal(got ? got : "", want);
	free(got);
}

static void
families_are_grouped_and_sorted(void **state)
{
	struct exposition e = { 0 };

	(void)state;
	exposition_add(&e, &up, 1, LABELS({ "a", "2" }));
	exposition_add(&e, &seen, 7, LABELS({ "a", "1" }));
	exposition_add(&e, &build, 1, LABELS({ "version", "1.0" }));
	exposition_add(&e, &up, 0, LABELS({ "a", "1" }, { "b", "x" }));
	exposition_add(&e, &up, -5, LABELS({ "a", "10" }));
	expect(&e, EXPOSITION_TEXT,
	    "# HELP x_build_info What it is.\n"
	    "# TYPE x_build_info gauge\n"
	    "x_build_info{version=\"1.0\"} 1\n"
	    "# HELP x_seen_total What was seen.\n"
	    "# TYPE x_seen_total counter\n"
	    "x_seen_total{a=\"1\"} 7\n"
	    "# HELP x_up Is it up.\n"
	    "# TYPE x_up gauge\n"
	    "x_up{a=\"1\",b=\"x\"} 0\n"
	    "x_up{a=\"10\"} -5\n"
	    "x_up{a=\"2\"} 1\n");
	expect(&e, EXPOSITION_OPENMETRICS,
	    "# HELP x_build What it is.\n"
	    "# TYPE x_build info\n"
	    "x_build_info{version=\"1.0\"} 1\n"
	    "# HELP x_seen What was seen.\n"
	    "# TYPE x_seen counter\n"
	    "x_seen_total{a=\"1\"} 7\n"
	    "# HELP x_up Is it up.\n"
	    "# TYPE x_up gauge\n"
	    "x_up{a=\"1\",b=\"x\"} 0\n"
	    "x_up{a=\"10\"} -5\n"
	    "x_up{a=\"2\"} 1\n"
	    "# EOF\n");
	exposition_release(&e);
}

static void
a_series_given_twice_is_there_once(void **state)
{
	struct exposition e = { 0 };

	(void)state;
	for (int64_t i = 0; i < 40; i++)
		exposition_add(&e, &up, i, LABELS({ "a", i % 2 ? "odd" :
		    "even" }));
	expect(&e, EXPOSITION_TEXT,
	    "# HELP x_up Is it up.\n"
	    "# TYPE x_up gauge\n"
	    "x_up{a=\"even\"} 38\n"
	    "x_up{a=\"odd\"} 39\n");
	exposition_release(&e);
}

static const struct label_case {
	const char *name, *value, *want;
} label_cases[] = {
	{ "plain", "abc", "x_up{a=\"abc\"} 1\n" },
	{ "absent", NULL, "x_up 1\n" },
	{ "empty is absent", "", "x_up 1\n" },
	{ "quote", "a\"} 9", "x_up{a=\"a\\\"} 9\"} 1\n" },
	{ "backslash", "a\\", "x_up{a=\"a\\\\\"} 1\n" },
	{ "line feed", "a\nb 1", "x_up{a=\"a\\nb 1\"} 1\n" },
	{ "not UTF-8", "\xff", "x_up{a=\"\\\\xff\"} 1\n" },
	{ "UTF-8", "Zürich", "x_up{a=\"Zürich\"} 1\n" },
};

static void
label_values_are_escaped(void **state)
{
	static const char head[] = "# HELP x_up Is it up.\n"
	    "# TYPE x_up gauge\n";

	(void)state;
	for (size_t i = 0; i < sizeof(label_cases) / sizeof(*label_cases);
	    i++) {
		const struct label_case *c = &label_cases[i];
		struct exposition e = { 0 };
		char *got;

		exposition_add(&e, &up, 1, LABELS({ "a", c->value }));
		got = render(&e, EXPOSITION_TEXT);
		if (strncmp(got, head, strlen(head)) != 0 ||
		    strcmp(got + strlen(head), c->want) != 0)
			fail_msg("%s: %s", c->name, got);
		free(got);
		exposition_release(&e);
	}
}

static void
nothing_is_an_empty_answer(void **state)
{
	struct exposition e = { 0 };

	(void)state;
	expect(&e, EXPOSITION_TEXT, "");
	expect(&e, EXPOSITION_OPENMETRICS, "# EOF\n");
}

static void
half_an_answer_is_none(void **state)
{
	struct exposition e = { 0 };
	struct buf out = BUF_INIT(50);
	struct err err = ERR_NONE;

	(void)state;
	exposition_add(&e, &up, 1, LABELS({ "a", "2" }));
	assert_int_equal(exposition_render(&out, &e, EXPOSITION_TEXT, &err),
	    -1);
	assert_int_equal(err.code, ERR_LIMIT);
	buf_release(&out);
	exposition_release(&e);
}

static const struct accept_case {
	const char *accept;
	enum exposition_format want;
} accept_cases[] = {
	{ NULL, EXPOSITION_TEXT },
	{ "", EXPOSITION_TEXT },
	{ "*/*", EXPOSITION_TEXT },
	{ "text/html", EXPOSITION_TEXT },
	{ "text/plain", EXPOSITION_TEXT },
	{ "application/openmetrics-text", EXPOSITION_OPENMETRICS },
	{ "Application/OpenMetrics-Text; version=1.0.0",
	    EXPOSITION_OPENMETRICS },
	{ "application/openmetrics-text-not", EXPOSITION_TEXT },
	{ "application/openmetrics-text;q=0", EXPOSITION_TEXT },
	{ "application/openmetrics-text;q=0.5,text/plain;q=0.4",
	    EXPOSITION_OPENMETRICS },
	{ "application/openmetrics-text;q=0.4,text/plain;q=0.45",
	    EXPOSITION_TEXT },
	{ "text/plain;q=0.4 , application/openmetrics-text; q=1",
	    EXPOSITION_OPENMETRICS },
	{ "text/plain, application/openmetrics-text;q=0.999",
	    EXPOSITION_TEXT },
	/* what Prometheus 2.42 sends */
	{ "application/openmetrics-text;version=1.0.0,"
	    "application/openmetrics-text;version=0.0.1;q=0.75,"
	    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
	    EXPOSITION_OPENMETRICS },
	{ ",,;q=,;", EXPOSITION_TEXT },
	{ "application/openmetrics-text;q=", EXPOSITION_OPENMETRICS },
};

static void
the_preferred_format_is_served(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(accept_cases) / sizeof(*accept_cases);
	    i++) {
		const struct accept_case *c = &accept_cases[i];

		if (exposition_accepted(c->accept) != c->want)
			fail_msg("%s", c->accept ? c->accept : "no header");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_are_grouped_and_sorted),
		cmocka_unit_test(a_series_given_twice_is_there_once),
		cmocka_unit_test(label_values_are_escaped),
		cmocka_unit_test(nothing_is_an_empty_answer),
		cmocka_unit_test(half_an_answer_is_none),
		cmocka_unit_test(the_preferred_format_is_served),
	};

	return cmocka_run_group_tests_name("exposition", tests, NULL, NULL);
}
