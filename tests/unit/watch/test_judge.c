#include "watch/judge.h"

#include "base/buf.h"
#include "base/file.h"
#include "unit/watch/estate.h"

#define POLICY(more) \
	"kedge: 1\n" \
	"endpoints: [{name: web, address: a.example:443" more "}]\n" \
	"releases:\n"
#define RELEASE(name, store, more) \
	"  - {name: " name ", bundle: {file: " store "}, verifier: " \
	"openssl-3" more "}\n"

static const struct act_case {
	const char *name;
	const char *policy;
	const char *chain;
	const char *state, *breaks_at, *act_by;
	bool firmware;
} act_cases[] = {
	{ "a leaf: a third of its life before",
	    POLICY("") RELEASE("r", "root.pem", ", lead_time: 21d,"
		" adoption: 90d"), "leaf inter", "ok",
	    "2024-01-01T00:00:00Z", "2023-09-01T08:00:00Z", false },
	{ "a leaf: the renewal lead of its endpoint",
	    POLICY(", renew_at: 60d") RELEASE("r", "root.pem", ""),
	    "leaf inter", "ok", "2024-01-01T00:00:00Z",
	    "2023-11-02T00:00:00Z", false },
	{ "an anchor: lead time and adoption",
	    POLICY(", renew_at: 60d") RELEASE("r", "other.pem",
		", lead_time: 21d, adoption: 90d") "roots: [root.pem]\n",
	    "leaf inter cross", "ok", "2023-09-11T09:26:47Z",
	    "2023-05-23T09:26:47Z", true },
	{ "an anchor: the policy gives no times",
	    POLICY("") RELEASE("r", "other.pem", "") "roots: [root.pem]\n",
	    "leaf inter cross", "ok", "2023-09-11T09:26:47Z",
	    "2023-09-11T09:26:47Z", true },
	{ "nothing known mends it: the slower way",
	    POLICY(", renew_at: 60d") RELEASE("r", "other.pem",
		", lead_time: 21d, adoption: 90d"), "leaf inter cross",
	    "ok", "2023-09-11T09:26:47Z", "2023-05-23T09:26:47Z", true },
	{ "a server that need only send less",
	    POLICY(", renew_at: 60d") "  - {name: r, bundle: {file: both.pem},"
	    " verifier: openssl-1.0.2, lead_time: 21d, adoption: 90d}\n",
	    "leaf inter cross", "ok", "2023-09-11T09:26:47Z",
	    "2023-07-13T09:26:47Z", false },
	{ "a renewed leaf, and an anchor that ends before firmware can come",
	    POLICY("") RELEASE("r", "brief.pem", ", lead_time: 21d,"
		" adoption: 240d"), "quick under", "ok",
	    "2023-07-01T00:00:00Z", "2023-05-16T00:00:00Z", false },
	{ "the anchor ends when support does",
	    POLICY("") RELEASE("r", "brief.pem", ", lead_time: 21d,"
		" adoption: 240d, supported_until: 2024-02-01"),
	    "quick under", "ok", "2023-07-01T00:00:00Z",
	    "2023-06-01T00:00:00Z", false },
	{ "it ends a day before",
	    POLICY("") RELEASE("r", "brief.pem", ", lead_time: 21d,"
		" adoption: 240d, supported_until: 2024-02-02"),
	    "quick under", "ok", "2023-07-01T00:00:00Z",
	    "2023-05-16T00:00:00Z", false },
	{ "firmware is due after the renewal",
	    POLICY("") RELEASE("r", "brief.pem", ", lead_time: 21d,"
		" adoption: 90d"), "quick under", "ok",
	    "2023-07-01T00:00:00Z", "2023-06-01T00:00:00Z", false },
	{ "the next leaf comes from the next CA certificate",
	    POLICY("") RELEASE("r", "root.pem", ", lead_time: 21d,"
		" adoption: 90d"), "faded fading", "ok",
	    "2023-07-01T00:00:00Z", "2023-06-01T00:00:00Z", false },
	{ "but not for ever with the next cross-sign",
	    POLICY("") RELEASE("r", "other.pem", ", lead_time: 21d,"
		" adoption: 150d") "roots: [root.pem]\n",
	    "short inter cross", "ok", "2023-07-01T00:00:00Z",
	    "2023-03-24T09:26:47Z", false },
	{ "nor where it is not known to be one",
	    POLICY("") RELEASE("r", "other.pem", ", lead_time: 21d,"
		" adoption: 150d"), "short inter cross", "ok",
	    "2023-07-01T00:00:00Z", "2023-03-24T09:26:47Z", false },
	{ "a server that renews and need only send less",
	    POLICY("") "  - {name: r, bundle: {file: both.pem},"
	    " verifier: openssl-1.0.2, lead_time: 21d, adoption: 150d}\n",
	    "short inter cross", "ok", "2023-07-01T00:00:00Z",
	    "2023-05-01T16:00:00Z", false },
	{ "a leaf that ends after support",
	    POLICY("") RELEASE("r", "root.pem", ", lead_time: 21d,"
		" supported_until: 2024-01-01"), "leaf inter", "ok",
	    "2024-01-01T00:00:00Z", "never", false },
	{ "an anchor that is missed after support",
	    POLICY("") RELEASE("r", "other.pem", ", lead_time: 21d,"
		" supported_until: 2023-09-11"), "leaf inter cross", "ok",
	    "2023-09-11T09:26:47Z", "never", true },
	{ "what is never valid was due always",
	    POLICY("") RELEASE("r", "other.pem", ""), "leaf inter", "never",
	    "always", "always", true },
};

