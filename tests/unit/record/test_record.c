#include "record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/forge.h"

/* A stream with a certificate, an observation and a store, made once. */
static struct fixture {
	struct certpool *pool;
	const struct cert *root, *leaf;
	char *text;
	size_t n;
} fixture;

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

static struct observation
sample_observation(void)
{
	struct observation o = {
		.estate = mem_strdup("lab"),
		.endpoint = mem_strdup("smart\xfflink"),
		.host = mem_strdup("smartlink.example.net"),
		.address = mem_strdup("192.0.2.7"),
		.port = 443,
		.protocol = mem_strdup("tls"),
		.at_s = 1690848000,
		.reason = REASON_TLS_ALERT,
		.detail = mem_strdup("certificate required"),
		.tls_version = mem_strdup("TLSv1.3"),
		.shape = mem_strdup("openssl-1.1"),
		.cipher = mem_strdup("TLS_AES_256_GCM_SHA384"),
		.alpn = mem_strdup("h2"),
		.staple = { STAPLE_REVOKED, 1690800000, INSTANT_NEVER },
		.timestamps = { 1, 2, 3 },
		.wants_client_certificate = true,
		.handshake = HANDSHAKE_CHAIN,
		.attempts = 2,
		.durations = { 1, 12, 0, -1 },
	};

	chain_append(&o.chain, fixture.leaf);
	chain_append(&o.chain, fixture.root);
	return o;
}

static void
write_sample(FILE *stream)
{
	struct observation o = sample_observation();
	struct store store = STORE_EMPTY;
	struct record_writer writer;
	struct err err = ERR_NONE;

	store.name = mem_strdup("bundle.pem");
	store_append(&store, fixture.root, "bundle.pem:1");
	store_reject(&store, "bundle.pem:30", "no DER inside");
	record_writer_init(&writer, stream);
	assert_int_equal(record_write_observation(&writer, &o, &err), 0);
	assert_int_equal(record_write_store(&writer, &store, "radio-3",
	    &err), 0);
	record_writer_release(&writer);
	observation_release(&o);
	store_release(&store);
}

static int
set_up(void **state)
{
	struct forge *forge = forge_new();
	FILE *stream;

	(void)state;
	fixture.pool = certpool_new();
	fixture.root = forge_one(forge, fixture.pool, "root",
	    "root ca=yes subject=\"/CN=Old Root\"");
	fixture.leaf = forge_one(forge, fixture.pool, "leaf",
	    "leaf issuer=root until=2023-10-08T00:00:00Z");
	forge_free(forge);
	stream = open_memstream(&fixture.text, &fixture.n);
	write_sample(stream);
	fclose(stream);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	certpool_free(fixture.pool);
	free(fixture.text);
	return 0;
}

/* Reads text into a pool of its own, which the caller frees. */
static int
read_text(struct records *out, struct certpool **pool, const char *text,
    size_t n, struct err *err)
{
	FILE *stream = n ? fmemopen((void *)text, n, "r") :
	    fopen("/dev/null", "r");
	int result;

	assert_non_null(stream);
	*pool = certpool_new();
	result = record_read(out, *pool, stream, "a", err);
	fclose(stream);
	return result;
}

static void
stream_has_its_shape(void **state)
{
	static const char observation[] =
	    "{\"schema\":\"kedge/1\",\"kind\":\"observation\","
	    "\"estate\":\"lab\",\"endpoint\":\"smart\\\\xfflink\","
	    "\"host\":\"smartlink.example.net\",\"address\":\"192.0.2.7\","
	    "\"port\":443,\"protocol\":\"tls\",\"server_name\":null,"
	    "\"shape\":\"openssl-1.1\","
	    "\"at\":\"2023-08-01T00:00:00Z\",\"chain\":[\"%s\",\"%s\"],"
	    "\"reason\":\"tls_alert\",\"detail\":\"certificate required\","
	    "\"tls_version\":\"TLSv1.3\","
	    "\"cipher\":\"TLS_AES_256_GCM_SHA384\",\"alpn\":\"h2\","
	    "\"ocsp_staple\":{\"status\":\"revoked\","
	    "\"this_update\":\"2023-07-31T10:40:00Z\","
	    "\"next_update\":null},"
	    "\"scts\":{\"tls\":1,\"ocsp\":2,\"embedded\":3},"
	    "\"client_certificate_requested\":true,"
	    "\"handshake\":\"chain\",\"attempts\":2,"
	    "\"duration_ms\":{\"dns\":1,\"connect\":12,\"starttls\":0,"
	    "\"tls\":null}}\n"
	    "{\"schema\":\"kedge/1\",\"kind\":\"store\","
	    "\"release\":\"radio-3\",\"name\":\"bundle.pem\",\"seen\":2,"
	    "\"read\":1,\"rejected\":1,\"partial\":false,"
	    "\"anchors\":[\"%s\"],\"rejections\":[{"
	    "\"where\":\"bundle.pem:30\",\"reason\":\"no DER inside\"}]}\n";
	char leaf[SHA256_TEXT], root[SHA256_TEXT], *want, *line;

	(void)state;
	sha256_text(leaf, fixture.leaf->sha256);
	sha256_text(root, fixture.root->sha256);
	want = mem_printf("{\"schema\":\"kedge/1\",\"kind\":\"certificate\","
	    "\"sha256\":\"%s\",\"subject\":\"CN=leaf\","
	    "\"issuer\":\"CN=Old Root\",", leaf);
	assert_memory_equal(fixture.text, want, strlen(want));
	free(want);
	line = strstr(fixture.text, "{\"schema\":\"kedge/1\","
	    "\"kind\":\"observation\"");
	assert_non_null(line);
	want = mem_printf(observation, leaf, root, root);
	assert_string_equal(line, want);
	free(want);
}

