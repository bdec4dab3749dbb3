#include "bundle/loader.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/form/pem_text.h"

/*
 * What each library makes of each oddity, tests/oracle asks the libraries
 * themselves. Here: how far an effect reaches, past blocks that cannot be
 * read and never into another file.
 */
static struct forge *forge;

/* A letter a block: a certificate of that name; the others as said there. */
static const struct loader_case {
	const char *name;
	const char *text;
	enum loader loader;
	const char *loaded;	/* letters of those that are */
	const char *reason;	/* of the last rejection; NULL: none */
} cases[] = {
	{ "nothing odd", "abc", LOADER_JAVA, "abc", NULL },
	{ "any library", "a<b!c", LOADER_ANY, "abc", "an empty block" },
	{ "it alone", "a<bc", LOADER_BEARSSL, "ac", "BearSSL does not load "
	    "it: BEGIN on the line of the END before it" },
	{ "and the one before", "ab<cd", LOADER_GO, "ad", "Go does not load "
	    "it: BEGIN on the line of the END before it" },
	{ "and the one after", "a/b/", LOADER_OPENSSL_3, "", "OpenSSL 3 does "
	    "not load it: lines that end in CR alone at t:1" },
	{ "the one after is none", "a/!b", LOADER_GO, "b", "Go does not load "
	    "it: lines that end in CR alone" },
	{ "the last has none after it", "ab/", LOADER_BEARSSL, "a", "BearSSL "
	    "does not load it: lines that end in CR alone" },
	{ "all that follow", "ab/cd", LOADER_MBEDTLS, "a", "mbedTLS does not "
	    "load it: lines that end in CR alone at t:9" },
	{ "the whole file", "abc!d", LOADER_GNUTLS, "", "GnuTLS loads "
	    "nothing of this file: a block that cannot be decoded at t:25" },
	{ "a sound block of another kind", "aFb", LOADER_OPENSSL_3, "ab",
	    NULL },
	{ "its text is no base64", "ab*", LOADER_OPENSSL_1, "", "OpenSSL 1 "
	    "loads nothing of this file: a damaged block of another kind at "
	    "t:17" },
	{ "and another library", "a*b", LOADER_GO, "ab", NULL },
	{ "it is not ended", "aEb", LOADER_OPENSSL_3, "", "OpenSSL 3 "
	    "loads nothing of this file: a damaged block of another kind at "
	    "t:9" },
	{ "a CRL that is none", "aLb", LOADER_OPENSSL_1, "", "OpenSSL 1 "
	    "loads nothing of this file: a damaged block of another kind at "
	    "t:9" },
	{ "a key that is none", "aKb", LOADER_OPENSSL_3, "", "OpenSSL 3 "
	    "loads nothing of this file: a key that cannot be decoded at "
	    "t:9" },
	{ "and an older library", "aKb", LOADER_OPENSSL_1, "ab", NULL },
	{ "another base64", "*ab", LOADER_BEARSSL, "", "BearSSL loads "
	    "nothing of this file: a block of another kind with text that is "
	    "not base64 at t:1" },
	{ "a request", "aRb", LOADER_GNUTLS, "", "GnuTLS loads nothing of "
	    "this file: a block whose label only begins with CERTIFICATE at "
	    "t:9" },
	{ "PKCS#7 is not looked into", "aPb", LOADER_OPENSSL_3, "ab",
	    "a PKCS#7 block beside certificates, which no library looks "
	    "into; put its certificates into the file as they are" },
	{ "a NUL after END", "a0bc", LOADER_OPENSSL_3, "a", "OpenSSL 3 does "
	    "not load it: a NUL byte right after an END line at t:9" },
	{ "a NUL before BEGIN", "a0bc", LOADER_GO, "ac", "Go does not load "
	    "it: something before BEGIN on its line" },
	{ "a NUL and no harm", "a0bc", LOADER_GNUTLS, "abc", NULL },
	{ "a NUL in a comment", "a#b", LOADER_OPENSSL_3, "ab", NULL },
	{ "and the end of a string", "a#b", LOADER_MBEDTLS, "a", "mbedTLS "
	    "does not load it: a NUL byte at t:9" },
	{ "a NUL at once", "0ab", LOADER_WOLFSSL, "", "wolfSSL does not load "
	    "it: a line that begins with a NUL byte at t:1" },
	{ "a CR before BEGIN", "aCb", LOADER_GO, "a", "Go does not load it: "
	    "a CR alone before BEGIN" },
	{ "a CR and no harm", "aCb", LOADER_GNUTLS, "ab", NULL },
	{ "what spoils it is the reason", "a/b<c", LOADER_OPENSSL_1, "",
	    "OpenSSL 1 loads nothing of this file: BEGIN on the line of the "
	    "END before it at t:16" },
};

/* Letters of what is no certificate. */
static const struct {
	char letter;
	const char *text;
	size_t n;
} others[] = {
#define OTHER(letter, text)	{ letter, text, sizeof(text) - 1 }
	OTHER('!', "-----BEGIN CERTIFICATE-----\n"
	    "-----END CERTIFICATE-----\n"),
	OTHER('F', "-----BEGIN FOO-----\nMAA=\n-----END FOO-----\n"),
	OTHER('*', "-----BEGIN FOO-----\nMII*\n-----END FOO-----\n"),
	OTHER('E', "-----BEGIN FOO-----\nMAA=\n"),
	OTHER('K', "-----BEGIN PRIVATE KEY-----\nMIIB\n"
	    "-----END PRIVATE KEY-----\n"),
	OTHER('L', "-----BEGIN X509 CRL-----\nMIIB\n"
	    "-----END X509 CRL-----\n"),
	OTHER('R', "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n"
	    "-----END CERTIFICATE REQUEST-----\n"),
	OTHER('P', "-----BEGIN PKCS7-----\n"
	    "MCcGCSqGSIb3DQEHAqAaMBgCAQExADALBgkqhkiG9w0BBwGgADEAMQA=\n"
	    "-----END PKCS7-----\n"),
	OTHER('0', "\0"),
	OTHER('#', "# a\0b\n"),
	OTHER('C', "\r"),
};

