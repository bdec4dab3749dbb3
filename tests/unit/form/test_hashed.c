#include "form/hashed.h"

#include <sys/stat.h>

#include <openssl/pkcs7.h>

#include "bundle/loader.h"
#include "bundle/reader.h"
#include "unit/folder.h"
#include "unit/form/pem_text.h"

static struct forge *forge;

enum naming {
	END,	/* of the files of a case */
	NEW,	/* by the hash of the subject of the first certificate */
	OLD,
	OTHER,	/* by that of another subject */
	PLAIN,	/* by no hash: the number is all of the name */
};

struct file {
	enum naming by;
	const char *number;
	const char *certs;	/* a letter each; before them "!": DER, "7":
				   PKCS#7 in PEM, "0": that text; "-": junk */
};

/*
 * a, b and c have one subject, o another. Want is what is odd, of whom: its
 * letter and W wrong, O old, M mixed, C old beside a new one, U unreached, B
 * behind what holds nothing, D DER, F another form, H without a hashed name
 * among others, N the same where none is.
 */
static const struct hashed_case {
	const char *name;
	struct file files[13];
	const char *want;
} cases[] = {
	{ "as it should be", { { NEW, "0", "a" }, { NEW, "1", "b" },
	    { NEW, "0", "o" } }, "" },
	{ "a gap", { { NEW, "0", "a" }, { NEW, "2", "b" } }, "bU" },
	{ "no zero", { { NEW, "1", "a" } }, "aU" },
	{ "a number with a zero before", { { NEW, "00", "a" } }, "aU" },
	{ "a number past any", { { NEW, "99999999999999999999", "a" } },
	    "aU" },
	{ "another's hash", { { OTHER, "0", "a" }, { NEW, "0", "b" } },
	    "aW" },
	{ "a gap for another", { { NEW, "0", "a" }, { NEW, "1", "o" } },
	    "oU" },
	{ "the old hash", { { OLD, "0", "a" }, { OLD, "0", "o" } },
	    "aO oO" },
	{ "a gap in old ones", { { OLD, "0", "a" }, { OLD, "2", "b" } },
	    "aO bO bU" },
	{ "one of the old among the new", { { NEW, "0", "o" },
	    { OLD, "0", "a" } }, "aM" },
	{ "both for each", { { NEW, "0", "a" }, { OLD, "0", "a" } }, "aC" },
	{ "the new one alone is not reached", { { NEW, "1", "a" },
	    { OLD, "0", "a" } }, "aC aU" },
	{ "the new one is DER", { { NEW, "0", "!a" }, { OLD, "0", "a" } },
	    "aC aD" },
	{ "the old one alone is not reached", { { NEW, "0", "a" },
	    { OLD, "1", "a" } }, "aC aU" },
	{ "what is no certificate hides the next", { { NEW, "0", "-" },
	    { NEW, "1", "b" } }, "bB" },
	{ "a gap behind it", { { NEW, "0", "-" }, { NEW, "2", "b" } }, "bU" },
	{ "DER hides the next", { { NEW, "0", "!a" }, { NEW, "1", "b" } },
	    "aD bB" },
	{ "text that begins as DER does", { { NEW, "0", "0a" },
	    { NEW, "1", "b" } }, "" },
	{ "PKCS#7", { { NEW, "0", "7a" }, { NEW, "1", "b" } }, "aF bB" },
	{ "a name without a hash", { { NEW, "0", "a" },
	    { PLAIN, "b.pem", "b" } }, "bH" },
	{ "one for what has a hashed name", { { NEW, "0", "a" },
	    { PLAIN, "all.pem", "ab" }, { NEW, "1", "b" } }, "" },
	{ "one for more than that", { { NEW, "0", "a" },
	    { PLAIN, "all.pem", "aob" } }, "bH oH" },
	{ "no hashed name at all", { { PLAIN, "a.pem", "a" },
	    { PLAIN, "o", "o" } }, "aN oN" },
	{ "another one beside it", { { NEW, "0", "ao" }, { NEW, "1", "b" } },
	    "oW" },
	{ "the same twice", { { NEW, "0", "a" }, { NEW, "1", "a" },
	    { NEW, "2", "b" } }, "" },
	{ "numbers go before digits", { { NEW, "0", "a" }, { NEW, "1", "a" },
	    { NEW, "2", "-" }, { NEW, "3", "a" }, { NEW, "4", "a" },
	    { NEW, "5", "a" }, { NEW, "6", "a" }, { NEW, "7", "a" },
	    { NEW, "8", "a" }, { NEW, "9", "a" }, { NEW, "10", "b" } },
	    "aB aB aB aB aB aB aB bB" },
};

