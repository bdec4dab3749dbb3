#include "form/esp.h"

#include "base/limits.h"
#include "form/write.h"
#include "unit/form/trying.h"

static struct forge *forge;

enum { MAX_ENTRIES = 5 };

/*
 * A table as the documents of ESP-IDF draw it, made here without the library:
 * names are those of forged certificates, in the order that is given.
 */
static const struct esp_case {
	const char *name;
	const char *certs[MAX_ENTRIES + 1];
	const char *want;
} cases[] = {
	{ "one", { "a" }, "read 1 0" },
	{ "sorted", { "a", "b", "c" }, "read 3 0" },
	{ "nothing", { NULL }, "not mine" },
	{ "the first is out of order", { "b", "a", "c" }, "read 3 0 "
	    "[t:#1: an entry out of order, which binary search misses]" },
	{ "the last is out of order", { "b", "c", "a" }, "read 3 0 "
	    "[t:#3: an entry out of order, which binary search misses]" },
	{ "twins", { "a", "a2", "b" }, "read 3 0 "
	    "[t:#1: an entry whose name another one has]" },
};

static const unsigned char *
der_of(const char *name, bool is_key, size_t *n)
{
	static unsigned char out[2][1000];
	X509 *x509 = forge_cert(forge, name);
	unsigned char *p = out[is_key];
	int size = is_key ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &p) :
	    i2d_X509_NAME(X509_get_subject_name(x509), &p);

	assert_true(size > 0 && (size_t)size < sizeof(out[0]));
	*n = (size_t)size;
	return out[is_key];
}

static void
put16(struct buf *out, size_t n, bool big)
{
	const uint8_t bytes[2] = { (uint8_t)(big ? n >> 8 : n),
		(uint8_t)(big ? n : n >> 8) };

	buf_append(out, bytes, 2);
}

static void
put_entry(struct buf *out, const char *cert, bool big)
{
	size_t name_n, key_n;
	const unsigned char *name = der_of(cert, false, &name_n);
	const unsigned char *key = der_of(cert, true, &key_n);

	put16(out, name_n, big);
	put16(out, key_n, big);
	buf_append(out, name, name_n);
	buf_append(out, key, key_n);
}

static void
make_table(struct buf *out, enum esp_version version,
    const char *const *certs)
{
	struct buf body = BUF_INIT(100000);
	size_t n = 0;

	while (certs[n] != NULL)
		n++;
	if (version == ESP_V1)
		put16(out, n, true);
	for (size_t i = 0; i < n; i++) {
		size_t at = 4 * n + body.n;

		if (version == ESP_V2) {
			put16(out, at & 0xffff, false);
			put16(out, at >> 16, false);
		}
		put_entry(&body, certs[i], version == ESP_V1);
	}
	buf_append(out, body.p, body.n);
	buf_release(&body);
}

static void
tables_are_read_in_both_versions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int v = ESP_V1; v <= ESP_V2; v++) {
			struct buf bytes = BUF_INIT(100000);

			make_table(&bytes, (enum esp_version)v,
			    cases[i].certs);
			assert_form(cases[i].name, form_esp,
			    buf_span(&bytes), NULL, cases[i].want);
			buf_release(&bytes);
		}
	}
}

static void
anchors_are_bare_and_in_order(void **state)
{
	static const char *const certs[] = { "a", "b", NULL };
	struct buf bytes = BUF_INIT(100000);
	struct trying trying;

	(void)state;
	make_table(&bytes, ESP_V2, certs);
	try_form(&trying, form_esp, buf_span(&bytes), NULL);
	assert_int_equal(trying.reading.store.n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct anchor *anchor =
		    &trying.reading.store.anchors[i];
		char where[32];

		snprintf(where, sizeof(where), "t:#%zu", i + 1);
		assert_string_equal(anchor->where, where);
		assert_string_equal(anchor->cert->short_name, certs[i]);
		assert_true(anchor->cert->is_bare);
	}
	trying_release(&trying);
	buf_release(&bytes);
}