static void
append_odd(struct buf *out, const char *at)
{
	char name[] = { *at, '\0' };
	struct buf block = BUF_INIT(10000);

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (others[i].letter == *at) {
			buf_append(out, others[i].text, others[i].n);
			return;
		}
	}
	append_pem(&block, forge, name);
	for (size_t i = 0; at[1] == '/' && i < block.n; i++) {
		if (block.p[i] == '\n')
			block.p[i] = '\r';
	}
	buf_append(out, block.p, block.n - (at[1] == '<'));
	buf_release(&block);
}

static void
tell(struct buf *out, const struct store *store)
{
	for (size_t i = 0; i < store->n; i++)
		buf_text(out, store->anchors[i].cert->short_name);
}

static void
an_effect_reaches_so_far(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct loader_case *c = &cases[i];
		struct buf text = BUF_INIT(100000), got = BUF_INIT(100);
		struct certpool *pool = certpool_new();
		struct err err = ERR_NONE;
		const char *reason = NULL;
		struct store store;

		for (const char *at = c->text; *at != '\0'; at++) {
			if (strchr("</", *at) == NULL)
				append_odd(&text, at);
		}
		if (loader_read_bytes(&store, c->loader, pool,
			buf_span(&text), "t", &err) == -1)
			fail_msg("%s: %s", c->name, err.msg);
		tell(&got, &store);
		if (strcmp(got.n > 0 ? got.p : "", c->loaded) != 0)
			fail_msg("%s: it loads '%s', not '%s'", c->name,
			    got.n > 0 ? got.p : "", c->loaded);
		if (store.n_rejections > 0)
			reason = store.rejections[store.n_rejections -
			    1].reason;
		if ((reason == NULL) != (c->reason == NULL) ||
		    (reason != NULL && strcmp(reason, c->reason) != 0))
			fail_msg("%s: '%s'", c->name, reason ? reason : "");
		store_release(&store);
		certpool_free(pool);
		buf_release(&got);
		buf_release(&text);
	}
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	struct buf bytes = BUF_INIT(100000);

	assert_non_null(file);
	for (const char *at = text; *at != '\0'; at++) {
		if (*at != '<')
			append_odd(&bytes, at);
	}
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
	assert_int_equal(fclose(file), 0);
	buf_release(&bytes);
}

static void
one_file_does_not_spoil_another(void **state)
{
	char folder[] = "/tmp/kedge-loader-XXXXXX";
	struct certpool *pool = certpool_new();
	struct buf got = BUF_INIT(100);
	struct err err = ERR_NONE;
	struct locator locator;
	struct store store;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	write_file("1.pem", "a");
	write_file("2.pem", "b<c");
	write_file("3.pem", "d");
	assert_int_equal(locator_parse(&locator, folder, &err), 0);
	assert_int_equal(loader_read(&store, LOADER_JAVA, pool, &locator,
	    &err), 0);
	tell(&got, &store);
	assert_string_equal(got.p, "ad");
	assert_int_equal(store.n_rejections, 2);
	assert_int_equal(unlink("1.pem") + unlink("2.pem") + unlink("3.pem"),
	    0);
	assert_int_equal(rmdir(folder), 0);
	buf_release(&got);
	store_release(&store);
	locator_release(&locator);
	certpool_free(pool);
}

static void
losses_are_told_by_what_is_lost(void **state)
{
	static const struct {
		enum quirk_kind kind;
		const char *want;
	} told[] = {
		{ QUIRK_GLUED, "OpenSSL 1, OpenSSL 3 and Java load nothing of "
		    "the file; Go loses it and the one before; BearSSL loses "
		    "it" },
		{ QUIRK_FOREIGN, "OpenSSL 1 and OpenSSL 3 load nothing of the "
		    "file" },
		{ QUIRK_CR_LF, "BearSSL loses it" },
		{ QUIRK_STRAY, "Java loads nothing of the file" },
		{ QUIRK_CR_ONLY, "mbedTLS loses it and all that follow; "
		    "OpenSSL 1, OpenSSL 3, BearSSL and Go lose it and the one "
		    "after; wolfSSL loses it" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		char *got = loader_losses(told[i].kind);

		assert_string_equal(got, told[i].want);
		free(got);
	}
}

static int
set_up(void **state)
{
	(void)state;
	forge = forge_new();
	for (const char *name = "abcd"; *name != '\0'; name++) {
		char line[32];

		snprintf(line, sizeof(line), "%c ca=yes type=ed25519", *name);
		forge_or_fail(forge, line);
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	forge_free(forge);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_effect_reaches_so_far),
		cmocka_unit_test(one_file_does_not_spoil_another),
		cmocka_unit_test(losses_are_told_by_what_is_lost),
	};

	return cmocka_run_group_tests_name("loader", tests, set_up,
	    tear_down);
}
