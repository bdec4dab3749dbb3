#include "form/write.h"

#include <ctype.h>

#include "base/instant.h"
#include "base/octets.h"
#include "bundle/reader.h"
#include "unit/form/trying.h"

static struct forge *forge;
static struct certpool *pool;

static const struct write_settings settings = { .password = "changeit",
	.made_s = INSTANT_NEVER };

static const char *const lines[] = {
	"a ca=yes type=ed25519",
	"b ca=yes type=ed25519",
	"plain ca=yes type=ed25519 subject=\"/O=X/CN=New Root (2)\"",
	"marks ca=yes type=ed25519 subject=\"/CN=-----BEGIN CERTIFICATE-----"
	    "\n\"",
	"umlaut ca=yes type=ed25519 subject=\"/CN=\xc3\x9c\xc3\xa4 Wurzel\"",
};

static void
fill(struct store *store, const char *const *names)
{
	*store = STORE_EMPTY;
	fill_store(store, pool, forge, names);
}

static void
write_with(struct buf *out, const struct writer *writer,
    const struct store *store)
{
	struct err err = ERR_NONE;

	assert_int_equal(writer_check(writer, store, &err), 0);
	if (writer->write(out, store, &settings, &err) == -1)
		fail_msg("%s: %s", writer->name, err.msg);
}

/* Whatever is written is read again: these anchors, in this order. */
static void
assert_reads(const struct writer *writer, struct span bytes,
    const struct store *want)
{
	struct store got;
	struct quirks quirks;
	struct err err = ERR_NONE;

	if (bundle_read_bytes_quirks(&got, &quirks, pool, bytes, "t", &err)
	    == -1)
		fail_msg("%s: %s", writer->name, err.msg);
	assert_int_equal(got.n, want->n);
	assert_int_equal(got.n_rejections, 0);
	assert_int_equal(quirks.n, 0);
	for (size_t i = 0; i < got.n; i++) {
		const struct cert *cert = got.anchors[i].cert;

		assert_int_equal(cert->is_bare, writer->takes_bare);
		if (cert->is_bare ?
		    cert->key_id != want->anchors[i].cert->key_id :
		    cert->id != want->anchors[i].cert->id)
			fail_msg("%s: another anchor at %zu", writer->name,
			    i);
	}
	store_release(&got);
	quirks_release(&quirks);
}

static void
every_form_is_read_again(void **state)
{
	static const char *const names[] = { "a", "b", "marks", "plain",
		"umlaut", NULL };
	static const char *const by_name[] = { "a", "b", "umlaut", "plain",
		"marks", NULL };
	const struct writer *writer;

	(void)state;
	for (size_t i = 0; (writer = writer_at(i)) != NULL; i++) {
		struct store store, sorted;
		struct buf bytes = BUF_INIT(100000), again = bytes;
		bool is_der = writer->write == write_der;

		assert_ptr_equal(writer_find(writer->name), writer);
		assert_true((writer->write == NULL) !=
		    (writer->write_folder == NULL));
		if (writer->write == NULL)
			continue;
		fill(&store, is_der ? (const char *[]){ "a", NULL } : names);
		fill(&sorted, is_der ? (const char *[]){ "a", NULL } :
		    writer->takes_bare ? by_name : names);
		write_with(&bytes, writer, &store);
		write_with(&again, writer, &store);
		assert_true(span_equal(buf_span(&bytes), buf_span(&again)));
		assert_reads(writer, buf_span(&bytes), &sorted);
		store_release(&store);
		store_release(&sorted);
		buf_release(&bytes);
		buf_release(&again);
	}
	assert_null(writer_find("table"));
}

/* A comment is a line of ASCII, and never the line of a block. */
static void
comments_are_harmless(void **state)
{
	static const char *const names[] = { "marks", "umlaut", NULL };
	struct store store;
	struct buf bytes = BUF_INIT(100000);
	size_t begins = 0;

	(void)state;
	fill(&store, names);
	write_with(&bytes, writer_find("pem"), &store);
	for (const char *p = bytes.p; (p = strstr(p, "-----BEGIN")) != NULL;
	     p++)
		begins++;
	assert_int_equal(begins, 2);
	for (size_t i = 0; i < bytes.n; i++)
		assert_true(bytes.p[i] == '\n' ||
		    (bytes.p[i] >= ' ' && bytes.p[i] < 0x7f));
	assert_non_null(strstr(bytes.p, "# CN=\\xc3\\x9c\\xc3\\xa4 Wurzel\n"
	    "-----BEGIN CERTIFICATE-----\n"));
	buf_release(&bytes);
	store_release(&store);
}

static void
names_of_entries_are_plain_and_differ(void **state)
{
	static const char *const names[] = { "plain", "umlaut", "marks",
		NULL };
	static const char *const starts[] = { "new-root-2-", "wurzel-",
		"begin-certificate-x0a-" };
	struct store store;
	struct aliases aliases;

	(void)state;
	fill(&store, names);
	/* The digits alone do not tell a certificate from itself. */
	store_append(&store, store.anchors[0].cert, "again");
	aliases_init(&aliases, &store);
	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(starts[i]);

		if (strncmp(aliases.names[i], starts[i], n) != 0 ||
		    strlen(aliases.names[i]) != n + 8)
			fail_msg("%s", aliases.names[i]);
	}
	assert_int_equal(strlen(aliases.names[3]), strlen(starts[0]) + 64);
	aliases_release(&aliases);
	store_release(&store);
}

