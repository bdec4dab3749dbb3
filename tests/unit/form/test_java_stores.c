#include "form/java_object.h"

#include <openssl/hmac.h>
#include <openssl/pkcs12.h>
#include <openssl/sha.h>

#include "base/limits.h"
#include "unit/form/trying.h"

static struct forge *forge;

#define UNDECODABLE " [t: an entry that cannot be decoded]"
#define UNCHECKED " [t: a keystore whose digest was not checked, for want of " \
    "its password (--password-file)]"

/* What a case puts into its store, one after the other. */
enum piece {
	STOP,
	TRUSTED,	/* the certificate a */
	TRUSTED_B,
	ODD_TYPE,	/* the same, called PGP */
	BROKEN,		/* no certificate at all */
	KEY,		/* a private key with a chain of two */
	SECRET,		/* a secret key: serialised, or sealed in a BKS */
	STRANGE,	/* an entry of no kind that there is */
};

enum { MAX_PIECES = 4 };

static const struct java_case {
	const char *name;
	enum piece pieces[MAX_PIECES + 1];
	const char *jks, *bks;	/* bks NULL: as jks */
} cases[] = {
	{ "nothing", { STOP }, "read 0 0", NULL },
	{ "one", { TRUSTED }, "read 1 0", NULL },
	{ "two", { TRUSTED, TRUSTED_B }, "read 2 0", NULL },
	{ "one alias twice, of which the last holds", { TRUSTED, TRUSTED_B,
	    TRUSTED }, "read 3 0 [t:a (entry 1): an entry whose alias a "
	    "later one has]", NULL },
	{ "one alias three times", { TRUSTED, TRUSTED, TRUSTED }, "read 3 0 "
	    "[t:a (entry 1): an entry whose alias a later one has] "
	    "[t:a (entry 2): an entry whose alias a later one has]", NULL },
	{ "another type", { ODD_TYPE, TRUSTED }, "read 1 1 t:odd: a "
	    "certificate that is not of type X.509" UNDECODABLE, NULL },
	{ "a broken one", { BROKEN, TRUSTED_B }, "read 1 1 t:broken: not a "
	    "certificate (damaged DER: wrong tag); remove or replace it"
	    UNDECODABLE, NULL },
	{ "a private key", { TRUSTED, KEY, TRUSTED_B }, "read 2 1 t:key: a "
	    "private key with 2 certificates of its own, no anchor and "
	    "passed over; keep keys in a store apart", NULL },
	{ "a secret key", { SECRET, TRUSTED }, "read 1 0", "read 1 1 "
	    "t:secret: a private key with 0 certificates of its own, ..." },
	{ "an unknown kind", { TRUSTED, STRANGE }, "bad: a JKS keystore that "
	    "is damaged or cut off in entry 2 of 2, which starts at byte ...",
	    "bad: a BKS keystore that is damaged or cut off in its entry 2, "
	    "which starts at byte ..." },
};

/* A sealed key as ObjectOutputStream writes it, with what matters in it: two
 * classes, arrays, texts, a null and references to class and text. */
static const char sealed[] =
    "\xac\xed\0\5sr\0\1K\0\0\0\0\0\0\0\0\2\0\0xr\0\1S\0\0\0\0\0\0\0\0"
    "\2\0\5I\0\1n[\0\1pt\0\2[B[\0\1cq\0~\0\2L\0\1at\0\1TL\0\1bq\0~\0\3x"
    "p\0\0\0\7pur\0\2[B\0\0\0\0\0\0\0\0\2\0\0xp\0\0\0\3abct\0\3AESq\0~\0\7";

static void
put(struct buf *out, const void *p, size_t n)
{
	buf_append(out, p, n);
}

static void
put_text(struct buf *out, const char *text)
{
	octets_put_be(out, strlen(text), 2);
	buf_text(out, text);
}

static void
put_cert(struct buf *out, const char *type, const char *name)
{
	size_t n;
	const unsigned char *der = forge_der(forge, name, &n);

	if (type != NULL)
		put_text(out, type);
	octets_put_be(out, n, 4);
	put(out, der, n);
}

static void
put_head(struct buf *out, uint64_t tag, size_t tag_bytes, const char *alias)
{
	octets_put_be(out, tag, tag_bytes);
	put_text(out, alias);
	octets_put_be(out, 1577836800000, 8);
}