static X509 *
cert_of(char letter)
{
	const char name[] = { letter, '\0' };

	return forge_cert(forge, name);
}

static void
name_file(char *path, size_t n, const struct file *file, char first)
{
	X509_NAME *name = X509_get_subject_name(cert_of(file->by == OTHER ?
	    'z' : first));

	if (file->by == PLAIN)
		snprintf(path, n, "d/%s", file->number);
	else
		snprintf(path, n, "d/%08lx.%s", file->by == OLD ?
		    X509_NAME_hash_old(name) : X509_NAME_hash_ex(name, NULL,
		    NULL, NULL), file->number);
}

static void
put_pkcs7(FILE *stream, X509 *cert)
{
	PKCS7 *p7 = PKCS7_new();

	assert_true(PKCS7_set_type(p7, NID_pkcs7_signed) &&
	    PKCS7_content_new(p7, NID_pkcs7_data) &&
	    PKCS7_add_certificate(p7, cert) && PEM_write_PKCS7(stream, p7));
	PKCS7_free(p7);
}

static void
put(const struct file *file)
{
	const char *at = file->certs + strcspn(file->certs, "abco");
	char path[100], how = file->certs[0];
	FILE *stream;

	name_file(path, sizeof(path), file, *at ? *at : 'a');
	stream = fopen(path, "we");
	assert_non_null(stream);
	if (how == '0')
		fputs("0 is a number\n", stream);
	for (; *at != '\0'; at++) {
		if (how == '7')
			put_pkcs7(stream, cert_of(*at));
		else
			assert_int_equal(how == '!' ?
			    i2d_X509_fp(stream, cert_of(*at)) :
			    PEM_write_X509(stream, cert_of(*at)), 1);
	}
	if (how == '-')
		fputs("junk\n", stream);
	assert_int_equal(fclose(stream), 0);
}

/* As Conscrypt's store, which has old hashes and reads DER. */
static const struct hashed_case android_cases[] = {
	{ "the new hash", { { NEW, "0", "a" } }, "" },
	{ "the old hash", { { OLD, "0", "a" }, { OLD, "1", "b" },
	    { OLD, "0", "o" } }, "abo" },
	{ "both", { { NEW, "0", "a" }, { OLD, "0", "a" },
	    { NEW, "1", "b" } }, "a" },
	{ "another's hash", { { OTHER, "0", "a" } }, "" },
	{ "a gap", { { OLD, "0", "a" }, { OLD, "2", "b" } }, "a" },
	{ "behind what holds nothing", { { OLD, "0", "-" },
	    { OLD, "1", "b" } }, "" },
	{ "DER", { { OLD, "0", "!a" } }, "a" },
	{ "behind DER", { { OLD, "0", "!a" }, { OLD, "1", "b" } }, "ab" },
	{ "DER at a gap", { { OLD, "1", "!a" } }, "" },
	{ "PKCS#7", { { OLD, "0", "7a" } }, "" },
	{ "the old one alone is not reached", { { NEW, "0", "a" },
	    { OLD, "1", "a" } }, "" },
	{ "the new one alone is not reached", { { NEW, "1", "a" },
	    { OLD, "0", "a" } }, "a" },
	{ "a name without a hash", { { OLD, "0", "a" },
	    { PLAIN, "b.pem", "b" } }, "a" },
};

