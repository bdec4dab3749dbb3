#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/instant.h"
#include "base/mem.h"
#include "forge/forge.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* What others may have said, and how that is told. %r, %c and %l are the
 * names of the three certificates. */
static const struct inquiry_case {
	const char *name;
	struct inquiry inquiry;
	bool with_issuers;
	struct inquired_crl crls[2];
	const char *wanted;
} cases[] = {
	{ "nobody was asked", { 0 }, false, { { 0 } }, "" },
	{ "issuers", { .has_issuers = true }, true, { { 0 } },
	    "\"aia\":{\"issuers\":[\"%c\",\"%r\"],\"url\":null,"
	    "\"reason\":null,\"detail\":null}," },
	{ "no issuers", { .has_issuers = true,
	    .issuers_asked = { "http://a/", "fetch_blocked", "why" } }, false,
	    { { 0 } }, "\"aia\":{\"issuers\":[],\"url\":\"http://a/\","
	    "\"reason\":\"fetch_blocked\",\"detail\":\"why\"}," },
	{ "good", { .has_ocsp = true, .ocsp = { .asked = { .url = "http://o" },
	    .status = { ANSWER_GOOD, 1690848000, 1691452800, 0, -1,
		INSTANT_ALWAYS, INSTANT_NEVER } } }, false, { { 0 } },
	    "\"ocsp\":{\"url\":\"http://o\",\"reason\":null,\"detail\":null,"
	    "\"status\":\"good\",\"this_update\":\"2023-08-01T00:00:00Z\","
	    "\"next_update\":\"2023-08-08T00:00:00Z\","
	    "\"freshness\":\"current\",\"signer_not_before\":null,"
	    "\"signer_not_after\":null,\"revoked_at\":null,"
	    "\"revocation_reason\":null}," },
	{ "revoked by a delegate", { .has_ocsp = true,
	    .ocsp = { .asked = { .url = "http://o" },
	    .status = { ANSWER_REVOKED, 1690761600, INSTANT_NEVER, 1688169600,
		1, 1688169600, 1690761600 } } }, false, { { 0 } },
	    "\"ocsp\":{\"url\":\"http://o\",\"reason\":null,\"detail\":null,"
	    "\"status\":\"revoked\",\"this_update\":\"2023-07-31T00:00:00Z\","
	    "\"next_update\":null,\"freshness\":\"stale\","
	    "\"signer_not_before\":\"2023-07-01T00:00:00Z\","
	    "\"signer_not_after\":\"2023-07-31T00:00:00Z\","
	    "\"revoked_at\":\"2023-07-01T00:00:00Z\","
	    "\"revocation_reason\":\"keyCompromise\"}," },
	{ "a refusal", { .has_ocsp = true, .ocsp = {
	    .asked = { .url = "http://o" },
	    .status = { .answer = ANSWER_TRY_LATER } } }, false, { { 0 } },
	    "\"ocsp\":{\"url\":\"http://o\",\"reason\":null,\"detail\":null,"
	    "\"status\":\"try_later\"}," },
	{ "nobody to be asked", { .has_ocsp = true, .ocsp = {
	    .asked = { .reason = "no_url" } } }, false, { { 0 } },
	    "\"ocsp\":{\"url\":null,\"reason\":\"no_url\","
	    "\"detail\":null}," },
	{ "no lists", { .has_crls = true }, false, { { 0 } }, "\"crl\":[]," },
	{ "lists", { .has_crls = true, .n_crls = 2 }, false, {
	    { .asked = { .url = "http://l" }, .this_update_s = 1690848000,
		.next_update_s = INSTANT_NEVER, .n_entries = 7,
		.entry = { true, 1688169600, -1 } },
	    { .asked = { "http://m", "bad_list", "no" } } },
	    "\"crl\":[{\"sha256\":\"%l\",\"url\":\"http://l\","
	    "\"reason\":null,\"detail\":null,\"status\":\"revoked\","
	    "\"this_update\":\"2023-08-01T00:00:00Z\",\"next_update\":null,"
	    "\"freshness\":\"current\",\"entries\":7,"
	    "\"revoked_at\":\"2023-07-01T00:00:00Z\","
	    "\"revocation_reason\":null},{\"sha256\":\"%c\","
	    "\"url\":\"http://m\",\"reason\":\"bad_list\","
	    "\"detail\":\"no\"}]," },
};