static void
put_together(const char *path, const char *one, const char *other)
{
	struct buf both = BUF_INIT(65536);
	struct err err = ERR_NONE;

	assert_int_equal(file_read(&both, one, &err), 0);
	buf_text(&both, "\n");
	assert_int_equal(file_read(&both, other, &err), 0);
	folder_put(path, both.p);
	buf_release(&both);
}

static void
act_by_is_the_lead_of_the_remedy(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(act_cases) / sizeof(*act_cases); i++) {
		const struct act_case *c = &act_cases[i];
		char breaks_at[INSTANT_TEXT], act_by[INSTANT_TEXT];
		const struct forecast *f;
		struct lab lab;

		lab_open(&lab, "2023-06-01T00:00:00Z");
		put_together("both.pem", "other.pem", "root.pem");
		lab_policy(&lab, c->policy);
		lab_serve(&lab, "web", "192.0.2.1", c->chain, 0, NULL);
		lab_pass(&lab);
		assert_int_equal(lab.pass.n_pairs, 1);
		f = lab.pass.pairs[0].forecast;
		instant_format(breaks_at, f->breaks_at_s);
		instant_format(act_by, lab.pass.pairs[0].act_by_s);
		if (strcmp(forecast_state_name(f->state), c->state) != 0 ||
		    strcmp(breaks_at, c->breaks_at) != 0 ||
		    strcmp(act_by, c->act_by) != 0 ||
		    mending_needs_firmware(&lab.pass.pairs[0]) !=
			c->firmware)
			fail_msg("%s: %s, breaks at %s, act by %s, %s",
			    c->name, forecast_state_name(f->state), breaks_at,
			    act_by, c->firmware ? "not firmware" :
			    "not server");
		lab_close(&lab);
	}
}

struct served {
	const char *address, *chain;
};

static const struct worst_case {
	const char *name;
	struct served served[3];
	const char *address, *breaks_at;	/* of the worst */
} worst_cases[] = {
	{ "one", { { "1", "leaf inter" } }, "1", "2024-01-01T00:00:00Z" },
	{ "the sooner break", { { "1", "leaf inter" }, { "2", "short inter" },
	    { "3", "leaf inter" } }, "2", "2023-07-01T00:00:00Z" },
	{ "in another order", { { "2", "short inter" },
	    { "1", "leaf inter" } }, "2", "2023-07-01T00:00:00Z" },
	{ "never is worse than soon", { { "2", "short inter" },
	    { "3", "leaf" } }, "3", "always" },
	{ "not yet is worse than a break", { { "2", "short inter" },
	    { "3", "late inter" } }, "3", "2025-01-01T00:00:00Z" },
	{ "no chain is not judged", { { "1", "" }, { "2", "leaf inter" } },
	    "2", "2024-01-01T00:00:00Z" },
};

static void
worst_chain_of_an_endpoint_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(worst_cases) / sizeof(*worst_cases);
	    i++) {
		const struct worst_case *c = &worst_cases[i];
		char breaks_at[INSTANT_TEXT];
		const struct pair *pair;
		struct lab lab;

		lab_open(&lab, "2023-06-01T00:00:00Z");
		lab_policy(&lab, POLICY("") RELEASE("r", "root.pem", ""));
		for (size_t k = 0; k < 3 && c->served[k].address; k++)
			lab_serve(&lab, "web", c->served[k].address,
			    c->served[k].chain, *c->served[k].chain ? 0 :
			    REASON_TCP_REFUSED, NULL);
		lab_pass(&lab);
		assert_int_equal(lab.pass.n_pairs, 1);
		pair = &lab.pass.pairs[0];
		instant_format(breaks_at, pair->forecast->breaks_at_s);
		if (strcmp(pair->address, c->address) != 0 ||
		    strcmp(breaks_at, c->breaks_at) != 0)
			fail_msg("%s: %s breaks at %s", c->name,
			    pair->address, breaks_at);
		lab_close(&lab);
	}
}