static void
a_jks_says_when_its_entries_were_made(void **state)
{
	static const char *const names[] = { "a", NULL };
	struct write_settings later = settings;
	struct buf own = BUF_INIT(10000), made = own;
	struct octets octets;
	struct err err = ERR_NONE;
	struct store store;

	(void)state;
	fill(&store, names);
	write_with(&own, writer_find("jks"), &store);
	later.made_s = 1000000000;
	assert_int_equal(write_jks(&made, &store, &later, &err), 0);
	for (int i = 0; i < 2; i++) {
		octets = octets_of(buf_span(i ? &made : &own));
		octets_take(&octets, 16);
		octets_take(&octets, octets_be(&octets, 2));
		assert_true(octets_be(&octets, 8) == (i ?
		    UINT64_C(1000000000000) : UINT64_C(1577836800000)));
	}
	buf_release(&own);
	buf_release(&made);
	store_release(&store);
}

static void
passwords_are_kept(void **state)
{
	static const char *const names[] = { "a", NULL };
	const struct write_settings other = { .password = "gehe\xc3\xafm",
		.made_s = INSTANT_NEVER };
	struct buf jks = BUF_INIT(10000), p12 = jks;
	struct err err = ERR_NONE;
	struct store store;

	(void)state;
	fill(&store, names);
	assert_int_equal(write_jks(&jks, &store, &other, &err), 0);
	assert_int_equal(write_p12(&p12, &store, &other, &err), 0);
	assert_form("jks", form_jks, buf_span(&jks), other.password,
	    "read 1 0");
	assert_form("p12", form_pkcs12, buf_span(&p12), other.password,
	    "read 1 0");
	assert_form("jks", form_jks, buf_span(&jks), "changeit", "bad: ...");
	assert_form("p12", form_pkcs12, buf_span(&p12), "changeit",
	    "bad: ...");
	buf_release(&jks);
	buf_release(&p12);
	store_release(&store);
}

static void
assert_refused(const struct writer *writer, const struct store *store,
    const char *says)
{
	struct buf out = BUF_INIT(10000);
	struct err err = ERR_NONE;

	if (writer_check(writer, store, &err) == 0)
		assert_int_equal(writer->write(&out, store, &settings, &err),
		    -1);
	assert_string_equal(err.msg, says);
	buf_release(&out);
}

static void
what_a_form_cannot_hold_is_refused(void **state)
{
	static const char *const names[] = { "a", "b", NULL };
	struct store store, bare = { .name = strdup("t") };
	const struct cert *anchor;
	struct err err = ERR_NONE;

	(void)state;
	assert_refused(writer_find("pem"), &bare,
	    "t has no anchor to write");
	fill(&store, names);
	assert_refused(writer_find("der"), &store, "der holds one "
	    "certificate, and there are 2; choose one with --sha256");
	assert_int_equal(certpool_add_anchor(pool, &anchor,
		store.anchors[0].cert->subject_der,
		store.anchors[0].cert->spki_der, &err), 0);
	store_append(&bare, anchor, "t:#1");
	for (size_t i = 0; writer_at(i) != NULL; i++) {
		const struct writer *writer = writer_at(i);
		char says[200];

		snprintf(says, sizeof(says), "a at t:#1 is a name and a key "
		    "without a certificate, which %s cannot hold; esp-v1 and "
		    "esp-v2 can", writer->name);
		if (!writer->takes_bare)
			assert_refused(writer, &bare, says);
	}
	store_release(&store);
	store_release(&bare);
}

static void
some_can_be_chosen(void **state)
{
	static const char *const names[] = { "a", "b", "a", "plain", NULL };
	struct store store, chosen;
	char first[SHA256_TEXT], second[SHA256_TEXT];
	const char *const wanted[] = { first, second };
	struct err err = ERR_NONE;

	(void)state;
	fill(&store, names);
	assert_int_equal(write_choose(&chosen, &store, NULL, 0, &err), 0);
	assert_int_equal(chosen.n, 3);
	assert_string_equal(chosen.anchors[2].where, "test:4");
	store_release(&chosen);
	sha256_text(first, store.anchors[3].cert->sha256);
	sha256_text(second, store.anchors[0].cert->sha256);
	first[8] = '\0';
	for (char *at = second; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	assert_int_equal(write_choose(&chosen, &store, wanted, 2, &err), 0);
	assert_int_equal(chosen.n, 2);
	assert_string_equal(chosen.anchors[0].where, "test:1");
	assert_string_equal(chosen.anchors[1].where, "test:4");
	store_release(&chosen);
	memset(second, '0', SHA256_TEXT - 1);
	assert_int_equal(write_choose(&chosen, &store, wanted, 2, &err), -1);
	assert_string_equal(err.msg, "test has no anchor with the SHA-256 "
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "; see kedge-bundle list");
	first[0] = '\0';
	assert_int_equal(write_choose(&chosen, &store, wanted, 1, &err), -1);
	assert_string_equal(err.msg, "test has several anchors whose SHA-256 "
	    "begins with ; give more of it");
	store_release(&store);
}

static int
set_up(void **state)
{
	(void)state;
	forge = forge_new();
	pool = certpool_new();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		forge_or_fail(forge, lines[i]);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	certpool_free(pool);
	forge_free(forge);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_read_again),
		cmocka_unit_test(comments_are_harmless),
		cmocka_unit_test(names_of_entries_are_plain_and_differ),
		cmocka_unit_test(a_jks_says_when_its_entries_were_made),
		cmocka_unit_test(passwords_are_kept),
		cmocka_unit_test(what_a_form_cannot_hold_is_refused),
		cmocka_unit_test(some_can_be_chosen),
	};

	return cmocka_run_group_tests_name("write", tests, set_up,
	    tear_down);
}
