#include "report/forecasts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/instant.h"
#include "base/mem.h"
#include "forge/forge.h"
#include "pki/certpool.h"

static struct fixture {
	struct certpool *pool;
	const struct cert *leaf, *root, *cross;
} fixture;

static const struct cert *
forge_one(struct forge *forge, const char *name, const char *line)
{
	struct err err = ERR_NONE;
	const struct cert *cert;
	char message[256];
	struct span der;

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s", message);
	der.p = forge_der(forge, name, &der.n);
	if (certpool_add_der(fixture.pool, &cert, der, &err) == -1)
		fail_msg("%s", err.msg);
	return cert;
}

static int
set_up(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	fixture.pool = certpool_new();
	forge_one(forge, "old", "old ca=yes type=ed25519 subject=/CN=Old");
	fixture.root = forge_one(forge, "new",
	    "new ca=yes type=ed25519 subject=/CN=New");
	fixture.cross = forge_one(forge, "cross",
	    "cross issuer=old key=new ca=yes subject=/CN=New");
	fixture.leaf = forge_one(forge, "leaf",
	    "leaf type=ed25519 issuer=new subject=/CN=a.example");
	forge_free(forge);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	certpool_free(fixture.pool);
	return 0;
}

static int64_t
at(const char *text)
{
	struct err err = ERR_NONE;
	int64_t instant_s;

	assert_int_equal(instant_parse(&instant_s, text, &err), 0);
	return instant_s;
}

/* A pair and what it points to. */
struct sample {
	const char *endpoint;
	int64_t act_by_s;
	struct forecast forecast;
};

static struct sample
sample(const char *endpoint, enum forecast_state state,
    const char *breaks_at, const char *act_by)
{
	return (struct sample){ endpoint, at(act_by), {
		.now_s = at("2023-08-01T00:00:00Z"),
		.state = state,
		.breaks_at_s = at(breaks_at),
		.leaf_not_after_s = at("2023-10-08T09:26:47Z"),
	} };
}

static struct pair
pair_of(const struct sample *sample)
{
	return (struct pair){ .endpoint = sample->endpoint, .release = "r",
		.act_by_s = sample->act_by_s, .forecast = &sample->forecast };
}

static char *
print(const struct sample *samples, size_t n, bool all, bool colour)
{
	struct pair pairs[8];
	struct err err = ERR_NONE;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_in_range(n, 0, 8);
	for (size_t i = 0; i < n; i++)
		pairs[i] = pair_of(&samples[i]);
	assert_int_equal(forecasts_print(pairs, n, all, colour, stream, &err),
	    0);
	fclose(stream);
	return text;
}

static void
each_state_has_its_row(void **state)
{
	struct sample f[7] = {
		sample("never", FORECAST_NEVER, "2023-01-01", "2023-01-01"),
		sample("failing", FORECAST_FAILING, "2023-07-31T23:59:59Z",
		    "2023-04-01"),
		sample("unknown", FORECAST_INDETERMINATE, "2023-01-01",
		    "2023-01-01"),
		sample("not-yet", FORECAST_NOT_YET, "2025-01-01",
		    "2024-09-01"),
		sample("due", FORECAST_OK, "2023-09-11T09:26:47Z",
		    "2023-08-01T00:00:00Z"),
		sample("fine", FORECAST_OK, "2023-10-08T09:26:47Z",
		    "2023-08-01T00:00:01Z"),
		sample("for\033ever", FORECAST_OK, "2023-01-01",
		    "2023-01-01"),
	};
	char *got;

	(void)state;
	f[0].forecast.breaks_at_s = f[0].act_by_s = INSTANT_ALWAYS;
	f[0].forecast.cause = (struct cause){ BLAME_MISSING_ANCHOR, ROLE_LEAF,
		fixture.leaf };
	f[1].forecast.cause = (struct cause){ BLAME_EXPIRED, ROLE_LEAF,
		fixture.leaf };
	f[2].forecast.breaks_at_s = f[2].act_by_s =
	    f[2].forecast.leaf_not_after_s = INSTANT_NEVER;
	f[2].forecast.cause.blame = BLAME_BUDGET;
	f[2].forecast.reason = mem_strdup("more than 3 paths");
	f[3].forecast.cause = (struct cause){ BLAME_NOT_YET_VALID, ROLE_LEAF,
		fixture.leaf };
	f[4].forecast.cause = (struct cause){ BLAME_EXPIRED, ROLE_CROSS_SIGN,
		fixture.cross };
	f[5].forecast.cause = f[1].forecast.cause;
	f[6].forecast.breaks_at_s = f[6].act_by_s = INSTANT_NEVER;
	got = print(f, 7, false, false);
	assert_string_equal(got,
	    "ENDPOINT     RELEASE  STATE          LEAF ENDS   BREAKS AT        "
	    "     DAYS  ACT BY      WHY\n"
	    "never        r        never          2023-10-08  -                "
	    "        -  -           no anchor for 'a.example', issued by "
	    "'New'\n"
	    "failing      r        failing        2023-10-08  "
	    "2023-07-31T23:59:59Z    -1  2023-04-01  leaf 'a.example' expires\n"
	    "unknown      r        indeterminate  -           -                "
	    "        -  -           more than 3 paths\n"
	    "not-yet      r        not-yet        2023-10-08  "
	    "2025-01-01T00:00:00Z   519  2024-09-01  leaf 'a.example' is not "
	    "valid yet\n"
	    "due          r        act now        2023-10-08  "
	    "2023-09-11T09:26:47Z    41  2023-08-01  cross-sign 'New' by 'Old' "
	    "expires\n"
	    "fine         r        ok             2023-10-08  "
	    "2023-10-08T09:26:47Z    68  2023-08-01  leaf 'a.example' expires\n"
	    "for\\x1bever  r        ok             2023-10-08  never           "
	    "         -  -           -\n");
	free(got);
	got = print(&f[4], 2, false, true);
	assert_string_equal(got,
	    "ENDPOINT  RELEASE  STATE    LEAF ENDS   BREAKS AT             "
	    "DAYS  ACT BY      WHY\n"
	    "due       r        \033[33mact now\033[0m  2023-10-08  "
	    "2023-09-11T09:26:47Z    41  2023-08-01  cross-sign 'New' by 'Old' "
	    "expires\n"
	    "fine      r        \033[32mok\033[0m       2023-10-08  "
	    "2023-10-08T09:26:47Z    68  2023-08-01  leaf "
	    "'a.example' expires\n");
	free(got);
	got = print(&f[0], 1, false, true);
	assert_non_null(strstr(got, "  \033[31mnever\033[0m  "));
	free(got);
	free(f[2].forecast.reason);
}