/* The head and the whole first entry tell a table from other bytes. */
static void
no_prefix_is_a_table(void **state)
{
	static const char *const certs[] = { "a", "b", "c", NULL };

	(void)state;
	for (int v = ESP_V1; v <= ESP_V2; v++) {
		struct buf bytes = BUF_INIT(100000), entry = BUF_INIT(10000);
		size_t head = v == ESP_V1 ? 2 : 12;

		make_table(&bytes, (enum esp_version)v, certs);
		put_entry(&entry, "a", true);
		assert_no_prefix_reads(form_esp, buf_span(&bytes),
		    head + entry.n);
		buf_text(&bytes, "x");
		assert_form("a byte more", form_esp, buf_span(&bytes), NULL,
		    "read 3 1 t: 1 bytes follow the ESP-IDF bundle; they "
		    "were not read");
		buf_release(&entry);
		buf_release(&bytes);
	}
}

/* Flips each byte in turn: never a crash, and what is read is counted. */
static void
no_flipped_byte_is_lost(void **state)
{
	static const char *const certs[] = { "a", "b", "c", NULL };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_table(&bytes, ESP_V2, certs);
	for (size_t i = 0; i < bytes.n; i++) {
		struct trying trying;

		bytes.p[i] ^= 0x40;
		try_form(&trying, form_esp, buf_span(&bytes), NULL);
		if (trying.result == FORM_READ &&
		    store_seen(&trying.reading.store) != 3)
			fail_msg("byte %zu: %zu entries seen", i,
			    store_seen(&trying.reading.store));
		trying_release(&trying);
		bytes.p[i] ^= 0x40;
	}
	buf_release(&bytes);
}

static void
offsets_agree_with_entries(void **state)
{
	static const char *const certs[] = { "a", "b", NULL };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_table(&bytes, ESP_V2, certs);
	bytes.p[4]++;
	assert_form("a gap", form_esp, buf_span(&bytes), NULL,
	    "bad: an ESP-IDF bundle that is damaged or cut off in entry 2 of "
	    "2, at byte ...");
	buf_release(&bytes);
}

static void
more_entries_than_the_limit_are_none(void **state)
{
	struct buf bytes = BUF_INIT(1000);

	(void)state;
	put16(&bytes, LIMIT_KEYSTORE_ENTRIES + 1, true);
	put_entry(&bytes, "a", true);
	assert_form("over the limit", form_esp, buf_span(&bytes), NULL,
	    "bad: an ESP-IDF bundle of 20001 entries, more than the 20000 "
	    "that are read");
	buf_clear(&bytes);
	put16(&bytes, LIMIT_KEYSTORE_ENTRIES, true);
	put_entry(&bytes, "a", true);
	assert_form("at the limit", form_esp, buf_span(&bytes), NULL,
	    "bad: an ESP-IDF bundle that is damaged or cut off in entry 2 of "
	    "20000, at byte ...");
	buf_release(&bytes);
}

/* As many as there are, from none found to all. */
static void
search_finds_each_of_a_sorted_table(void **state)
{
	static const char *const certs[] = { "a", "b", "c", "d", "e", NULL };

	(void)state;
	for (size_t from = 0; from < MAX_ENTRIES; from++) {
		struct buf bytes = BUF_INIT(100000);
		struct esp_table table;
		struct err err = ERR_NONE;

		make_table(&bytes, ESP_V1, certs + from);
		assert_int_equal(esp_table_read(&table, buf_span(&bytes),
			&err), FORM_READ);
		assert_int_equal(table.size_bytes, bytes.n);
		for (size_t i = 0; i < MAX_ENTRIES; i++) {
			struct span name;
			size_t n;

			name.p = der_of(certs[i], false, &n);
			name.n = n;
			assert_int_equal(esp_table_search(&table, name),
			    i < from ? table.n : i - from);
		}
		esp_table_release(&table);
		buf_release(&bytes);
	}
}