static void
what_is_written_is_read(void **state)
{
	struct observation want = sample_observation();
	const struct observation *got;
	struct records records;
	struct certpool *pool;
	struct err err = ERR_NONE;

	(void)state;
	if (read_text(&records, &pool, fixture.text, fixture.n, &err) == -1)
		fail_msg("%s", err.msg);
	assert_int_equal(records.n_lines, 4);
	assert_int_equal(records.observations.n, 1);
	got = &records.observations.items[0];
	assert_string_equal(got->endpoint, "smart\\xfflink");
	assert_string_equal(got->host, want.host);
	assert_string_equal(got->address, want.address);
	assert_int_equal(got->port, want.port);
	assert_null(got->server_name);
	assert_int_equal(got->at_s, want.at_s);
	assert_int_equal(got->reason, want.reason);
	assert_string_equal(got->detail, want.detail);
	assert_string_equal(got->tls_version, want.tls_version);
	assert_string_equal(got->shape, want.shape);
	assert_string_equal(got->cipher, want.cipher);
	assert_string_equal(got->alpn, want.alpn);
	assert_int_equal(got->staple.status, want.staple.status);
	assert_int_equal(got->staple.this_update_s,
	    want.staple.this_update_s);
	assert_int_equal(got->staple.next_update_s, INSTANT_NEVER);
	assert_memory_equal(&got->timestamps, &want.timestamps,
	    sizeof(want.timestamps));
	assert_true(got->wants_client_certificate);
	assert_int_equal(got->handshake, want.handshake);
	assert_int_equal(got->attempts, want.attempts);
	assert_memory_equal(&got->durations, &want.durations,
	    sizeof(want.durations));
	assert_int_equal(got->chain.n, 2);
	assert_memory_equal(got->chain.certs[0]->sha256,
	    fixture.leaf->sha256, SHA256_BYTES);
	assert_int_equal(records.n_stores, 1);
	assert_string_equal(records.stores[0].release, "radio-3");
	assert_int_equal(records.stores[0].store.n, 1);
	assert_int_equal(records.stores[0].store.n_rejections, 1);
	assert_string_equal(records.stores[0].store.rejections[0].reason,
	    "no DER inside");
	records_release(&records);
	certpool_free(pool);
	observation_release(&want);
}

/* Whole lines are a stream; what is cut inside a line is none. */
static void
each_prefix_is_whole_lines_or_refused(void **state)
{
	(void)state;
	for (size_t n = 0; n < fixture.n; n += n < 200 ? 1 : 7) {
		bool whole = n == 0 || fixture.text[n - 1] == '\n' ||
		    fixture.text[n] == '\n';
		struct records records;
		struct certpool *pool;
		struct err err = ERR_NONE;
		int result = read_text(&records, &pool, fixture.text, n,
		    &err);

		if ((result == 0) != whole)
			fail_msg("prefix of %zu bytes: %s", n, err.msg);
		if (result == 0)
			records_release(&records);
		certpool_free(pool);
	}
}

#define HEAD "{\"schema\":\"kedge/1\",\"kind\":"
#define OBSERVED HEAD "\"observation\",\"endpoint\":\"e\",\"host\":\"h\"," \
	"\"address\":null,\"protocol\":\"tls\",\"server_name\":null,"	\
	"\"detail\":null,\"tls_version\":null,"				\
	"\"at\":\"2023-08-01T00:00:00Z\","
#define TIMES "\"duration_ms\":{\"dns\":null,\"connect\":null,"		\
	"\"starttls\":null,\"tls\":null}}"
#define ZEROS "00000000000000000000000000000000"