/* Another address that ends sooner takes nothing from what another needs. */
static void
no_address_hides_what_another_needs(void **state)
{
	static const struct served served[] = { { "1", "slow under" },
		{ "2", "faded fading" }, { "3", "faded fading" } };
	char act_by[INSTANT_TEXT];

	(void)state;
	for (size_t n = 1; n <= 3; n++) {
		const struct pair *pair;
		struct lab lab;

		lab_open(&lab, "2023-05-20T00:00:00Z");
		put_together("more.pem", "brief.pem", "root.pem");
		lab_policy(&lab, POLICY("") RELEASE("r", "more.pem",
		    ", lead_time: 21d, adoption: 240d"));
		for (size_t i = 0; i < n; i++)
			lab_serve(&lab, "web", served[i].address,
			    served[i].chain, 0, NULL);
		lab_pass(&lab);
		assert_int_equal(lab.pass.n_pairs, 1);
		pair = &lab.pass.pairs[0];
		assert_int_equal(pair->n_servings, n > 1 ? 2 : 0);
		assert_string_equal(pair->address, n > 1 ? "2" : "1");
		assert_string_equal(instant_format(act_by, pair->act_by_s),
		    "2023-05-16T00:00:00Z");
		assert_string_equal(pair_firmware(pair).address, "1");
		assert_false(pair_firmware(pair).is_lasting);
		assert_int_equal(pair->is_one_of_several, n > 1);
		assert_int_equal(lab.pass.examined, 1);
		lab_close(&lab);
	}
}

static const struct renewal_case {
	const char *name;
	struct threshold renew, alarm;
	int life_d;
	int due_d, alarm_d;	/* before the end */
} renewal_cases[] = {
	{ "silent", { 0 }, { 0 }, 120, 40, 30 },
	{ "silent, ten days", { 0 }, { 0 }, 8, 4, 3 },
	{ "both given", { 60 * DAY_S, 0, 0 }, { 45 * DAY_S, 0, 0 }, 398, 60,
	    45 },
	{ "at once, as they say", { 45 * DAY_S, 0, 0 }, { 45 * DAY_S, 0, 0 },
	    398, 45, 45 },
	{ "a silent alarm would come first", { 60 * DAY_S, 0, 0 }, { 0 },
	    398, 60, 45 },
	{ "a given one would", { 0 }, { 45 * DAY_S, 0, 0 }, 72, 24, 18 },
	{ "a time before a share would", { 0, 1, 4 }, { 45 * DAY_S, 0, 0 },
	    80, 20, 15 },
	{ "a share before a time would", { 20 * DAY_S, 0, 0 }, { 0, 1, 2 },
	    80, 20, 15 },
};

static void
no_alarm_comes_before_the_renewal(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(renewal_cases) /
	    sizeof(renewal_cases[0]); i++) {
		const struct renewal_case *c = &renewal_cases[i];
		const struct endpoint endpoint = { .renew_at = c->renew,
			.alarm_at = c->alarm };
		int64_t end_s = 1000 * DAY_S;
		struct renewal got = endpoint_renewal(&endpoint,
		    end_s - c->life_d * DAY_S, end_s);

		if (end_s - got.due_s != c->due_d * DAY_S ||
		    end_s - got.alarm_s != c->alarm_d * DAY_S)
			fail_msg("%s: %jd and %jd seconds before", c->name,
			    (intmax_t)(end_s - got.due_s),
			    (intmax_t)(end_s - got.alarm_s));
	}
}

/* Worst first; the rest by time, then by name. */
static void
pairs_are_in_order(void **state)
{
	struct pair_index index;
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	lab_policy(&lab, "kedge: 1\n"
	    "endpoints:\n"
	    "  - {name: web, address: a.example:443}\n"
	    "  - {name: api, address: a.example:443}\n"
	    "  - {name: old, address: a.example:443, clients: [s]}\n"
	    "releases:\n"
	    RELEASE("s", "root.pem", "")
	    RELEASE("r", "root.pem", "")
	    RELEASE("none", "other.pem", "")
	    RELEASE("unread", "gone.pem", ""));
	lab_serve(&lab, "web", "192.0.2.1", "leaf inter", 0, NULL);
	lab_serve(&lab, "api", "192.0.2.1", "leaf inter", 0, NULL);
	lab_serve(&lab, "old", "192.0.2.1", "short inter", 0, NULL);
	lab_pass(&lab);
	struct buf got = BUF_INIT(4096);
	for (size_t i = 0; i < lab.pass.n_pairs; i++)
		buf_printf(&got, "%s/%s ", lab.pass.pairs[i].endpoint,
		    lab.pass.pairs[i].release);
	assert_string_equal(got.p, "api/none web/none old/s api/r api/s "
	    "web/r web/s ");
	pair_index_init(&index, lab.pass.pairs, lab.pass.n_pairs);
	for (size_t i = 0; i < lab.pass.n_pairs; i++)
		assert_ptr_equal(pair_index_find(&index,
		    lab.pass.pairs[i].endpoint, lab.pass.pairs[i].release),
		    &lab.pass.pairs[i]);
	assert_null(pair_index_find(&index, "web", "unread"));
	assert_null(pair_index_find(&index, "old", "r"));
	pair_index_release(&index);
	buf_release(&got);
	lab_close(&lab);
}

