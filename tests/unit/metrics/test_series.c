#include "metrics/series.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/instant.h"

/*
 * What matters here is which series there are; certificates are made up, and
 * nothing looks into them but for their names, dates and ids.
 */
static const struct cert leaf = { .id = 1, .subject_id = 1, .issuer_id = 2,
	.key_id = 1, .not_before_s = 100, .not_after_s = 900,
	.subject = "CN=a\"b", .short_name = "a\"b", .sha256 = { 0xab } };
static const struct cert cross = { .id = 2, .subject_id = 2, .issuer_id = 3,
	.key_id = 2, .not_before_s = 0, .not_after_s = 500,
	.subject = "CN=Root", .sha256 = { 0xcd } };
static const struct cert root = { .id = 3, .subject_id = 2, .issuer_id = 2,
	.key_id = 2, .not_before_s = -7, .not_after_s = 2000,
	.subject = "CN=Root", .sha256 = { 0xef } };

static const struct cert *served[] = { &leaf, &cross, &root };
static const struct cert *approved[] = { &root };

#define ZEROS_31 \
	"00000000000000000000000000000000000000000000000000000000000000"

/* The samples, without their HELP and TYPE. */
static char *
samples(const struct exposition *exposition)
{
	struct buf all = BUF_INIT(65536), out = BUF_INIT(65536);
	struct err err = ERR_NONE;

	assert_int_equal(exposition_render(&all, exposition, EXPOSITION_TEXT,
	    &err), 0);
	buf_text(&out, "\n");
	for (const char *line = all.p; line != NULL && *line != '\0';) {
		size_t n = strcspn(line, "\n") + 1;

		if (*line != '#')
			buf_append(&out, line, n);
		line += n;
	}
	buf_release(&all);
	return out.p;
}

static void
expect(struct exposition *exposition, const char *want)
{
	char *got = samples(exposition);

	assert_string_equal(got, want);
	free(got);
	exposition_release(exposition);
}

static void
an_observation_is_up(void **state)
{
	struct exposition e = { 0 };
	const struct series series = { &e, "lab" };
	const struct observation good = { .endpoint = "web",
		.address = "192.0.2.1", .chain = { served, 2, 2 } };
	const struct observation refused = { .endpoint = "web",
		.address = "192.0.2.2", .reason = REASON_TCP_REFUSED,
		.detail = "never a label" };
	const struct observation lost = { .endpoint = "web",
		.address = "192.0.2.3", .chain = { served, 2, 2 } };
	const struct observation nameless = { .endpoint = "other",
		.reason = REASON_DNS };
	const struct observation unfinished = { .endpoint = "mutual",
		.address = "::1", .chain = { served, 1, 1 },
		.reason = REASON_TLS_ALERT };

	(void)state;
	series_observation(&series, &good);
	series_observation(&series, &refused);
	series_observation(&series, &nameless);
	series_observation(&series, &unfinished);
	series_lost_address(&series, &lost);
	expect(&e, "\n"
	    "kedge_endpoint_error_info{estate=\"lab\",endpoint=\"mutual\","
	    "address=\"::1\",reason=\"tls_alert\"} 1\n"
	    "kedge_endpoint_error_info{estate=\"lab\",endpoint=\"other\","
	    "reason=\"dns\"} 1\n"
	    "kedge_endpoint_error_info{estate=\"lab\",endpoint=\"web\","
	    "address=\"192.0.2.2\",reason=\"tcp_refused\"} 1\n"
	    "kedge_endpoint_up{estate=\"lab\",endpoint=\"mutual\","
	    "address=\"::1\"} 1\n"
	    "kedge_endpoint_up{estate=\"lab\",endpoint=\"other\"} 0\n"
	    "kedge_endpoint_up{estate=\"lab\",endpoint=\"web\","
	    "address=\"192.0.2.1\"} 1\n"
	    "kedge_endpoint_up{estate=\"lab\",endpoint=\"web\","
	    "address=\"192.0.2.2\"} 0\n"
	    "kedge_endpoint_up{estate=\"lab\",endpoint=\"web\","
	    "address=\"192.0.2.3\"} 0\n");
}