/* As those that read each file of a folder. */
static const struct hashed_case go_cases[] = {
	{ "both", { { NEW, "0", "a" }, { OLD, "0", "a" } }, "a" },
	{ "a gap", { { NEW, "0", "a" }, { NEW, "2", "b" } }, "ab" },
	{ "a name without a hash", { { NEW, "0", "a" },
	    { PLAIN, "b.pem", "b" } }, "ab" },
	{ "no hashed name at all", { { PLAIN, "a.pem", "a" },
	    { PLAIN, "o", "o" } }, "ao" },
};

static char
letter_of(enum quirk_kind kind)
{
	switch ((int)kind) {
	case QUIRK_WRONG_HASH:
		return 'W';
	case QUIRK_OLD_HASH:
		return 'O';
	case QUIRK_MIXED_HASH:
		return 'M';
	case QUIRK_UNREACHED:
		return 'U';
	case QUIRK_OLD_COPY:
		return 'C';
	case QUIRK_BEHIND:
	case QUIRK_BEHIND_FORM:
		return 'B';
	case QUIRK_HASHED_DER:
		return 'D';
	case QUIRK_HASHED_FORM:
		return 'F';
	case QUIRK_UNHASHED:
		return 'H';
	case QUIRK_NO_HASHES:
		return 'N';
	}
	return '?';
}

/* Which of the forged ones a certificate is. */
static char
letter_of_cert(const struct cert *cert)
{
	for (const char *at = "abco"; *at != '\0'; at++) {
		if (X509_cmp(cert->x509, cert_of(*at)) == 0)
			return *at;
	}
	return '?';
}

static bool
holds(const struct store *store, char letter)
{
	for (size_t i = 0; i < store->n; i++) {
		if (letter_of_cert(store->anchors[i].cert) == letter)
			return true;
	}
	return false;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* In the order of letters, since that of files depends on hashes. */
static void
tell(struct buf *out, const struct store *store, const struct quirks *quirks)
{
	char said[20][3] = { "" };
	size_t n = 0, n_usual = 0;

	for (size_t q = 0; q < quirks->n; q++) {
		n_usual += quirks->items[q].kind == QUIRK_NEW_HASH ||
		    quirks->items[q].kind == QUIRK_STRAY;
		for (size_t i = 0; i < store->n; i++) {
			if (strcmp(quirks->items[q].where,
				store->anchors[i].where) != 0)
				continue;
			if (quirks->items[q].kind == QUIRK_NEW_HASH)
				continue;
			said[n][0] = letter_of_cert(store->anchors[i].cert);
			said[n++][1] = letter_of(quirks->items[q].kind);
		}
	}
	assert_int_equal(n + n_usual, quirks->n);
	qsort(said, n, sizeof(said[0]), by_text);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%s", i ? " " : "", said[i]);
}

/* Does libcrypto find it in the folder, by its name? */
static bool
openssl_finds(X509 *wanted)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *found;
	bool is = false;

	assert_int_equal(X509_STORE_load_path(store, "d"), 1);
	assert_int_equal(X509_STORE_CTX_init(ctx, store, NULL, NULL), 1);
	found = X509_STORE_CTX_get1_certs(ctx, X509_get_subject_name(wanted));
	for (int i = 0; i < sk_X509_num(found); i++)
		is |= X509_cmp(sk_X509_value(found, i), wanted) == 0;
	sk_X509_pop_free(found, X509_free);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return is;
}

/* What we say that OpenSSL loads is what it finds, but for N, and from 3.0.22
 * on for B. */
