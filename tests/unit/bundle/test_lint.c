#include "bundle/lint.h"

#include "base/instant.h"
#include "base/mem.h"
#include "unit/form/pem_text.h"

static const char *const lines[] = {
	"root ca=yes from=2020-01-01T00:00:00Z until=2030-01-01T00:00:00Z "
	    "key=k subject=/CN=Root",
	"again ca=yes until=2031-01-01T00:00:00Z key=k subject=/CN=Root",
	"other ca=yes subject=/CN=Root",
	"leaf ca=no",
	"bare ca=absent",
	"v1 version=1",
	"small ca=yes type=rsa1024",
	"fair ca=yes type=rsa2048",
	"sha1root ca=yes hash=sha1",
	"sha1cross ca=yes hash=sha1 issuer=root",
	"rsaroot ca=yes type=rsa2048",
	"md5cross ca=yes hash=md5 issuer=rsaroot",
	"zero ca=yes serial=0",
	"minus ca=yes serial=-5",
};

static const struct lint_case {
	const char *name;
	const char *certs[4];
	const char *now, *until;	/* NULL: support does not end */
	const char *want;	/* "rule@where" with spaces between */
} cases[] = {
	{ "nothing", { "root" }, "2025-01-01", NULL, "" },
	{ "its last second", { "root" }, "2030-01-01T00:00:00Z", NULL, "" },
	{ "a second later", { "root" }, "2030-01-01T00:00:01Z", NULL,
	    "anchor-expired@test:1" },
	{ "expired is said once", { "root" }, "2030-01-02", "2031-01-01",
	    "anchor-expired@test:1" },
	{ "support ends with it", { "root" }, "2025-01-01", "2030-01-01", "" },
	{ "support ends after it", { "root" }, "2025-01-01",
	    "2030-01-01T00:00:01Z", "anchor-expires-in-support@test:1" },
	{ "duplicate", { "root", "fair", "root" }, "2025-01-01", NULL,
	    "anchor-duplicate@test:3" },
	{ "reissued", { "root", "again" }, "2025-01-01", NULL,
	    "anchor-reissued@test:2" },
	{ "same name, other key", { "root", "other" }, "2025-01-01", NULL,
	    "anchor-same-name@test:2" },
	{ "all of them", { "root", "again", "other" }, "2025-01-01", NULL,
	    "anchor-reissued@test:2 anchor-same-name@test:3" },
	{ "a leaf", { "leaf" }, "2025-01-01", NULL, "anchor-not-ca@test:1" },
	{ "no constraints", { "bare" }, "2025-01-01", NULL,
	    "anchor-not-ca@test:1" },
	{ "version 1 root", { "v1" }, "2025-01-01", NULL, "" },
	{ "RSA 1024", { "small" }, "2025-01-01", NULL,
	    "anchor-small-key@test:1" },
	{ "RSA 2048", { "fair" }, "2025-01-01", NULL, "" },
	{ "SHA-1 on a root", { "sha1root" }, "2025-01-01", NULL, "" },
	{ "SHA-1 on a cross-sign", { "sha1cross" }, "2025-01-01", NULL,
	    "anchor-weak-signature@test:1" },
	{ "MD5 on a cross-sign", { "md5cross" }, "2025-01-01", NULL,
	    "anchor-weak-signature@test:1" },
	{ "serial zero", { "zero" }, "2025-01-01", NULL,
	    "anchor-serial@test:1" },
	{ "serial negative", { "minus" }, "2025-01-01", NULL,
	    "anchor-serial@test:1" },
};

static int64_t
instant(const char *text)
{
	struct err err = ERR_NONE;
	int64_t s;

	if (text == NULL)
		return INSTANT_NEVER;
	if (instant_parse(&s, text, &err) == -1)
		fail_msg("%s", err.msg);
	return s;
}

static void
tell(struct buf *out, const struct lint *lint)
{
	for (size_t i = 0; i < lint->n; i++)
		buf_printf(out, "%s%s@%s", i ? " " : "",
		    lint_rule_id(lint->items[i].rule), lint->items[i].where);
}

static void
each_rule_finds_what_it_names(void **state)
{
	const struct forge *forge = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct lint_case *c = &cases[i];
		struct certpool *pool = certpool_new();
		struct store store = STORE_EMPTY;
		struct quirks none = QUIRKS_NONE;
		struct buf got = BUF_INIT(1000);
		struct lint lint;

		fill_store(&store, pool, forge, c->certs);
		lint_store(&lint, &store, &none, instant(c->now),
		    instant(c->until));
		tell(&got, &lint);
		if (strcmp(got.n ? got.p : "", c->want) != 0)
			fail_msg("%s: '%s', not '%s'", c->name,
			    got.n ? got.p : "", c->want);
		buf_release(&got);
		lint_release(&lint);
		store_release(&store);
		certpool_free(pool);
	}
}