static const struct bad_line {
	const char *name;
	const char *line;
	const char *message;	/* after "a:1: " */
} bad_lines[] = {
	{ "empty", "\n", "an empty line is no record" },
	{ "array", "[]", "a record is a JSON object" },
	{ "no schema", "{\"kind\":\"store\"}", "\"schema\" must be a string" },
	{ "later schema", "{\"schema\":\"kedge/2\",\"kind\":\"store\"}",
	    "the schema 'kedge/2' is not 'kedge/1', which we read" },
	{ "kind is a number", HEAD "1}", "\"kind\" must be a string" },
	{ "certificate without DER",
	    HEAD "\"certificate\",\"sha256\":\"" ZEROS ZEROS "\"}",
	    "\"der\" must be a string" },
	{ "certificate that is no base64",
	    HEAD "\"certificate\",\"sha256\":\"x\",\"der\":\"*\"}",
	    "\"der\" holds a character that is not base64" },
	{ "certificate that came not",
	    OBSERVED "\"port\":1,\"chain\":[\"" ZEROS ZEROS "\"],"
	    "\"reason\":null,\"handshake\":\"complete\"," TIMES,
	    "the certificate 000000000000... did not come before this "
	    "record" },
	{ "name of a certificate that is cut",
	    OBSERVED "\"port\":1,\"chain\":[\"" ZEROS "\"],"
	    "\"reason\":null,\"handshake\":\"complete\"," TIMES,
	    "a certificate is named by the 64 hexadecimal digits of its "
	    "SHA-256" },
	{ "port past the last", OBSERVED "\"port\":65536}",
	    "\"port\" must be a whole number from 0 to 65535" },
	{ "neither chain nor reason",
	    OBSERVED "\"port\":1,\"chain\":[],\"reason\":null,"
	    "\"handshake\":\"none\"," TIMES,
	    "an observation has a chain or a reason, and this one has "
	    "neither" },
	{ "reason unknown",
	    OBSERVED "\"port\":1,\"chain\":[],\"reason\":\"bad mood\","
	    "\"handshake\":\"none\"," TIMES,
	    "'bad mood' is no \"reason\" that we know" },
	{ "handshake unknown",
	    OBSERVED "\"port\":1,\"chain\":[],\"reason\":\"dns\","
	    "\"handshake\":\"firm\"," TIMES,
	    "'firm' is no \"handshake\" that we know" },
	{ "staple of no status",
	    OBSERVED "\"port\":1,\"chain\":[],\"reason\":\"dns\","
	    "\"ocsp_staple\":{\"status\":\"none\"},"
	    "\"handshake\":\"none\"," TIMES,
	    "'none' is no \"status\" of \"ocsp_staple\" that we know" },
	{ "staple without its time",
	    OBSERVED "\"port\":1,\"chain\":[],\"reason\":\"dns\","
	    "\"ocsp_staple\":{\"status\":\"good\"},"
	    "\"handshake\":\"none\"," TIMES,
	    "\"ocsp_staple\": \"this_update\" must be a string" },
	{ "fewer timestamps than none",
	    OBSERVED "\"port\":1,\"chain\":[],\"reason\":\"dns\","
	    "\"scts\":{\"tls\":-1,\"ocsp\":0,\"embedded\":0},"
	    "\"handshake\":\"none\"," TIMES,
	    "\"scts\": \"tls\" must be a whole number from 0 to "
	    "2147483647" },
	{ "shape that is a number",
	    OBSERVED "\"shape\":1}", "\"shape\" must be a string or null" },
	{ "store whose counts lie",
	    HEAD "\"store\",\"release\":null,\"name\":\"s\",\"seen\":2,"
	    "\"read\":0,\"rejected\":0,\"partial\":false,\"anchors\":[],"
	    "\"rejections\":[]}",
	    "the counts of the store do not agree with its 0 anchors and 0 "
	    "rejections" },
};

static void
bad_lines_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_lines) / sizeof(*bad_lines); i++) {
		const struct bad_line *c = &bad_lines[i];
		struct records records = { 0 };
		struct certpool *pool;
		struct err err = ERR_NONE;
		int result = read_text(&records, &pool, c->line,
		    strlen(c->line), &err);

		if (result != -1 || records.n_lines != 0 ||
		    strncmp(err.msg, "a:1: ", 5) != 0 ||
		    strcmp(err.msg + 5, c->message) != 0)
			fail_msg("%s: %d, %s", c->name, result, err.msg);
		certpool_free(pool);
	}
}

/* A record from before there were shapes, and all that came with them. */
static void
what_came_later_may_be_absent(void **state)
{
	static const char line[] = OBSERVED "\"port\":1,\"chain\":[],"
	    "\"reason\":\"dns\",\"handshake\":\"none\"," TIMES;
	const struct observation *got;
	struct records records;
	struct certpool *pool;
	struct err err = ERR_NONE;

	(void)state;
	if (read_text(&records, &pool, line, strlen(line), &err) == -1)
		fail_msg("%s", err.msg);
	got = &records.observations.items[0];
	assert_null(got->shape);
	assert_null(got->cipher);
	assert_null(got->alpn);
	assert_int_equal(got->staple.status, STAPLE_NONE);
	assert_int_equal(got->timestamps.n_embedded, 0);
	assert_false(got->wants_client_certificate);
	records_release(&records);
	certpool_free(pool);
}

