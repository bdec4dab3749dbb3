#include "form/pkcs12_crypt.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "base/limits.h"
#include "unit/form/trying.h"

static struct forge *forge;

#define UNMARKED(where) " [" where ": a PKCS#12 certificate that is not " \
    "marked as trusted]"
#define UNCHECKED " [t: a keystore whose digest was not checked, for want of " \
    "its password (--password-file)]"
#define MISFIT "bad: the password does not fit this PKCS#12 keystore, or " \
    "the keystore was altered"
#define UNKNOWN "bad: a PKCS#12 keystore whose certificates are encrypted " \
    "under a password that is not known; give it (--password-file)"

enum { MAX_BAGS = 4, PLAIN = -1, ROUNDS = 1000 };

/* A bag: "a", a certificate; "+a", a marked one; "=a", one with a name of
 * its own; "key"; "(((a", one in three bags within each other. */
static const struct pkcs12_case {
	const char *name;
	const char *bags[MAX_BAGS + 1];
	int cipher;		/* PLAIN: none */
	const char *made_with;	/* password of cipher and digest */
	bool has_digest;
	const char *given;	/* or NULL */
	const char *want;
} cases[] = {
	{ "nothing", { NULL }, PLAIN, NULL, false, NULL, "read 0 0" },
	{ "marked", { "+a", "+b" }, PLAIN, NULL, false, NULL, "read 2 0" },
	{ "one unmarked", { "+a", "b" }, PLAIN, NULL, false, NULL,
	    "read 2 0" UNMARKED("t:#2") },
	{ "a name", { "=a" }, PLAIN, NULL, false, NULL,
	    "read 1 0" UNMARKED("t:name of a") },
	{ "a key", { "key", "a", "+b" }, PLAIN, NULL, false, NULL, "read 1 1 "
	    "t:#1: not marked as trusted and beside a private key, whose "
	    "chain it may be, so passed over; keep keys in a store apart" },
	{ "digest of no password", { "+a" }, PLAIN, NULL, true, NULL,
	    "read 1 0" },
	{ "digest of the empty one", { "+a" }, PLAIN, "", true, NULL,
	    "read 1 0" },
	{ "digest of the usual one", { "+a" }, PLAIN, "changeit", true, NULL,
	    "read 1 0" },
	{ "digest of another", { "+a" }, PLAIN, "other", true, NULL,
	    "read 1 0" UNCHECKED },
	{ "digest of the one given", { "+a" }, PLAIN, "other", true, "other",
	    "read 1 0" },
	{ "digest of another than given", { "+a" }, PLAIN, "changeit", true,
	    "other", MISFIT },
	{ "AES, none", { "+a" }, NID_aes_256_cbc, NULL, true, NULL,
	    "read 1 0" },
	{ "AES, empty", { "+a" }, NID_aes_256_cbc, "", true, NULL,
	    "read 1 0" },
	{ "AES, usual", { "+a", "+b" }, NID_aes_128_cbc, "changeit", true,
	    NULL, "read 2 0" },
	{ "AES, no digest", { "+a" }, NID_aes_256_cbc, "changeit", false,
	    NULL, "read 1 0" },
	{ "AES, other", { "+a" }, NID_aes_256_cbc, "other", true, NULL,
	    UNKNOWN },
	{ "AES, given", { "+a" }, NID_aes_256_cbc, "gehe\xc3\xafm", true,
	    "gehe\xc3\xafm", "read 1 0" },
	{ "AES, given wrong", { "+a" }, NID_aes_256_cbc, "other", true,
	    "another", MISFIT },
	{ "AES, given wrong, no digest", { "+a" }, NID_aes_256_cbc, "other",
	    false, "another", UNKNOWN },
	{ "3DES", { "+a" }, NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
	    "changeit", true, NULL, "read 1 0" },
	{ "bags at the limit", { "(((+a" }, PLAIN, NULL, false, NULL,
	    "read 1 0" },
	{ "bags over it", { "((((+a", "+b" }, PLAIN, NULL, false, NULL,
	    "read 1 1 t: bags too deep in each other; they were not read "
	    "partial" },
};

