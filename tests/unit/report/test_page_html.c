#include "report/page_html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/instant.h"

static const struct cert cross = { .short_name = "<Root & Co>",
	.issuer_short_name = "Old" };

static char *
page(const struct page_estate *estates, size_t n)
{
	struct buf out = BUF_INIT(65536);

	page_html(&out, estates, n);
	assert_false(out.full);
	return out.p;
}

static void
expect_in(const char *got, const char *want)
{
	if (strstr(got, want) == NULL)
		fail_msg("this is missing: %s\nin: %s", want, got);
}

static void
every_pair_has_a_row(void **state)
{
	const struct release one = { .name = "r1" }, two = { .name = "r2" };
	const struct release *clients[] = { &one, &two };
	struct endpoint endpoint = { .name = "<web>", .clients = clients,
		.n_clients = 2 };
	const struct estate estate = { .endpoints = &endpoint,
		.n_endpoints = 1 };
	const struct forecast forecast = { .state = FORECAST_OK, .now_s = 50,
		.breaks_at_s = 86400,
		.cause = { BLAME_EXPIRED, ROLE_CROSS_SIGN, &cross } };
	const struct pair pair = { .endpoint = "<web>", .release = "r1",
		.act_by_s = 49, .forecast = &forecast };
	struct findings findings = { 0 };
	struct page_estate estates[] = {
		{ "a\"b", "As of now.", &estate, &pair, 1, &findings },
		{ "/etc/x", "Not watched: <why>.", NULL, NULL, 0, NULL },
	};
	char *got;

	(void)state;
	findings_add(&findings, RULE_CHAIN_BREAKS_SOON, "it's <soon>");
	got = page(estates, 2);
	expect_in(got, "<h2>a&quot;b</h2>\n<p>As of now.</p>\n");
	expect_in(got, "aria-label=\"Forecasts of a&quot;b\"");
	expect_in(got, "<tbody>\n<tr><th scope=\"row\">&lt;web&gt;</th>"
	    "<td>r2</td><td class=\"state bad\">unknown</td><td>-</td>"
	    "<td>-</td><td>not judged yet: see the findings</td></tr>\n"
	    "<tr><th scope=\"row\">&lt;web&gt;</th><td>r1</td>"
	    "<td class=\"state due\">ok</td>"
	    "<td><time datetime=\"1970-01-02T00:00:00Z\">"
	    "1970-01-02T00:00:00Z</time></td>"
	    "<td><time datetime=\"1970-01-01T00:00:49Z\">"
	    "1970-01-01T00:00:49Z</time></td>"
	    "<td>cross-sign &#39;&lt;Root &amp; Co&gt;&#39; by "
	    "&#39;Old&#39; expires</td>"
	    "</tr>\n</tbody>");
	expect_in(got, "<ul>\n<li><strong>error</strong> chain-breaks-soon: "
	    "it&#39;s &lt;soon&gt;</li>\n</ul>\n");
	expect_in(got, "<section>\n<h2>/etc/x</h2>\n<p>Not watched: "
	    "&lt;why&gt;.</p>\n</section>\n</main>\n</body>\n</html>\n");
	free(got);
	findings_release(&findings);
}

static const struct state_case {
	enum forecast_state state;
	int64_t breaks_at_s, act_by_s;
	const char *want;
} state_cases[] = {
	{ FORECAST_OK, INSTANT_NEVER, INSTANT_NEVER,
	    "<td class=\"state good\">ok</td><td>never</td><td>never</td>" },
	{ FORECAST_NEVER, INSTANT_ALWAYS, INSTANT_ALWAYS,
	    "<td class=\"state bad\">never</td><td>-</td><td>-</td>" },
	{ FORECAST_FAILING, 0, 0, "<td class=\"state bad\">failing</td><td>"
	    "<time datetime=\"1970-01-01T00:00:00Z\">" },
};

static void
a_state_is_a_word_and_a_colour(void **state)
{
	const struct endpoint endpoint = { .name = "web" };
	const struct estate estate = {
		.endpoints = (struct endpoint *)&endpoint, .n_endpoints = 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(state_cases) / sizeof(*state_cases);
	    i++) {
		const struct state_case *c = &state_cases[i];
		const struct forecast forecast = { .state = c->state,
			.breaks_at_s = c->breaks_at_s, .now_s = 10 };
		const struct pair pair = { .endpoint = "web", .release = "r",
			.act_by_s = c->act_by_s, .forecast = &forecast };
		const struct page_estate one = { "lab", "", &estate, &pair, 1,
			NULL };
		char *got = page(&one, 1);

		expect_in(got, c->want);
		free(got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_has_a_row),
		cmocka_unit_test(a_state_is_a_word_and_a_colour),
	};

	return cmocka_run_group_tests_name("page_html", tests, NULL, NULL);
}