static void
other_kinds_are_passed_over(void **state)
{
	static const char text[] = HEAD "\"finding\"}\n" HEAD "\"weather\"}";
	struct records records;
	struct certpool *pool;
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(read_text(&records, &pool, text, strlen(text),
	    &err), 0);
	assert_int_equal(records.n_lines, 2);
	assert_int_equal(records.observations.n + records.n_stores, 0);
	records_release(&records);
	certpool_free(pool);
}

#define STORE_OF(release) HEAD "\"store\",\"release\":" release "," \
	"\"name\":\"s\",\"seen\":0,\"read\":0,\"rejected\":0," \
	"\"partial\":false,\"anchors\":[],\"rejections\":[]}\n"

static void
release_has_one_store(void **state)
{
	static const char text[] = STORE_OF("null") STORE_OF("\"r\"")
	    STORE_OF("null") STORE_OF("\"s\"") STORE_OF("\"r\"");
	size_t whole = strlen(text) - strlen(STORE_OF("\"r\""));
	struct records records;
	struct certpool *pool;
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(read_text(&records, &pool, text, whole, &err), 0);
	assert_int_equal(records.n_stores, 4);
	records_release(&records);
	certpool_free(pool);
	assert_int_equal(read_text(&records, &pool, text, strlen(text),
	    &err), -1);
	assert_string_equal(err.msg, "a:5: the release 'r' has a store on "
	    "line 2 already; keep one of the two");
	certpool_free(pool);
}

/* A stream of one store with the root's name and key alone. */
static char *
write_bare(size_t *n, struct certpool *pool, const struct cert **bare)
{
	struct store store = STORE_EMPTY;
	struct record_writer writer;
	struct err err = ERR_NONE;
	char *text;
	FILE *stream = open_memstream(&text, n);

	assert_int_equal(certpool_add_anchor(pool, bare,
	    fixture.root->subject_der, fixture.root->spki_der, &err), 0);
	store.name = mem_strdup("bundle");
	store_append(&store, *bare, "bundle:0");
	record_writer_init(&writer, stream);
	assert_int_equal(record_write_store(&writer, &store, NULL, &err), 0);
	record_writer_release(&writer);
	store_release(&store);
	fclose(stream);
	return text;
}

static void
bare_anchors_pass_both_ways(void **state)
{
	struct certpool *pool = certpool_new(), *other;
	struct records records = { 0 };
	struct err err = ERR_NONE;
	const struct cert *bare, *found;
	char *text, *chain, sha256[SHA256_TEXT];
	size_t n;

	(void)state;
	text = write_bare(&n, pool, &bare);
	assert_non_null(strstr(text, "\"not_before\":null,"
	    "\"not_after\":null,\"der\":null,\"bare\":true,"
	    "\"subject_der\":\""));
	assert_int_equal(read_text(&records, &other, text, n, &err), 0);
	found = records.stores[0].store.anchors[0].cert;
	assert_true(found->is_bare);
	assert_memory_equal(found->sha256, bare->sha256, SHA256_BYTES);
	assert_memory_equal(found->spki_sha256, fixture.root->spki_sha256,
	    SHA256_BYTES);
	records_release(&records);
	certpool_free(other);

	/* It is no certificate, so that nobody can have served it. */
	chain = mem_printf("%s{\"schema\":\"kedge/1\",\"kind\":"
	    "\"observation\",\"endpoint\":\"e\",\"host\":\"h\","
	    "\"address\":null,\"port\":1,\"protocol\":\"tls\","
	    "\"server_name\":null,\"at\":\"2023-08-01T00:00:00Z\","
	    "\"chain\":[\"%s\"],\"reason\":null,\"detail\":null,"
	    "\"tls_version\":null}\n", text,
	    sha256_text(sha256, bare->sha256));
	assert_int_equal(read_text(&records, &other, chain, strlen(chain),
	    &err), -1);
	assert_string_equal(err.msg, "a:3: a name and a key without a "
	    "certificate cannot be served");
	certpool_free(other);
	free(chain);
	free(text);
	certpool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stream_has_its_shape),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(each_prefix_is_whole_lines_or_refused),
		cmocka_unit_test(bad_lines_are_refused),
		cmocka_unit_test(what_came_later_may_be_absent),
		cmocka_unit_test(other_kinds_are_passed_over),
		cmocka_unit_test(bare_anchors_pass_both_ways),
		cmocka_unit_test(release_has_one_store),
	};

	return cmocka_run_group_tests_name("record", tests, set_up, tear_down);
}