/* What is written is what the documents draw, whatever order came in. */
static void
tables_are_written_as_they_are_drawn(void **state)
{
	static const char *const given[] = { "c", "a", "e", "b", "a", NULL };
	static const char *const drawn[] = { "a", "b", "c", "e", NULL };
	struct certpool *pool = certpool_new();
	struct store store = STORE_EMPTY;

	(void)state;
	fill_store(&store, pool, forge, given);
	for (int v = ESP_V1; v <= ESP_V2; v++) {
		struct buf want = BUF_INIT(100000), got = want;
		struct err err = ERR_NONE;

		make_table(&want, (enum esp_version)v, drawn);
		assert_int_equal((v == ESP_V1 ? write_esp_v1 : write_esp_v2)
		    (&got, &store, NULL, &err), 0);
		assert_int_equal(got.n, want.n);
		assert_memory_equal(got.p, want.p, want.n);
		buf_release(&want);
		buf_release(&got);
	}
	store_release(&store);
	certpool_free(pool);
}

static void
twins_are_not_written(void **state)
{
	static const char *const given[] = { "b", "a2", "a", NULL };
	struct certpool *pool = certpool_new();
	struct store store = STORE_EMPTY;
	struct buf out = BUF_INIT(100000);
	struct err err = ERR_NONE;

	(void)state;
	fill_store(&store, pool, forge, given);
	assert_int_equal(write_esp_v2(&out, &store, NULL, &err), -1);
	assert_string_equal(err.msg, "the anchors at test:2 and test:3 are "
	    "both named a and have different keys, and of a name ESP-IDF "
	    "finds one; choose with --sha256");
	buf_release(&out);
	store_release(&store);
	certpool_free(pool);
}

static int
set_up(void **state)
{
	static const char *const lines[] = { "a ca=yes type=ed25519",
		"a2 ca=yes type=ed25519 subject=/CN=a", "b ca=yes",
		"c ca=yes type=ed25519", "d ca=yes key=c", "e ca=yes key=c" };

	(void)state;
	forge = forge_new();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		forge_or_fail(forge, lines[i]);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	forge_free(forge);
	return 0;
}

/* Each is in order and has a name of its own: only their number is odd. */
static void
more_than_a_device_takes_are_told(void **state)
{
	enum { MOST = ESP_DEFAULT_ENTRIES };
	static char names[MOST + 1][8];
	static const char *certs[MOST + 2];
	struct buf bytes = BUF_INIT(1000000);

	(void)state;
	for (size_t i = 0; i <= MOST; i++) {
		char line[64];

		snprintf(names[i], sizeof(names[i]), "n%03zu", i);
		snprintf(line, sizeof(line), "%s ca=yes", names[i]);
		forge_or_fail(forge, line);
		certs[i] = names[i];
	}
	for (int v = ESP_V1; v <= ESP_V2; v++) {
		buf_clear(&bytes);
		make_table(&bytes, (enum esp_version)v, certs);
		assert_form("201", form_esp, buf_span(&bytes), NULL,
		    "read 201 0 [t: more entries than the 200 of which "
		    "ESP-IDF loads any, unless CONFIG_...");
	}
	certs[MOST] = NULL;
	for (int v = ESP_V1; v <= ESP_V2; v++) {
		buf_clear(&bytes);
		make_table(&bytes, (enum esp_version)v, certs);
		assert_form("200", form_esp, buf_span(&bytes), NULL,
		    "read 200 0");
	}
	buf_release(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read_in_both_versions),
		cmocka_unit_test(anchors_are_bare_and_in_order),
		cmocka_unit_test(no_prefix_is_a_table),
		cmocka_unit_test(no_flipped_byte_is_lost),
		cmocka_unit_test(offsets_agree_with_entries),
		cmocka_unit_test(more_entries_than_the_limit_are_none),
		cmocka_unit_test(search_finds_each_of_a_sorted_table),
		cmocka_unit_test(tables_are_written_as_they_are_drawn),
		cmocka_unit_test(twins_are_not_written),
		cmocka_unit_test(more_than_a_device_takes_are_told),
	};

	return cmocka_run_group_tests_name("esp", tests, set_up, tear_down);
}