/* Both addresses serve the same: one series a certificate, not two. */
static void
certificates_have_their_parts(void **state)
{
	struct exposition e = { 0 };
	const struct series series = { &e, "lab" };
	const struct chain roots = { approved, 1, 1 };
	struct observation last = { .endpoint = "web",
		.address = "192.0.2.1", .at_s = 1000,
		.chain = { served, 3, 3 } };
	const char *want = "\n"
#define NOT_AFTER(role, position, first, at) \
	"kedge_certificate_not_after_timestamp_seconds{estate=\"lab\"," \
	"endpoint=\"web\",role=\"" role "\",position=\"" position \
	"\",fingerprint=\"" first ZEROS_31 "\"} " at "\n"
#define NOT_BEFORE(role, position, first, at) \
	"kedge_certificate_not_before_timestamp_seconds{estate=\"lab\"," \
	"endpoint=\"web\",role=\"" role "\",position=\"" position \
	"\",fingerprint=\"" first ZEROS_31 "\"} " at "\n"
	    NOT_AFTER("anchor", "2", "ef", "2000")
	    NOT_AFTER("cross-sign", "1", "cd", "500")
	    NOT_AFTER("leaf", "0", "ab", "900")
	    NOT_BEFORE("anchor", "2", "ef", "-7")
	    NOT_BEFORE("cross-sign", "1", "cd", "0")
	    NOT_BEFORE("leaf", "0", "ab", "100")
	    "kedge_certificate_observed_timestamp_seconds{estate=\"lab\","
	    "endpoint=\"web\",address=\"192.0.2.1\"} 1000\n"
	    "kedge_certificate_observed_timestamp_seconds{estate=\"lab\","
	    "endpoint=\"web\",address=\"192.0.2.2\"} 700\n";

	(void)state;
	series_certificates(&series, &last, &roots);
	last.address = "192.0.2.2";
	last.at_s = 700;
	series_certificates(&series, &last, &roots);
	expect(&e, want);
}

#define PAIR	"{estate=\"lab\",endpoint=\"web\",release=\"r\"} "

static const struct forecast_case {
	const char *name;
	enum forecast_state state;
	int64_t breaks_at_s, act_by_s;
	struct cause cause;
	const char *want;
} forecast_cases[] = {
	{ "breaks one day", FORECAST_OK, 900, 300,
	    { BLAME_EXPIRED, ROLE_LEAF, &leaf }, "\n"
	    "kedge_chain_act_by_timestamp_seconds" PAIR "300\n"
	    "kedge_chain_break_info{estate=\"lab\",endpoint=\"web\","
	    "release=\"r\",role=\"leaf\",class=\"expired\",fingerprint=\"ab"
	    ZEROS_31 "\",subject=\"CN=a\\\"b\"} 1\n"
	    "kedge_chain_break_timestamp_seconds" PAIR "900\n"
	    "kedge_chain_valid" PAIR "1\n" },
	{ "never breaks", FORECAST_OK, INSTANT_NEVER, INSTANT_NEVER,
	    { BLAME_NONE, ROLE_LEAF, NULL },
	    "\nkedge_chain_valid" PAIR "1\n" },
	{ "has failed", FORECAST_FAILING, 900, 300,
	    { BLAME_VERIFIER_LIMIT, ROLE_LEAF, NULL }, "\n"
	    "kedge_chain_act_by_timestamp_seconds" PAIR "300\n"
	    "kedge_chain_break_info{estate=\"lab\",endpoint=\"web\","
	    "release=\"r\",class=\"verifier-limit\"} 1\n"
	    "kedge_chain_break_timestamp_seconds" PAIR "900\n"
	    "kedge_chain_valid" PAIR "0\n" },
	{ "was never valid", FORECAST_NEVER, INSTANT_ALWAYS, INSTANT_ALWAYS,
	    { BLAME_NONE, ROLE_LEAF, NULL },
	    "\nkedge_chain_valid" PAIR "0\n" },
	{ "cannot be told", FORECAST_INDETERMINATE, 0, 0,
	    { BLAME_NONE, ROLE_LEAF, NULL },
	    "\nkedge_chain_valid" PAIR "0\n" },
};

static void
a_forecast_has_no_zero_time(void **state)
{
	(void)state;
	for (size_t i = 0;
	    i < sizeof(forecast_cases) / sizeof(*forecast_cases); i++) {
		const struct forecast_case *c = &forecast_cases[i];
		const struct forecast forecast = { .state = c->state,
			.breaks_at_s = c->breaks_at_s, .cause = c->cause };
		const struct pair pair = { .endpoint = "web", .release = "r",
			.act_by_s = c->act_by_s, .forecast = &forecast };
		struct exposition e = { 0 };
		const struct series series = { &e, "lab" };
		char *got;

		series_pair(&series, &pair);
		got = samples(&e);
		if (strcmp(got, c->want) != 0)
			fail_msg("%s:%s", c->name, got);
		free(got);
		exposition_release(&e);
	}
}

static void
a_store_is_counted(void **state)
{
	struct exposition e = { 0 };
	const struct series series = { &e, "lab" };
	struct anchor anchors[] = { { &leaf, NULL }, { &cross, NULL },
		{ &root, NULL } };
	const struct store store = { .anchors = anchors, .n = 3,
		.n_rejections = 2 };
	const struct release good = { .name = "r",
		.supported_until_s = 5000 };
	const struct release bad = { .name = "s",
		.supported_until_s = INSTANT_NEVER };

	(void)state;
	series_release(&series, &good, &store, 501);
	series_release(&series, &bad, NULL, 501);
	expect(&e, "\n"
	    "kedge_release_supported_until_timestamp_seconds{estate=\"lab\","
	    "release=\"r\"} 5000\n"
	    "kedge_store_anchors{estate=\"lab\",release=\"r\","
	    "state=\"expired\"} 1\n"
	    "kedge_store_anchors{estate=\"lab\",release=\"r\","
	    "state=\"not-yet-valid\"} 0\n"
	    "kedge_store_anchors{estate=\"lab\",release=\"r\","
	    "state=\"rejected\"} 2\n"
	    "kedge_store_anchors{estate=\"lab\",release=\"r\","
	    "state=\"valid\"} 2\n"
	    "kedge_store_first_expiry_timestamp_seconds{estate=\"lab\","
	    "release=\"r\"} 900\n"
	    "kedge_store_readable{estate=\"lab\",release=\"r\"} 1\n"
	    "kedge_store_readable{estate=\"lab\",release=\"s\"} 0\n");
}