static void
rejections_come_first_and_quirks_last(void **state)
{
	const struct forge *forge = *state;
	const char *const certs[] = { "zero", NULL };
	struct certpool *pool = certpool_new();
	struct store store = STORE_EMPTY;
	struct quirks quirks = QUIRKS_NONE;
	struct buf got = BUF_INIT(1000);
	struct lint lint;

	fill_store(&store, pool, forge, certs);
	store_reject(&store, "test:40", "an empty block");
	quirks_add(&quirks, QUIRK_GLUED, "test:1");
	lint_store(&lint, &store, &quirks, instant("2025-01-01"),
	    INSTANT_NEVER);
	tell(&got, &lint);
	assert_string_equal(got.p, "anchor-unreadable@test:40 "
	    "anchor-serial@test:1 loader-glued@test:1");
	assert_null(lint.items[0].anchor);
	assert_ptr_equal(lint.items[2].anchor, &store.anchors[0]);
	buf_release(&got);
	lint_release(&lint);
	quirks_release(&quirks);
	store_release(&store);
	certpool_free(pool);
}

/* Each way of writing has its rule, or a rejection says it. */
static const struct {
	enum quirk_kind kind;
	const char *want;	/* "rule: message", or how it begins; NULL:
				   none */
} written[] = {
	{ QUIRK_TRUSTED, "loader-trusted: a TRUSTED CERTIFICATE block: "
	    "mbedTLS, GnuTLS, wolfSSL, BearSSL and Go lose it" },
	{ QUIRK_DISTRUSTED, "anchor-distrusted: its trust settings refuse "
	    "servers: Java loads nothing of the file; OpenSSL 1, OpenSSL 3, "
	    "mbedTLS, GnuTLS, wolfSSL, BearSSL and Go lose it" },
	{ QUIRK_UNSORTED, "loader-unsorted: an entry out of order, which "
	    "binary search misses: ESP-IDF loses it" },
	{ QUIRK_ECLIPSED, "loader-eclipsed: an entry whose name another one "
	    "has: ESP-IDF loses it" },
	{ QUIRK_ALIAS, "loader-eclipsed: an entry whose alias a later one "
	    "has: Java loses it" },
	{ QUIRK_UNMARKED, "loader-unmarked: a PKCS#12 certificate that is "
	    "not marked as trusted: Java loses it" },
	{ QUIRK_WRONG_HASH, "loader-wrong-hash: a hashed name that is not "
	    "the hash of its subject: OpenSSL 1, OpenSSL 3 and "
	    "Android lose it" },
	{ QUIRK_OLD_HASH, "loader-old-hash: a folder named by the hash of "
	    "before OpenSSL 1.0, which Android looks for: OpenSSL 1 and "
	    "OpenSSL 3 lose it" },
	{ QUIRK_MIXED_HASH, "loader-mixed-hash: a name by the hash of before "
	    "OpenSSL 1.0, among names by the new one: OpenSSL 1 and OpenSSL "
	    "3 lose it" },
	{ QUIRK_UNREACHED, "loader-unreached: a number that is not reached, "
	    "since one below it is missing: OpenSSL 1, OpenSSL 3 and Android "
	    "lose it" },
	{ QUIRK_BEHIND, "loader-unreached: a number behind one that holds "
	    "nothing, where OpenSSL before 3.0.22 of 2026 stops: OpenSSL 1, "
	    "OpenSSL 3 and Android lose it" },
	{ QUIRK_HASHED_DER, "loader-hashed-der: DER under a hashed name, "
	    "where PEM is looked for: OpenSSL 1 and OpenSSL 3 lose it" },
	{ QUIRK_BEHIND_FORM, "loader-unreached: a number behind one that is "
	    "not PEM, where OpenSSL before 3.0.22 of 2026 stops: OpenSSL 1 "
	    "and OpenSSL 3 lose it" },
	{ QUIRK_HASHED_FORM, "loader-hashed-der: PKCS#7 or a keystore under "
	    "a hashed name, where PEM certificates are looked for: "
	    "OpenSSL 1, OpenSSL 3 and Android lose it" },
	{ QUIRK_UNHASHED, "loader-unhashed: no hashed name, in a folder that "
	    "has some (run openssl rehash): OpenSSL 1, OpenSSL 3 and Android "
	    "lose it" },
	{ QUIRK_NO_HASHES, "loader-unhashed: a folder without hashed names, "
	    "in which OpenSSL looks nothing up (run openssl rehash, unless "
	    "each file is loaded by its name)" },
	{ QUIRK_LINK_HOST, "store-link-host: an absolute link in a root "
	    "tree, which leads out of it to what this machine has there" },
	{ QUIRK_CROWDED, "loader-crowded: more entries than the 200 of which "
	    "ESP-IDF loads any, unless CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_"
	    "MAX_CERTS is set higher" },
	{ QUIRK_GLUED, "loader-glued: " },
	{ QUIRK_CR_ONLY, "loader-cr-only: " },
	{ QUIRK_CR_LF, "loader-cr-lf: " },
	{ QUIRK_BOM, "loader-bom: " },
	{ QUIRK_INDENTED, "loader-indented: " },
	{ QUIRK_INDENTED_ALL, "loader-indented: " },
	{ QUIRK_INDENTED_END, "loader-indented: " },
	{ QUIRK_BEGIN_BLANK, "loader-begin-blank: " },
	{ QUIRK_BEGIN_TEXT, "loader-begin-text: " },
	{ QUIRK_END_TEXT, "loader-end-text: " },
	{ QUIRK_UNEVEN, "loader-uneven: " },
	{ QUIRK_TRAILING, "loader-trailing: " },
	{ QUIRK_SETTINGS, "loader-trusted: " },
	{ QUIRK_OLD_LABEL, "loader-old-label: " },
	{ QUIRK_OLD_LABEL_LAST, "loader-old-label: " },
	{ QUIRK_AFTER_CR, "loader-cr-only: " },
	{ QUIRK_STRAY, "loader-stray: " },
	{ QUIRK_FOREIGN, "loader-stray: " },
	{ QUIRK_FOREIGN_KEY, "loader-stray: " },
	{ QUIRK_FOREIGN_TEXT, "loader-stray: " },
	{ QUIRK_REQUEST, "loader-stray: " },
	{ QUIRK_NUL, "loader-stray: " },
	{ QUIRK_NUL_LINE, "loader-stray: " },
	{ QUIRK_NUL_END, "loader-stray: " },
	{ QUIRK_UNCHECKED, "store-unchecked: " },
	{ QUIRK_EMBEDDED, "store-embedded: " },
	{ QUIRK_NEW_HASH, NULL },
	{ QUIRK_OLD_COPY, NULL },
	{ QUIRK_UNDECODABLE, NULL },
	{ QUIRK_BAD_BEGIN, NULL },
	{ QUIRK_NO_BEGIN, NULL },
	{ QUIRK_BAD_ENTRY, NULL },
	{ QUIRK_BAD_END, NULL },
};