static void
put_jks_entry(struct buf *out, enum piece piece, bool typed)
{
	const char *type = typed ? "X.509" : NULL;

	switch (piece) {
	case STOP:
		break;
	case TRUSTED:
	case TRUSTED_B:
		put_head(out, 2, 4, piece == TRUSTED ? "a" : "b");
		put_cert(out, type, piece == TRUSTED ? "a" : "b");
		break;
	case ODD_TYPE:
		put_head(out, 2, 4, "odd");
		put_cert(out, "PGP", "a");
		break;
	case BROKEN:
		put_head(out, 2, 4, "broken");
		put_text(out, type);
		octets_put_be(out, 3, 4);
		put(out, "\x31\1\0", 3);
		break;
	case KEY:
		put_head(out, 1, 4, "key");
		octets_put_be(out, 3, 4);
		put(out, "key", 3);
		octets_put_be(out, 2, 4);
		put_cert(out, type, "a");
		put_cert(out, type, "b");
		break;
	case SECRET:
		put_head(out, 3, 4, "secret");
		put(out, sealed, sizeof(sealed) - 1);
		break;
	case STRANGE:
		put_head(out, 9, 4, "strange");
		break;
	}
}

static void
put_bks_entry(struct buf *out, enum piece piece)
{
	bool is_cert = piece == TRUSTED || piece == TRUSTED_B ||
	    piece == ODD_TYPE || piece == BROKEN;
	static const char *const aliases[] = { "", "a", "b", "odd", "broken",
		"key", "secret", "strange" };

	put_head(out, is_cert ? 1 : piece == KEY ? 2 : piece == SECRET ? 4 :
	    9, 1, aliases[piece]);
	octets_put_be(out, piece == KEY ? 2 : 0, 4);
	if (piece == BROKEN) {
		put_text(out, "X.509");
		octets_put_be(out, 3, 4);
		put(out, "\x31\1\0", 3);
	} else if (is_cert) {
		put_cert(out, piece == ODD_TYPE ? "PGP" : "X.509",
		    piece == TRUSTED_B ? "b" : "a");
	} else if (piece == KEY) {
		put_cert(out, "X.509", "a");
		put_cert(out, "X.509", "b");
		put(out, "", 1);
		put_text(out, "PKCS#8");
		put_text(out, "EC");
		octets_put_be(out, 3, 4);
		put(out, "key", 3);
	} else if (piece == SECRET) {
		octets_put_be(out, 3, 4);
		put(out, "key", 3);
	}
}

static void
make_jks(struct buf *out, const enum piece *pieces, uint64_t magic,
    int version)
{
	static const uint8_t key[] = "\0c\0h\0a\0n\0g\0e\0i\0t"
	    "Mighty Aphrodite";
	struct buf all = BUF_INIT(100000);
	uint8_t digest[SHA_DIGEST_LENGTH];
	size_t n = 0;

	while (pieces[n] != STOP)
		n++;
	octets_put_be(out, magic, 4);
	octets_put_be(out, (uint64_t)version, 4);
	octets_put_be(out, n, 4);
	for (size_t i = 0; i < n; i++)
		put_jks_entry(out, pieces[i], version == 2);
	put(&all, key, sizeof(key) - 1);
	put(&all, out->p, out->n);
	put(out, SHA1((uint8_t *)all.p, all.n, digest), sizeof(digest));
	buf_release(&all);
}

static void
make_bks(struct buf *out, const enum piece *pieces, int version)
{
	uint8_t salt[20] = "12345678901234567890", key[20], digest[20];
	int key_bytes = version < 2 ? 2 : 20;
	size_t body;

	octets_put_be(out, (uint64_t)version, 4);
	octets_put_be(out, sizeof(salt), 4);
	put(out, salt, sizeof(salt));
	octets_put_be(out, 1024, 4);
	body = out->n;
	for (size_t i = 0; pieces[i] != STOP; i++)
		put_bks_entry(out, pieces[i]);
	put(out, "", 1);
	assert_int_equal(PKCS12_key_gen_utf8("changeit", -1, salt,
	    sizeof(salt), PKCS12_MAC_ID, 1024, key_bytes, key, EVP_sha1()),
	    1);
	HMAC(EVP_sha1(), key, key_bytes, (uint8_t *)out->p + body,
	    out->n - body, digest, NULL);
	put(out, digest, sizeof(digest));
}