static void
remedies_follow_the_table(void **state)
{
	struct remedy items[] = {
		{ .kind = REMEDY_ADD_ANCHOR, .cert = fixture.root,
		    .breaks_at_s = INSTANT_NEVER },
		{ .kind = REMEDY_DROP_SERVED, .cert = fixture.cross,
		    .breaks_at_s = at("2024-01-01T00:00:00Z") },
		{ .kind = REMEDY_ADD_ANCHOR_DROP_SERVED,
		    .cert = fixture.root, .dropped = fixture.cross,
		    .breaks_at_s = at("2024-01-01T00:00:00Z") },
		{ .kind = REMEDY_RENEW_LEAF, .cert = fixture.leaf,
		    .breaks_at_s = at("2023-12-01T00:00:00Z") },
	};
	struct sample f[2] = {
		sample("web", FORECAST_OK, "2023-09-11T09:26:47Z",
		    "2023-05-23"),
		sample("api", FORECAST_OK, "2023-09-11T09:26:47Z",
		    "2023-05-23"),
	};
	char *got;

	(void)state;
	f[0].forecast.remedies = (struct remedies){ items, 4, 4 };
	got = print(f, 2, false, false);
	assert_string_equal(strstr(got, "\n\n"), "\n\n"
	    "What mends it best:\n"
	    "  web for r: add the anchor 'New' to the release; it then never "
	    "breaks\n");
	free(got);
	got = print(f, 2, true, false);
	assert_string_equal(strstr(got, "\n\n"), "\n\n"
	    "What mends it, best first:\n"
	    "  web for r: add the anchor 'New' to the release; it then never "
	    "breaks\n"
	    "  web for r: let the server stop sending 'New' as issued by "
	    "'Old'; it then lasts until 2024-01-01T00:00:00Z\n"
	    "  web for r: add the anchor 'New' to the release and, once "
	    "the devices have it and not before, let the server stop sending "
	    "'New' as issued by 'Old'; it then lasts until "
	    "2024-01-01T00:00:00Z\n"
	    "  web for r: renew the certificate of 'a.example'; it then lasts "
	    "until 2023-12-01T00:00:00Z\n");
	free(got);
	got = print(&f[1], 1, true, false);
	assert_null(strstr(got, "\n\n"));
	free(got);
}

static void
no_forecast_is_a_title_alone(void **state)
{
	char *got = print(NULL, 0, true, false);

	(void)state;
	assert_string_equal(got, "ENDPOINT  RELEASE  STATE  LEAF ENDS  "
	    "BREAKS AT  DAYS  ACT BY  WHY\n");
	free(got);
}

/* A stream that takes no more is a failure, never a short answer. */
static void
full_stream_fails(void **state)
{
	struct remedy remedy = { .kind = REMEDY_ADD_ANCHOR,
		.cert = fixture.root, .breaks_at_s = INSTANT_NEVER };
	struct sample f = sample("web", FORECAST_OK,
	    "2023-09-11T09:26:47Z", "2023-05-23");
	struct pair pair = pair_of(&f);
	static const size_t sizes[] = { 16, 220 };

	(void)state;
	f.forecast.remedies = (struct remedies){ &remedy, 1, 1 };
	for (size_t i = 0; i < 2; i++) {
		struct err err = ERR_NONE;
		char room[256];
		FILE *stream = fmemopen(room, sizes[i], "w");

		setvbuf(stream, NULL, _IONBF, 0);
		assert_int_equal(forecasts_print(&pair, 1, true, false, stream,
		    &err), -1);
		assert_non_null(strstr(err.msg, "No space left on device"));
		fclose(stream);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_its_row),
		cmocka_unit_test(remedies_follow_the_table),
		cmocka_unit_test(no_forecast_is_a_title_alone),
		cmocka_unit_test(full_stream_fails),
	};

	return cmocka_run_group_tests_name("forecasts", tests, set_up,
	    tear_down);
}