static void
writing_is_told_with_who_loses_by_it(void **state)
{
	const struct forge *forge = *state;
	const char *const certs[] = { "fair", "root", NULL };

	assert_int_equal(sizeof(written) / sizeof(written[0]), QUIRK_COUNT);
	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		struct certpool *pool = certpool_new();
		struct store store = STORE_EMPTY;
		struct quirks quirks = QUIRKS_NONE;
		struct lint lint;
		char *got = NULL;

		fill_store(&store, pool, forge, certs);
		quirks_add(&quirks, written[i].kind, "test:2");
		lint_store(&lint, &store, &quirks, instant("2025-01-01"),
		    INSTANT_NEVER);
		assert_int_equal(lint.n, written[i].want != NULL);
		if (lint.n > 0) {
			got = mem_printf("%s: %s",
			    lint_rule_id(lint.items[0].rule),
			    lint.items[0].message);
			if (strncmp(got, written[i].want,
				strlen(written[i].want)) != 0)
				fail_msg("'%s', not '%s'", got,
				    written[i].want);
			assert_ptr_equal(lint.items[0].anchor,
			    &store.anchors[1]);
		}
		free(got);
		lint_release(&lint);
		quirks_release(&quirks);
		store_release(&store);
		certpool_free(pool);
	}
}

static void
a_place_is_told_without_the_name(void **state)
{
	static const struct {
		const char *where, *want;
	} places[] = {
		{ "test:12", "line 12" },
		{ "test/a.crt:1", "a.crt:1" },
		{ "test", "test" },
		{ "else:3", "else:3" },
	};
	struct store store = { .name = (char []){ "test" } };
	struct store root = { .name = (char []){ "test!/" } };
	char *in_root = lint_place(&root, "test!/a.crt:1");

	assert_string_equal(in_root, "a.crt:1");
	free(in_root);
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *got = lint_place(&store, places[i].where);

		assert_string_equal(got, places[i].want);
		free(got);
	}
}

static int
set_up(void **state)
{
	struct forge *forge = forge_new();

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		forge_or_fail(forge, lines[i]);
	*state = forge;
	return 0;
}

static int
tear_down(void **state)
{
	forge_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_finds_what_it_names),
		cmocka_unit_test(rejections_come_first_and_quirks_last),
		cmocka_unit_test(writing_is_told_with_who_loses_by_it),
		cmocka_unit_test(a_place_is_told_without_the_name),
	};

	return cmocka_run_group_tests_name("lint", tests, set_up, tear_down);
}