static void
a_policy_that_never_loaded_says_so(void **state)
{
	struct exposition e = { 0 };
	const struct series lab = { &e, "lab" }, broken = { &e, "/x.yaml" };
	const struct estate estate = { .n_files = 3, .n_files_bad = 1 };

	(void)state;
	series_policy(&lab, &estate, false, 400);
	series_policy(&broken, NULL, false, INSTANT_ALWAYS);
	expect(&e, "\n"
	    "kedge_policy_files{estate=\"lab\",state=\"bad\"} 1\n"
	    "kedge_policy_files{estate=\"lab\",state=\"used\"} 2\n"
	    "kedge_policy_last_reload_success_timestamp_seconds"
	    "{estate=\"lab\"} 400\n"
	    "kedge_policy_last_reload_successful{estate=\"/x.yaml\"} 0\n"
	    "kedge_policy_last_reload_successful{estate=\"lab\"} 0\n");
}

static void
every_rule_and_reason_is_counted(void **state)
{
	struct exposition e = { 0 };
	const struct series series = { &e, "lab" };
	struct findings findings = { 0 };
	size_t counts[REASON_LOCAL + 1] = { [REASON_DNS] = 3 };
	char *got;
	size_t lines = 0;

	(void)state;
	findings_add(&findings, RULE_CHAIN_FAILING, "a");
	findings_add(&findings, RULE_CHAIN_FAILING, "b");
	series_findings(&series, &findings);
	series_scan_errors(&series, counts, REASON_LOCAL + 1);
	got = samples(&e);
	for (const char *p = got + 1; *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, RULE_COUNT + REASON_LOCAL);
	assert_non_null(strstr(got, "\nkedge_findings{estate=\"lab\","
	    "rule=\"chain-failing\",severity=\"error\"} 2\n"));
	assert_non_null(strstr(got, "\nkedge_findings{estate=\"lab\","
	    "rule=\"deadline-near\",severity=\"warning\"} 0\n"));
	assert_non_null(strstr(got, "\nkedge_scan_errors_total{estate="
	    "\"lab\",reason=\"dns\"} 3\n"));
	free(got);
	findings_release(&findings);
	exposition_release(&e);
}

static void
the_rest_is_said_as_it_is(void **state)
{
	struct exposition e = { 0 };
	const struct series series = { &e, "lab" };
	const struct endpoint_counts counts = { 4, 1, 2 };
	const struct deadline deadline = { .name = "card",
		.owner = "finance", .expires_s = 77 };

	(void)state;
	series_build(&e, "1.2.3");
	series_targets(&series, &counts);
	series_renewal(&series, "web", 600, true);
	series_deadline(&series, &deadline);
	series_pass(&series, 2, 800);
	series_restart_ready(&series, false);
	expect(&e, "\n"
	    "kedge_build_info{version=\"1.2.3\"} 1\n"
	    "kedge_deadline_timestamp_seconds{estate=\"lab\","
	    "deadline=\"card\",owner=\"finance\"} 77\n"
	    "kedge_last_complete_pass_timestamp_seconds{estate=\"lab\"} "
	    "800\n"
	    "kedge_pass_duration_seconds{estate=\"lab\"} 2\n"
	    "kedge_renewal_due_timestamp_seconds{estate=\"lab\","
	    "endpoint=\"web\"} 600\n"
	    "kedge_renewal_overdue{estate=\"lab\",endpoint=\"web\"} 1\n"
	    "kedge_restart_ready{estate=\"lab\"} 0\n"
	    "kedge_targets{estate=\"lab\",state=\"down\"} 2\n"
	    "kedge_targets{estate=\"lab\",state=\"partial\"} 1\n"
	    "kedge_targets{estate=\"lab\",state=\"up\"} 4\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_observation_is_up),
		cmocka_unit_test(certificates_have_their_parts),
		cmocka_unit_test(a_forecast_has_no_zero_time),
		cmocka_unit_test(a_store_is_counted),
		cmocka_unit_test(a_policy_that_never_loaded_says_so),
		cmocka_unit_test(every_rule_and_reason_is_counted),
		cmocka_unit_test(the_rest_is_said_as_it_is),
	};

	return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
