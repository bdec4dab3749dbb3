#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/mem.h"
#include "forge/forge.h"

static const struct cert *
forge_one(struct forge *forge, struct certpool *pool, const char *name,
    const char *line)
{
	struct err err = ERR_NONE;
	const struct cert *cert;
	char message[256];
	struct span der;

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s", message);
	der.p = forge_der(forge, name, &der.n);
	if (certpool_add_der(pool, &cert, der, &err) == -1)
		fail_msg("%s", err.msg);
	return cert;
}

static void
add_cell(struct windows *windows, int64_t from_s, int64_t until_s,
    bool accepted, const struct cert *cert)
{
	struct cell cell = { .from_s = from_s, .until_s = until_s,
		.accepted = accepted };

	chain_append(&cell.path, cert);
	windows->cells = mem_grow(windows->cells, &windows->cap,
	    windows->n + 1, sizeof(*windows->cells));
	windows->cells[windows->n++] = cell;
}

static char *
write_one(const struct pair *pair)
{
	struct record_writer writer;
	struct err err = ERR_NONE;
	char *text = NULL;
	size_t n;
	FILE *stream = open_memstream(&text, &n);

	record_writer_init(&writer, stream);
	writer.estate = "lab";
	assert_int_equal(record_write_forecast(&writer, pair, &err), 0);
	record_writer_release(&writer);
	fclose(stream);
	return text;
}

/* want has "ROOT" and "LEAF" where the two SHA-256 stand. */
static void
assert_record(const struct pair *pair, const struct cert *root,
    const struct cert *leaf, const char *want)
{
	struct buf text = BUF_INIT(SIZE_MAX / 2);
	char sha256[SHA256_TEXT], *got = write_one(pair);

	for (const char *p = want; *p != '\0';) {
		bool is_root = strncmp(p, "ROOT", 4) == 0;

		if (is_root || strncmp(p, "LEAF", 4) == 0) {
			buf_text(&text, sha256_text(sha256,
			    is_root ? root->sha256 : leaf->sha256));
			p += 4;
		} else {
			buf_append(&text, p++, 1);
		}
	}
	assert_string_equal(got, text.p);
	buf_release(&text);
	free(got);
}

static void
cells_that_touch_are_one_window(void **state)
{
	struct forge *forge = forge_new();
	struct certpool *pool = certpool_new();
	const struct cert *root = forge_one(forge, pool, "root",
	    "root ca=yes");
	const struct cert *leaf = forge_one(forge, pool, "leaf",
	    "leaf issuer=root");
	struct forecast f = {
		.verifier = verifier_find("openssl-1.0.2"),
		.state = FORECAST_OK, .breaks_at_s = 300,
		.recovers_at_s = INSTANT_NEVER,
		.cause = { BLAME_EXPIRED, ROLE_LEAF, leaf },
		.leaf_not_after_s = 299, .served_first_not_after_s = 299,
		.complete_breaks_at_s = 300,
	};
	const struct pair pair = { .endpoint = "smartlink",
		.release = "radio-3", .act_by_s = INSTANT_NEVER,
		.forecast = &f };

	(void)state;
	add_cell(&f.windows, INSTANT_ALWAYS, 100, true, leaf);
	add_cell(&f.windows, 100, 200, false, leaf);
	add_cell(&f.windows, 200, 250, true, leaf);
	add_cell(&f.windows, 250, 300, true, root);
	add_cell(&f.windows, 300, 400, false, leaf);
	add_cell(&f.windows, 400, INSTANT_NEVER, true, leaf);
	assert_record(&pair, root, leaf,
	    "{\"schema\":\"kedge/1\",\"kind\":\"forecast\","
	    "\"estate\":\"lab\","
	    "\"endpoint\":\"smartlink\",\"release\":\"radio-3\","
	    "\"verifier\":\"openssl-1.0.2\",\"now\":\"1970-01-01T00:00:00Z\","
	    "\"state\":\"ok\",\"windows\":["
	    "{\"until\":\"1970-01-01T00:01:40Z\",\"path\":[\"LEAF\"]},"
	    "{\"from\":\"1970-01-01T00:03:20Z\","
	    "\"until\":\"1970-01-01T00:05:00Z\",\"path\":[\"ROOT\"]},"
	    "{\"from\":\"1970-01-01T00:06:40Z\",\"path\":[\"LEAF\"]}],"
	    "\"breaks_at\":\"1970-01-01T00:05:00Z\",\"recovers_at\":null,"
	    "\"cause\":{\"role\":\"leaf\",\"sha256\":\"LEAF\","
	    "\"subject\":\"CN=leaf\",\"not_after\":\"2030-01-01T00:00:00Z\","
	    "\"class\":\"expired\"},"
	    "\"leaf_not_after\":\"1970-01-01T00:04:59Z\","
	    "\"served_first_not_after\":\"1970-01-01T00:04:59Z\","
	    "\"complete_breaks_at\":\"1970-01-01T00:05:00Z\","
	    "\"act_by\":null,\"remedies\":[]}\n");
	forecast_release(&f);
	certpool_free(pool);
	forge_free(forge);
}

static void
what_is_not_known_is_null(void **state)
{
	struct forecast f = {
		.verifier = verifier_find("complete"),
		.state = FORECAST_NEVER, .breaks_at_s = INSTANT_ALWAYS,
		.recovers_at_s = INSTANT_NEVER,
		.cause = { .blame = BLAME_MISSING_ANCHOR },
		.leaf_not_after_s = INSTANT_NEVER,
		.served_first_not_after_s = INSTANT_NEVER,
		.complete_breaks_at_s = INSTANT_ALWAYS,
	};
	const struct pair pair = { .act_by_s = INSTANT_NEVER,
		.forecast = &f };

	(void)state;
	assert_record(&pair, NULL, NULL,
	    "{\"schema\":\"kedge/1\",\"kind\":\"forecast\","
	    "\"estate\":\"lab\","
	    "\"verifier\":\"complete\",\"now\":\"1970-01-01T00:00:00Z\","
	    "\"state\":\"never\",\"windows\":[],\"breaks_at\":null,"
	    "\"recovers_at\":null,\"cause\":{\"role\":null,\"sha256\":null,"
	    "\"subject\":null,\"not_after\":null,"
	    "\"class\":\"missing-anchor\"},\"leaf_not_after\":null,"
	    "\"served_first_not_after\":null,\"complete_breaks_at\":null,"
	    "\"act_by\":null,\"remedies\":[]}\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_that_touch_are_one_window),
		cmocka_unit_test(what_is_not_known_is_null),
	};

	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