static void
every_entry_is_read_or_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct java_case *c = &cases[i];
		struct buf jks = BUF_INIT(100000), bks = BUF_INIT(100000);

		make_jks(&jks, c->pieces, 0xfeedfeed, 2);
		assert_form(c->name, form_jks, buf_span(&jks), NULL, c->jks);
		for (int version = 0; version <= 2; version++) {
			buf_clear(&bks);
			make_bks(&bks, c->pieces, version);
			assert_form(c->name, form_bks, buf_span(&bks), NULL,
			    c->bks ? c->bks : c->jks);
		}
		buf_release(&jks);
		buf_release(&bks);
	}
}

static void
old_and_kindred_versions_are_read(void **state)
{
	static const enum piece pieces[] = { TRUSTED, KEY, TRUSTED_B, STOP };
	static const enum piece none[] = { STOP };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_jks(&bytes, pieces, 0xfeedfeed, 1);
	assert_form("JKS 1", form_jks, buf_span(&bytes), NULL, "read 2 1 "
	    "t:key: ...");
	buf_clear(&bytes);
	make_jks(&bytes, pieces, 0xcececece, 2);
	assert_form("JCEKS", form_jks, buf_span(&bytes), NULL, "read 2 1 "
	    "t:key: ...");
	buf_clear(&bytes);
	make_jks(&bytes, none, 0xfeedfeed, 3);
	assert_form("JKS 3", form_jks, buf_span(&bytes), NULL, "not mine");
	buf_clear(&bytes);
	make_bks(&bytes, none, 3);
	assert_form("BKS 3", form_bks, buf_span(&bytes), NULL, "not mine");
	buf_release(&bytes);
}

static void
assert_passwords(form_read *form, struct span bytes, const char *misfit)
{
	assert_form("right", form, bytes, "changeit", "read 1 0");
	assert_form("wrong", form, bytes, "changeme", misfit);
	assert_form("not UTF-8", form, bytes, "\xff", misfit);
	((uint8_t *)bytes.p)[bytes.n - 1] ^= 1;
	assert_form("altered", form, bytes, "changeit", misfit);
	assert_form("altered, and no password", form, bytes, NULL, "read 1 0"
	    UNCHECKED);
	((uint8_t *)bytes.p)[bytes.n - 1] ^= 1;
}

static void
a_digest_is_checked_with_its_password(void **state)
{
	static const enum piece pieces[] = { TRUSTED, STOP };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_jks(&bytes, pieces, 0xfeedfeed, 2);
	assert_passwords(form_jks, buf_span(&bytes), "bad: the password does "
	    "not fit this JKS keystore, or the keystore was altered");
	for (int version = 1; version <= 2; version++) {
		buf_clear(&bytes);
		make_bks(&bytes, pieces, version);
		assert_passwords(form_bks, buf_span(&bytes), "bad: the "
		    "password does not fit this BKS keystore, or the keystore "
		    "was altered");
	}
	buf_release(&bytes);
}

/* Millions of rounds are asked for by four bytes; they are not done. */
static void
rounds_without_end_are_not_done(void **state)
{
	static const enum piece pieces[] = { TRUSTED, STOP };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_bks(&bytes, pieces, 2);
	memcpy(bytes.p + 28, "\x7f\xff\xff\xff", 4);
	assert_form("rounds", form_bks, buf_span(&bytes), NULL, "read 1 0"
	    UNCHECKED);
	memcpy(bytes.p + 28, "\xff\xff\xff\xff", 4);
	assert_form("rounds", form_bks, buf_span(&bytes), NULL, "read 1 0"
	    UNCHECKED);
	buf_release(&bytes);
}

static void
no_prefix_is_a_store(void **state)
{
	static const enum piece pieces[] = { TRUSTED, SECRET, KEY, TRUSTED_B,
		STOP };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_jks(&bytes, pieces, 0xcececece, 2);
	assert_no_prefix_reads(form_jks, buf_span(&bytes), 12);
	put(&bytes, "xy", 2);
	assert_form("two bytes more", form_jks, buf_span(&bytes), NULL,
	    "read 2 2 t:key: a private key with 2 certificates of its own, "
	    "no anchor and passed over; keep keys in a store apart t: 2 bytes "
	    "follow the keystore; they were not read");
	buf_clear(&bytes);
	make_bks(&bytes, pieces, 2);
	assert_no_prefix_reads(form_bks, buf_span(&bytes), 32);
	buf_release(&bytes);
}