static void
mark(PKCS12_SAFEBAG *bag)
{
	const void *any = OBJ_nid2obj(NID_anyExtendedKeyUsage);

	assert_int_equal(PKCS12_add1_attr_by_txt(bag,
	    "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT, any, -1), 1);
}

static void
wrap(struct buf *out, uint8_t tag, const struct buf *inside)
{
	const uint8_t head[] = { tag, 0x82, (uint8_t)(inside->n >> 8),
		(uint8_t)inside->n };

	buf_append(out, head, sizeof(head));
	buf_append(out, inside->p, inside->n);
}

/* A bag of bags with this one in it, which libcrypto cannot make. */
static PKCS12_SAFEBAG *
bag_around(PKCS12_SAFEBAG *bag)
{
	static const uint8_t oid[] = { 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86,
		0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x06 };
	struct buf bytes[4];
	unsigned char *der = NULL;
	const unsigned char *p;
	int n = i2d_PKCS12_SAFEBAG(bag, &der);

	for (size_t i = 0; i < 4; i++)
		bytes[i] = BUF_INIT(10000);
	buf_append(&bytes[0], der, (size_t)n);
	wrap(&bytes[1], 0x30, &bytes[0]);
	buf_append(&bytes[2], oid, sizeof(oid));
	wrap(&bytes[2], 0xa0, &bytes[1]);
	wrap(&bytes[3], 0x30, &bytes[2]);
	PKCS12_SAFEBAG_free(bag);
	OPENSSL_free(der);
	p = (const unsigned char *)bytes[3].p;
	bag = d2i_PKCS12_SAFEBAG(NULL, &p, (long)bytes[3].n);
	assert_non_null(bag);
	for (size_t i = 0; i < 4; i++)
		buf_release(&bytes[i]);
	return bag;
}

static PKCS12_SAFEBAG *
make_bag(const char *text)
{
	PKCS12_SAFEBAG *bag;

	if (*text == '(')
		return bag_around(make_bag(text + 1));
	if (strcmp(text, "key") == 0)
		return PKCS12_SAFEBAG_create0_p8inf(EVP_PKEY2PKCS8(
			forge_key(forge, "a")));
	bag = PKCS12_SAFEBAG_create_cert(forge_cert(forge,
		text + strspn(text, "+=")));
	if (*text == '+')
		mark(bag);
	if (*text == '=')
		PKCS12_add_friendlyname_utf8(bag, "name of a", -1);
	return bag;
}

static void
put_file(struct buf *out, PKCS12 *file)
{
	unsigned char *der = NULL;
	int n = i2d_PKCS12(file, &der);

	assert_true(n > 0);
	buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
}

/* Each case has one part, with all its bags. */
static void
make_file(struct buf *out, const struct pkcs12_case *c)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
	STACK_OF(PKCS7) *parts = NULL;
	PKCS12 *file;

	for (size_t i = 0; c->bags[i] != NULL; i++)
		sk_PKCS12_SAFEBAG_push(bags, make_bag(c->bags[i]));
	assert_int_equal(PKCS12_add_safe(&parts, bags, c->cipher, ROUNDS,
		c->made_with), 1);
	file = PKCS12_add_safes(parts, 0);
	if (c->has_digest)
		assert_int_equal(PKCS12_set_mac(file, c->made_with, -1, NULL,
			0, ROUNDS, EVP_sha256()), 1);
	put_file(out, file);
	PKCS12_free(file);
	sk_PKCS7_pop_free(parts, PKCS7_free);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

static void
every_certificate_is_read_or_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf bytes = BUF_INIT(100000);

		make_file(&bytes, &cases[i]);
		assert_form(cases[i].name, form_pkcs12, buf_span(&bytes),
		    cases[i].given, cases[i].want);
		buf_release(&bytes);
	}
}

static void
no_prefix_is_a_store(void **state)
{
	static const struct pkcs12_case c = { "", { "+a", "+b" },
		NID_aes_128_cbc, "", true, NULL, NULL };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_file(&bytes, &c);
	assert_no_prefix_reads(form_pkcs12, buf_span(&bytes), 8);
	buf_text(&bytes, "x");
	assert_form("a byte more", form_pkcs12, buf_span(&bytes), NULL,
	    "bad: 1 bytes follow the PKCS#12 keystore");
	buf_release(&bytes);
}

/* Flips each byte in turn: whatever comes, nothing is worse than an error. */
static void
no_flipped_byte_is_worse_than_an_error(void **state)
{
	static const struct pkcs12_case c = { "", { "key", "+a", "=b" },
		PLAIN, NULL, false, NULL, NULL };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_file(&bytes, &c);
	for (size_t i = 0; i < bytes.n; i++) {
		struct trying trying;

		bytes.p[i] ^= 0x11;
		try_form(&trying, form_pkcs12, buf_span(&bytes), NULL);
		if (trying.result == FORM_BAD && trying.err.msg[0] == '\0')
			fail_msg("byte %zu: bad, and no reason", i);
		trying_release(&trying);
		bytes.p[i] ^= 0x11;
	}
	buf_release(&bytes);
}

/* A part that says it is encrypted so, which algorithm it takes; it holds
 * nothing that could be opened. */