static void
assert_openssl(const struct hashed_case *c, struct certpool *pool,
    const struct locator *locator)
{
	bool stops = OpenSSL_version_num() < 0x30000160L;
	struct err err = ERR_NONE;
	struct store store;

	assert_int_equal(loader_read(&store, LOADER_OPENSSL_3, pool, locator,
	    &err), 0);
	for (const char *at = "abco"; *at != '\0'; at++) {
		bool ours = holds(&store, *at) && !strstr(c->want, "N");

		ours |= !stops && strstr(c->want, (char []){ *at, 'B', '\0' });
		if (ours != openssl_finds(cert_of(*at)))
			fail_msg("%s: %c is %s by us alone", c->name, *at,
			    ours ? "found" : "lost");
	}
	store_release(&store);
}

static void
names_are_judged_as_openssl_reads_them(void **state)
{
	const struct locator locator = { .path = (char []){ "d" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct hashed_case *c = &cases[i];
		struct certpool *pool = certpool_new();
		struct quirks quirks = QUIRKS_NONE;
		struct buf got = BUF_INIT(1000);
		struct err err = ERR_NONE;
		struct store store;

		assert_int_equal(mkdir("d", 0700), 0);
		for (const struct file *f = c->files; f->by != END; f++)
			put(f);
		if (bundle_read_quirks(&store, &quirks, pool, &locator,
			&err) == -1)
			fail_msg("%s: %s", c->name, err.msg);
		tell(&got, &store, &quirks);
		if (strcmp(got.n ? got.p : "", c->want) != 0)
			fail_msg("%s: '%s', not '%s'", c->name,
			    got.n ? got.p : "", c->want);
		assert_openssl(c, pool, &locator);
		nftw("d", folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
		buf_release(&got);
		store_release(&store);
		quirks_release(&quirks);
		certpool_free(pool);
	}
}

static void
assert_loaded(enum loader loader, const struct hashed_case *c)
{
	const struct locator locator = { .path = (char []){ "d" } };
	struct certpool *pool = certpool_new();
	struct err err = ERR_NONE;
	struct store store;

	assert_int_equal(mkdir("d", 0700), 0);
	for (const struct file *f = c->files; f->by != END; f++)
		put(f);
	if (loader_read(&store, loader, pool, &locator, &err) == -1)
		fail_msg("%s: %s", c->name, err.msg);
	for (const char *at = "abco"; *at != '\0'; at++) {
		if (holds(&store, *at) != (strchr(c->want, *at) != NULL))
			fail_msg("%s: %c", c->name, *at);
	}
	nftw("d", folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
	store_release(&store);
	certpool_free(pool);
}

static void
android_looks_for_old_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(android_cases) /
	    sizeof(android_cases[0]); i++)
		assert_loaded(LOADER_ANDROID, &android_cases[i]);
}

static void
others_read_each_file(void **state)
{
	static const enum loader loaders[] = { LOADER_ANY, LOADER_MBEDTLS,
		LOADER_GNUTLS, LOADER_WOLFSSL, LOADER_GO };

	(void)state;
	for (size_t i = 0; i < sizeof(go_cases) / sizeof(go_cases[0]); i++) {
		for (size_t k = 0; k < sizeof(loaders) / sizeof(loaders[0]);
		    k++)
			assert_loaded(loaders[k], &go_cases[i]);
	}
}

/* The order counts where two of one name differ in their end. */
static void
the_order_is_that_of_the_names_looked_up(void **state)
{
	static const struct file files[] = { { NEW, "0", "a" },
		{ NEW, "1", "b" }, { OLD, "0", "b" }, { OLD, "1", "a" } };
	const struct locator locator = { .path = (char []){ "d" } };

	(void)state;
	assert_int_equal(mkdir("d", 0700), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put(&files[i]);
	for (int is_old = 0; is_old < 2; is_old++) {
		struct certpool *pool = certpool_new();
		struct err err = ERR_NONE;
		struct store store;

		assert_int_equal(loader_read(&store, is_old ? LOADER_ANDROID :
			LOADER_OPENSSL_1, pool, &locator, &err), 0);
		assert_true(store.n == 2 && store.n_rejections == 0);
		assert_int_equal(letter_of_cert(store.anchors[is_old].cert),
		    'a');
		store_release(&store);
		certpool_free(pool);
	}
	nftw("d", folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const struct link_case {
	const char *path, *target;	/* @: the working directory */
	size_t want;
} link_cases[] = {
	{ "root/etc/ssl/certs/11111111.0", "/usr/share/x.crt", 1 },
	{ "root/etc/ssl/certs/11111111.0", "../x.pem", 0 },
	{ "root/etc/ssl/certs/11111111.0", "one", 1 },
	{ "root/etc/ssl/certs/11111111.0", "11111111.0", 0 },
	{ "root/etc/ssl/certs/11111111.0", "@/root/etc/x.pem", 0 },
	{ "root/etc/ssl/certs/11111111.0", "@/roots/etc/x.pem", 1 },
	{ "elsewhere/11111111.0", "/usr/share/x.crt", 0 },
};

/* How often it is said of the folder that it leads into this machine. */
static size_t
count_leading_out(const char *folder)
{
	struct locator locator = { .path = strdup(folder) };
	struct certpool *pool = certpool_new();
	struct quirks quirks = QUIRKS_NONE;
	struct err err = ERR_NONE;
	struct store store;
	size_t n = 0;

	if (bundle_read_quirks(&store, &quirks, pool, &locator, &err) == -1)
		fail_msg("%s: %s", folder, err.msg);
	for (size_t i = 0; i < quirks.n; i++)
		n += quirks.items[i].kind == QUIRK_LINK_HOST;
	store_release(&store);
	quirks_release(&quirks);
	certpool_free(pool);
	locator_release(&locator);
	return n;
}

static void
links_out_of_a_root_tree_are_told(void **state)
{
	static const struct file good = { NEW, "0", "a" };

	for (size_t i = 0; i < sizeof(link_cases) / sizeof(link_cases[0]);
	    i++) {
		const struct link_case *c = &link_cases[i];
		const char *folder = c->path[0] == 'e' ? "elsewhere" :
		    "root/etc/ssl/certs";
		bool is_ours = c->target[0] == '@';
		char *target = mem_printf("%s%s", is_ours ? (char *)*state :
		    "", c->target + is_ours);

		assert_int_equal(mkdir("elsewhere", 0700) |
		    mkdir("root", 0700) | mkdir("root/etc", 0700) |
		    mkdir("root/etc/ssl", 0700) |
		    mkdir("root/etc/ssl/certs", 0700) |
		    symlink("/usr/x", "root/etc/ssl/certs/one") |
		    symlink(target, c->path) | symlink(folder, "d"), 0);
		put(&good);
		if (count_leading_out(folder) != c->want)
			fail_msg("%s at %s: not %zu", c->target, c->path,
			    c->want);
		assert_int_equal(unlink("d"), 0);
		nftw("root", folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
		nftw("elsewhere", folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
		free(target);
	}
}

int
main(void)
{
	static const char *const lines[] = { "a ca=yes subject=/CN=Same",
		"b ca=yes subject=/CN=Same", "c ca=yes subject=/CN=Same",
		"o ca=yes subject=/CN=Other", "z ca=yes subject=/CN=Third" };
	const struct CMUnitTest tests[] = {
		IN_FOLDER(names_are_judged_as_openssl_reads_them),
		IN_FOLDER(android_looks_for_old_names),
		IN_FOLDER(others_read_each_file),
		IN_FOLDER(the_order_is_that_of_the_names_looked_up),
		IN_FOLDER(links_out_of_a_root_tree_are_told),
	};
	int result;

	forge = forge_new();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		forge_or_fail(forge, lines[i]);
	result = cmocka_run_group_tests_name("hashed", tests, NULL, NULL);
	forge_free(forge);
	return result;
}