static struct fixture {
	struct certpool *pool;
	const struct cert *root, *ca, *leaf;
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
	fixture.root = forge_one(forge, "root", "root ca=yes");
	fixture.ca = forge_one(forge, "ca", "ca issuer=root ca=yes");
	fixture.leaf = forge_one(forge, "leaf", "leaf issuer=ca");
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

/* With the certificates' names in place. */
static char *
place(const char *wanted)
{
	struct buf text = BUF_INIT(10000);
	char name[SHA256_TEXT];

	buf_text(&text, "");
	for (; *wanted != '\0'; wanted++) {
		const struct cert *cert = wanted[1] == 'r' ? fixture.root :
		    wanted[1] == 'c' ? fixture.ca : fixture.leaf;

		if (*wanted != '%') {
			buf_append(&text, wanted, 1);
			continue;
		}
		buf_text(&text, sha256_text(name, cert->sha256));
		wanted++;
	}
	return text.p;
}

/* The observation of one case; the caller releases it. */
static struct observation
observation_of(const struct inquiry_case *c)
{
	struct inquired_crl crls[2] = { c->crls[0], c->crls[1] };
	struct inquiry inquiry = c->inquiry;
	struct observation o = {
		.endpoint = mem_strdup("e"),
		.host = mem_strdup("h"),
		.protocol = mem_strdup("tls"),
		.at_s = 1690848000,
		.handshake = HANDSHAKE_COMPLETE,
		.durations = { -1, -1, -1, -1 },
	};

	chain_append(&o.chain, fixture.leaf);
	crls[0].cert = fixture.leaf;
	crls[1].cert = fixture.ca;
	inquiry.crls = crls;
	inquiry_copy(&o.inquiry, &inquiry);
	if (c->with_issuers) {
		chain_append(&o.inquiry.issuers, fixture.ca);
		chain_append(&o.inquiry.issuers, fixture.root);
	}
	return o;
}

static char *
write_one(const struct observation *o, size_t *n)
{
	struct record_writer writer;
	struct err err = ERR_NONE;
	char *text = NULL;
	FILE *stream = open_memstream(&text, n);

	record_writer_init(&writer, stream);
	/* A list names a certificate whether or not it was served. */
	assert_int_equal(record_write_certificate(&writer, fixture.ca, &err),
	    0);
	assert_int_equal(record_write_observation(&writer, o, &err), 0);
	record_writer_release(&writer);
	fclose(stream);
	return text;
}

/* What is written says so, and says the same once it was read. */
static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct observation o = observation_of(&cases[i]);
		struct records records;
		struct err err = ERR_NONE;
		size_t n, n_again;
		char *text = write_one(&o, &n), *again, *want, *from, *to;
		FILE *stream = fmemopen(text, n, "r");

		if (record_read(&records, fixture.pool, stream, "a", &err) ==
		    -1)
			fail_msg("%s: %s", cases[i].name, err.msg);
		fclose(stream);
		again = write_one(&records.observations.items[0], &n_again);
		assert_string_equal(again, text);
		want = place(cases[i].wanted);
		from = strstr(text, "\"client_certificate_requested\":false,");
		from = strchr(from, ',') + 1;
		to = strstr(from, "\"handshake\"");
		*to = '\0';
		if (strcmp(from, want) != 0)
			fail_msg("%s: %s", cases[i].name, from);
		free(want);
		free(again);
		free(text);
		records_release(&records);
		observation_release(&o);
	}
}

#define SAID "\"url\":null,\"reason\":null,\"detail\":null,"

static const struct bad_inquiry {
	const char *name, *members, *message;
} bad[] = {
	{ "issuers that are none", "\"aia\":[]", "\"aia\" must be an object" },
	{ "issuers without how", "\"aia\":{\"issuers\":[]}",
	    "\"aia\": \"url\" must be a string or null" },
	{ "an answer that nobody knows", "\"ocsp\":{" SAID
	    "\"status\":\"fine\"}",
	    "\"ocsp\": 'fine' is no \"status\" that we know" },
	{ "an answer without its time", "\"ocsp\":{" SAID
	    "\"status\":\"good\"}",
	    "\"ocsp\": \"this_update\" must be a string" },
	{ "a list of nothing", "\"crl\":[1]",
	    "\"crl\": a certificate is named by the 64 hexadecimal digits of "
	    "its SHA-256" },
	{ "more lists than are asked for", "\"crl\":[1,1,1,1,1,1,1,1,1]",
	    "\"crl\": more than 8 lists" },
};

static void
test_bad(void **state)
{
	static const char form[] = "{\"schema\":\"kedge/1\","
	    "\"kind\":\"observation\",\"endpoint\":\"e\",\"host\":\"h\","
	    "\"address\":null,\"protocol\":\"tls\",\"server_name\":null,"
	    "\"detail\":null,\"tls_version\":null,\"port\":1,\"chain\":[],"
	    "\"at\":\"2023-08-01T00:00:00Z\",\"reason\":\"dns\","
	    "\"handshake\":\"none\",%s}";

	(void)state;
	for (size_t i = 0; i < N(bad); i++) {
		char *line = mem_printf(form, bad[i].members);
		FILE *stream = fmemopen(line, strlen(line), "r");
		struct err err = ERR_NONE;
		struct records records;

		assert_int_equal(record_read(&records, fixture.pool, stream,
		    "a", &err), -1);
		if (strcmp(err.msg + 5, bad[i].message) != 0)
			fail_msg("%s: %s", bad[i].name, err.msg);
		fclose(stream);
		free(line);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests_name("inquiry", tests, set_up,
	    tear_down);
}