/* As many as the limit are looked for; of one more, none. */
static void
more_entries_than_the_limit_are_none(void **state)
{
	struct buf bytes = BUF_INIT(4000000);
	struct trying trying;

	(void)state;
	octets_put_be(&bytes, 0xfeedfeed, 4);
	octets_put_be(&bytes, 2, 4);
	octets_put_be(&bytes, LIMIT_KEYSTORE_ENTRIES + 1, 4);
	assert_form("over", form_jks, buf_span(&bytes), NULL, "bad: a JKS "
	    "keystore of 20001 entries, more than the 20000 that are read");
	bytes.p[11]--;
	assert_form("at", form_jks, buf_span(&bytes), NULL, "bad: a JKS "
	    "keystore that is damaged or cut off in entry 1 of 20000, which "
	    "starts at byte 12");
	buf_clear(&bytes);
	make_bks(&bytes, (const enum piece[]){ STOP }, 2);
	bytes.n -= 21;
	for (size_t i = 0; i <= LIMIT_KEYSTORE_ENTRIES; i++) {
		put_head(&bytes, 3, 1, "s");
		octets_put_be(&bytes, 0, 8);	/* no chain, no bytes */
	}
	assert_form("over", form_bks, buf_span(&bytes), NULL, "bad: a BKS "
	    "keystore of more than the 20000 entries that are read");
	bytes.n -= 20;	/* one entry */
	put(&bytes, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21);
	try_form(&trying, form_bks, buf_span(&bytes), NULL);
	assert_int_equal(trying.result, FORM_READ);
	assert_int_equal(trying.reading.store.n_rejections,
	    LIMIT_KEYSTORE_ENTRIES);
	trying_release(&trying);
	buf_release(&bytes);
}

/* A store that is encrypted as a whole begins as a BKS does. */
static void
an_encrypted_store_is_told(void **state)
{
	struct buf bytes = BUF_INIT(1000);

	(void)state;
	make_bks(&bytes, (const enum piece[]){ STOP }, 1);
	bytes.n -= 21;
	put(&bytes, "\x9c\x41\x07", 3);
	assert_form("UBER", form_bks, buf_span(&bytes), NULL, "bad: a BKS "
	    "keystore that is damaged or cut off in its entry 1, which starts "
	    "at byte 32, or encrypted as a whole (UBER), which is not read");
	buf_release(&bytes);
}

static bool
skips(const char *bytes, size_t n)
{
	struct octets octets = octets_of((struct span){
	    (const uint8_t *)bytes, n });

	return java_object_skip(&octets) && octets.rest.n == 0;
}

/* Objects that would go on for ever, or are of what no key is made of. */
static void
odd_objects_are_refused(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t n;
	} odd[] = {
#define ODD(name, bytes) { name, bytes, sizeof(bytes) - 1 }
		ODD("another stream", "\xac\xed\0\4p"),
		ODD("a block of data", "\xac\xed\0\5w\1x"),
		ODD("a reference to nothing", "\xac\xed\0\5q\0~\0\0"),
		ODD("a class that extends itself", "\xac\xed\0\5sr\0\1S"
		    "\0\0\0\0\0\0\0\0\2\0\0xq\0~\0\0"),
		ODD("a class that writes itself", "\xac\xed\0\5sr\0\1S"
		    "\0\0\0\0\0\0\0\0\3\0\0xp"),
		ODD("an array of objects", "\xac\xed\0\5ur\0\2[L"
		    "\0\0\0\0\0\0\0\0\2\0\0xp\0\0\0\0"),
		ODD("a field of no type", "\xac\xed\0\5sr\0\1S"
		    "\0\0\0\0\0\0\0\0\2\0\1X\0\1axp"),
		ODD("an array for a class", "\xac\xed\0\5sur\0\1S"),
#undef ODD
	};

	(void)state;
	assert_true(skips(sealed, sizeof(sealed) - 1));
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		if (skips(odd[i].bytes, odd[i].n))
			fail_msg("%s is skipped", odd[i].name);
	}
}

static int
set_up(void **state)
{
	(void)state;
	forge = forge_new();
	forge_or_fail(forge, "a ca=yes type=ed25519");
	forge_or_fail(forge, "b ca=yes type=ed25519");
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
		cmocka_unit_test(every_entry_is_read_or_counted),
		cmocka_unit_test(old_and_kindred_versions_are_read),
		cmocka_unit_test(a_digest_is_checked_with_its_password),
		cmocka_unit_test(rounds_without_end_are_not_done),
		cmocka_unit_test(no_prefix_is_a_store),
		cmocka_unit_test(more_entries_than_the_limit_are_none),
		cmocka_unit_test(an_encrypted_store_is_told),
		cmocka_unit_test(odd_objects_are_refused),
	};

	return cmocka_run_group_tests_name("java_stores", tests, set_up,
	    tear_down);
}