static void
make_secret_part(struct buf *out, X509_ALGOR *algorithm)
{
	STACK_OF(PKCS7) *parts = sk_PKCS7_new_null();
	PKCS7 *part = PKCS7_new();
	PKCS7_ENC_CONTENT *content;
	PKCS12 *file;

	PKCS7_set_type(part, NID_pkcs7_encrypted);
	content = part->d.encrypted->enc_data;
	X509_ALGOR_free(content->algorithm);
	content->algorithm = algorithm;
	content->content_type = OBJ_nid2obj(NID_pkcs7_data);
	content->enc_data = ASN1_OCTET_STRING_new();
	ASN1_OCTET_STRING_set(content->enc_data,
	    (const uint8_t *)"sixteen bytes of", 16);
	sk_PKCS7_push(parts, part);
	file = PKCS12_add_safes(parts, 0);
	put_file(out, file);
	PKCS12_free(file);
	sk_PKCS7_pop_free(parts, PKCS7_free);
}

static void
assert_secret_part(const char *name, X509_ALGOR *algorithm, const char *want)
{
	struct buf bytes = BUF_INIT(100000);

	make_secret_part(&bytes, algorithm);
	assert_form(name, form_pkcs12, buf_span(&bytes), NULL, want);
	buf_release(&bytes);
}

static X509_ALGOR *
pbkdf2(int rounds)
{
	return PKCS5_pbe2_set_iv(EVP_aes_128_cbc(), rounds, NULL, 8, NULL,
	    NID_hmacWithSHA256);
}

/* The same parameters for a cipher that libcrypto cannot set. */
static X509_ALGOR *
with_rc2(X509_ALGOR *algorithm)
{
	PBE2PARAM *pbe2 = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM),
	    algorithm->parameter);

	pbe2->encryption->algorithm = OBJ_nid2obj(NID_rc2_cbc);
	ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PBE2PARAM), pbe2,
	    &algorithm->parameter);
	PBE2PARAM_free(pbe2);
	return algorithm;
}

static void
unknown_ciphers_are_counted(void **state)
{
	(void)state;
	assert_secret_part("DES", PKCS5_pbe_set(NID_pbeWithMD5AndDES_CBC, 1,
		NULL, 8), "read 0 1 t: encrypted with pbeWithMD5AndDES-CBC, "
	    "which is not read here partial");
	assert_secret_part("RC2 in PBES2", with_rc2(pbkdf2(1)), "read 0 1 "
	    "t: encrypted with PBES2 (PBKDF2, rc2-cbc), which is not read "
	    "here partial");
}

/* Set afterwards, since libcrypto makes none that it would not read. */
static X509_ALGOR *
scrypt(uint64_t n, uint64_t r, uint64_t p)
{
	X509_ALGOR *algorithm = PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), NULL,
	    8, NULL, 1024, 8, 1);
	PBE2PARAM *pbe2 = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM),
	    algorithm->parameter);
	SCRYPT_PARAMS *cost = ASN1_TYPE_unpack_sequence(
	    ASN1_ITEM_rptr(SCRYPT_PARAMS), pbe2->keyfunc->parameter);

	ASN1_INTEGER_set_uint64(cost->costParameter, n);
	ASN1_INTEGER_set_uint64(cost->blockSize, r);
	ASN1_INTEGER_set_uint64(cost->parallelizationParameter, p);
	ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), cost,
	    &pbe2->keyfunc->parameter);
	ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PBE2PARAM), pbe2,
	    &algorithm->parameter);
	SCRYPT_PARAMS_free(cost);
	PBE2PARAM_free(pbe2);
	return algorithm;
}

/* The only part, under scrypt and the password "other". */
static void
make_scrypt_file(struct buf *out)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
	STACK_OF(PKCS7) *parts = sk_PKCS7_new_null();
	PKCS7 *part = PKCS7_new();
	PKCS7_ENC_CONTENT *content;
	PKCS12 *file;

	sk_PKCS12_SAFEBAG_push(bags, make_bag("+a"));
	PKCS7_set_type(part, NID_pkcs7_encrypted);
	content = part->d.encrypted->enc_data;
	X509_ALGOR_free(content->algorithm);
	content->algorithm = scrypt(1024, 8, 1);
	content->content_type = OBJ_nid2obj(NID_pkcs7_data);
	content->enc_data = PKCS12_item_i2d_encrypt(content->algorithm,
	    ASN1_ITEM_rptr(PKCS12_SAFEBAGS), "other", -1, bags, 1);
	assert_non_null(content->enc_data);
	sk_PKCS7_push(parts, part);
	file = PKCS12_add_safes(parts, 0);
	put_file(out, file);
	PKCS12_free(file);
	sk_PKCS7_pop_free(parts, PKCS7_free);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