/* A store that came with the records stands for the release's own. */
static void
recorded_store_is_used(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	lab_policy(&lab, POLICY("") RELEASE("r", "gone.pem", ""));
	lab.records.stores = mem_grow(NULL, &lab.records.stores_cap, 1,
	    sizeof(*lab.records.stores));
	lab.records.n_stores = 1;
	lab.records.stores[0].release = mem_strdup("r");
	store_append(&lab.records.stores[0].store, lab_cert(&lab, "root"),
	    "b.pem:1");
	lab_serve(&lab, "web", "192.0.2.1", "leaf inter", 0, NULL);
	lab_pass(&lab);
	assert_int_equal(lab.pass.findings.n, 0);
	assert_int_equal(lab.pass.examined, 1);
	lab_close(&lab);
}

/* What the two libraries of a policy are served, and when that ends. */
static const struct shape_case {
	const char *name;
	const char *shapes[2];	/* of "leaf inter", of "short inter" */
	const char *old, *new;	/* when each release breaks */
} shape_cases[] = {
	{ "each its own", { "openssl-1.0", "openssl-3" },
	    "2024-01-01T00:00:00Z", "2023-07-01T00:00:00Z" },
	{ "the other way round", { "openssl-3", "openssl-1.0" },
	    "2023-07-01T00:00:00Z", "2024-01-01T00:00:00Z" },
	{ "what nobody knows the shape of counts for all",
	    { "openssl-1.0", NULL },
	    "2023-07-01T00:00:00Z", "2023-07-01T00:00:00Z" },
	{ "the widest stands in", { "openssl-1.0", "any" },
	    "2024-01-01T00:00:00Z", "2023-07-01T00:00:00Z" },
	{ "nothing stands in for it", { "openssl-1.0", "java" },
	    "2024-01-01T00:00:00Z", "" },
};

static const char *
breaks_at(char out[INSTANT_TEXT], const struct pass *pass,
    const char *release)
{
	for (size_t i = 0; i < pass->n_pairs; i++) {
		const struct pair *pair = &pass->pairs[i];

		if (strcmp(pair->release, release) == 0)
			return instant_format(out,
			    pair->forecast->breaks_at_s);
	}
	return "";
}

static void
a_release_is_judged_by_what_it_is_served(void **state)
{
	static const char *const chains[] = { "leaf inter", "short inter" };

	(void)state;
	for (size_t i = 0; i < sizeof(shape_cases) / sizeof(shape_cases[0]);
	    i++) {
		const struct shape_case *c = &shape_cases[i];
		char text[INSTANT_TEXT];
		struct lab lab;

		lab_open(&lab, "2023-06-01T00:00:00Z");
		lab_policy(&lab, POLICY("")
		    RELEASE("new", "root.pem", "")
		    "  - {name: old, bundle: {file: root.pem}, verifier: "
		    "openssl-1.0.2}\n");
		for (size_t k = 0; k < 2; k++) {
			lab_serve(&lab, "web", "192.0.2.1", chains[k], 0,
			    NULL);
			if (c->shapes[k] != NULL)
				lab_shape(&lab, c->shapes[k]);
		}
		lab_pass(&lab);
		if (strcmp(breaks_at(text, &lab.pass, "old"), c->old) != 0 ||
		    strcmp(breaks_at(text, &lab.pass, "new"), c->new) != 0)
			fail_msg("%s: %s", c->name, text);
		lab_close(&lab);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(act_by_is_the_lead_of_the_remedy),
		IN_FOLDER(worst_chain_of_an_endpoint_counts),
		IN_FOLDER(no_address_hides_what_another_needs),
		cmocka_unit_test(no_alarm_comes_before_the_renewal),
		IN_FOLDER(pairs_are_in_order),
		IN_FOLDER(recorded_store_is_used),
		IN_FOLDER(a_release_is_judged_by_what_it_is_served),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