static void
scrypt_is_read_within_limits(void **state)
{
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_scrypt_file(&bytes);
	assert_form("given", form_pkcs12, buf_span(&bytes), "other",
	    "read 1 0");
	assert_form("not given", form_pkcs12, buf_span(&bytes), NULL,
	    UNKNOWN);
	buf_release(&bytes);
	assert_secret_part("the largest", scrypt(16384, 8, 1), UNKNOWN);
	assert_secret_part("twice that", scrypt(32768, 8, 1), "read 0 1 t: "
	    "its key derivation (scrypt) wants more memory than it is given "
	    "(32 MiB) partial");
	assert_secret_part("a thousand times", scrypt(1024, 8, 1000), "read "
	    "0 1 t: its key derivation wants 8192000 rounds ...");
	assert_secret_part("beyond numbers", scrypt(1ull << 62, 8, 1), "read "
	    "0 1 t: its key derivation (scrypt) wants more ...");
}

static void
rounds_without_end_are_not_done(void **state)
{
	struct buf bytes = BUF_INIT(10000);
	PKCS12 *file = PKCS12_init(NID_pkcs7_data);
	STACK_OF(PKCS7) *none = sk_PKCS7_new_null();
	struct keyring keyring = keyring_of("given");

	(void)state;
	assert_secret_part("all that fit", pbkdf2(2147483647), "read 0 1 t: "
	    "its key derivation wants 2147483647 rounds for each password, "
	    "more than are done for one file (4000000) partial");
	assert_secret_part("one more", pbkdf2(LIMIT_DERIVATION_ROUNDS + 1),
	    "read 0 1 t: its key derivation wants 4000001 rounds ...");
	assert_secret_part("a few", pbkdf2(1000), UNKNOWN);
	PKCS12_pack_authsafes(file, none);
	sk_PKCS7_free(none);
	PKCS12_setup_mac(file, 2147483647, NULL, 8, EVP_sha256());
	put_file(&bytes, file);
	assert_form("rounds of the digest", form_pkcs12, buf_span(&bytes),
	    "x", "bad: its digest wants more rounds of key derivation than "
	    "are done for one file (4000000)");
	PKCS12_free(file);
	buf_release(&bytes);

	assert_false(keyring_spend(&keyring, 0));
	assert_false(keyring_spend(&keyring, -1));
	assert_false(keyring_spend(&keyring, LIMIT_DERIVATION_ROUNDS + 1));
	assert_true(keyring_spend(&keyring, LIMIT_DERIVATION_ROUNDS - 1));
	assert_true(keyring_spend(&keyring, 1));
	assert_false(keyring_spend(&keyring, 1));
}

/* A part of a kind that is neither plain nor under a password. */
static void
other_parts_are_counted(void **state)
{
	STACK_OF(PKCS7) *parts = sk_PKCS7_new_null();
	struct buf bytes = BUF_INIT(10000);
	PKCS7 *part = PKCS7_new();
	PKCS12 *file;

	(void)state;
	PKCS7_set_type(part, NID_pkcs7_signed);
	PKCS7_content_new(part, NID_pkcs7_data);
	sk_PKCS7_push(parts, part);
	file = PKCS12_add_safes(parts, 0);
	put_file(&bytes, file);
	assert_form("signed", form_pkcs12, buf_span(&bytes), NULL, "read 0 1 "
	    "t: a part that is neither plain nor under a password; it was not "
	    "read partial");
	PKCS12_free(file);
	sk_PKCS7_pop_free(parts, PKCS7_free);
	buf_release(&bytes);
}

static void
too_large_a_file_is_none(void **state)
{
	struct buf bytes = BUF_INIT(LIMIT_KEYSTORE_BYTES + 1);

	(void)state;
	buf_append(&bytes, "\x30\x84\x01\0\0\0\2\1\3\x30", 10);
	while (!bytes.full)
		buf_append(&bytes, "\0\0\0\0\0\0\0\0", 1);
	assert_form("too large", form_pkcs12, buf_span(&bytes), NULL, "bad: a "
	    "PKCS#12 keystore of more than 16777216 bytes");
	bytes.n--;
	assert_form("as large as may be", form_pkcs12, buf_span(&bytes), NULL,
	    "bad: a PKCS#12 keystore that is damaged or cut off...");
	buf_release(&bytes);
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
		cmocka_unit_test(every_certificate_is_read_or_counted),
		cmocka_unit_test(no_prefix_is_a_store),
		cmocka_unit_test(no_flipped_byte_is_worse_than_an_error),
		cmocka_unit_test(unknown_ciphers_are_counted),
		cmocka_unit_test(scrypt_is_read_within_limits),
		cmocka_unit_test(rounds_without_end_are_not_done),
		cmocka_unit_test(other_parts_are_counted),
		cmocka_unit_test(too_large_a_file_is_none),
	};

	return cmocka_run_group_tests_name("pkcs12", tests, set_up,
	    tear_down);
}
