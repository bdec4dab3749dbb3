#include "form/pkcs12_mac.h"

#include <openssl/hmac.h>
#include <openssl/pkcs12.h>

#include "unit/form/trying.h"

#define UNMARKED " [t:#1: a PKCS#12 certificate that is not marked as trusted]"
#define UNCHECKED " [t: a keystore whose digest was not checked, for want of " \
    "its password (--password-file)]"
#define MISFIT "bad: the password does not fit this PKCS#12 keystore, or " \
    "the keystore was altered"

enum { ROUNDS = 1000 };

static struct forge *forge;

static void
wrap(struct buf *out, uint8_t tag, const struct buf *inside)
{
	const uint8_t head[] = { tag, 0x82, (uint8_t)(inside->n >> 8),
		(uint8_t)inside->n };

	buf_append(out, head, sizeof(head));
	buf_append(out, inside->p, inside->n);
}

/* RFC 9579: both algorithms of PBMAC1, over SHA-256, and its key of 32. */
static void
put_pbmac1(struct buf *out, const char *oid)
{
	X509_ALGOR *algorithm = X509_ALGOR_new();
	PBE2PARAM *both = PBE2PARAM_new();
	unsigned char *der = NULL;
	int n;

	X509_ALGOR_free(both->keyfunc);
	both->keyfunc = PKCS5_pbkdf2_set(ROUNDS, (uint8_t *)"saltsalt", 8,
	    NID_hmacWithSHA512, 32);
	X509_ALGOR_set0(both->encryption, OBJ_nid2obj(NID_hmacWithSHA256),
	    V_ASN1_NULL, NULL);
	ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PBE2PARAM), both,
	    &algorithm->parameter);
	algorithm->algorithm = OBJ_txt2obj(oid, 1);
	n = i2d_X509_ALGOR(algorithm, &der);
	buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
	PBE2PARAM_free(both);
	X509_ALGOR_free(algorithm);
}

/* The digest of content in its sequence, with a salt that nobody looks at. */
static void
put_mac_data(struct buf *out, const PKCS7 *content, const char *oid,
    const char *password)
{
	struct buf in = BUF_INIT(1000), info = BUF_INIT(1000);
	uint8_t key[32], mac[32];

	PKCS5_PBKDF2_HMAC(password, -1, (uint8_t *)"saltsalt", 8, ROUNDS,
	    EVP_sha512(), 32, key);
	HMAC(EVP_sha256(), key, 32, content->d.data->data,
	    (size_t)content->d.data->length, mac, NULL);
	put_pbmac1(&in, oid);
	buf_append(&in, "\x04\x20", 2);
	buf_append(&in, mac, sizeof(mac));
	wrap(&info, 0x30, &in);
	buf_append(&info, "\x04\x01s\x02\x01\x01", 6);
	wrap(out, 0x30, &info);
	buf_release(&in);
	buf_release(&info);
}

/* A file of that content alone, with PBMAC1 or what oid is. */
static void
make_pbmac1_file(struct buf *out, struct span plain, const char *oid,
    const char *password)
{
	struct buf in = BUF_INIT(10000);
	const unsigned char *p = plain.p;
	long n;
	int tag, class;
	PKCS7 *content;

	ASN1_get_object(&p, &n, &tag, &class, (long)plain.n);
	buf_append(&in, p, (size_t)n);	/* the version and the content */
	p += 3;
	content = d2i_PKCS7(NULL, &p, n - 3);
	assert_non_null(content);
	put_mac_data(&in, content, oid, password);
	wrap(out, 0x30, &in);
	PKCS7_free(content);
	buf_release(&in);
}

/* One certificate, in the clear, and no digest. */
static void
make_plain_file(struct buf *out)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
	STACK_OF(PKCS7) *parts = NULL;
	unsigned char *der = NULL;
	PKCS12 *file;
	int n;

	sk_PKCS12_SAFEBAG_push(bags, PKCS12_SAFEBAG_create_cert(forge_cert(
		forge, "a")));
	assert_int_equal(PKCS12_add_safe(&parts, bags, -1, 0, NULL), 1);
	file = PKCS12_add_safes(parts, 0);
	n = i2d_PKCS12(file, &der);
	buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
	PKCS12_free(file);
	sk_PKCS7_pop_free(parts, PKCS7_free);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

static void
pbmac1_is_checked(void **state)
{
	static const char oid[] = "1.2.840.113549.1.5.14";
	struct buf plain = BUF_INIT(10000), bytes = BUF_INIT(10000);

	(void)state;
	make_plain_file(&plain);
	make_pbmac1_file(&bytes, buf_span(&plain), oid, "other");
	assert_form("given", form_pkcs12, buf_span(&bytes), "other",
	    "read 1 0" UNMARKED);
	assert_form("not given", form_pkcs12, buf_span(&bytes), NULL,
	    "read 1 0" UNMARKED UNCHECKED);
	assert_form("another given", form_pkcs12, buf_span(&bytes), "another",
	    MISFIT);
	bytes.p[100] ^= 1;
	assert_form("altered", form_pkcs12, buf_span(&bytes), "other", MISFIT);
	buf_clear(&bytes);
	make_pbmac1_file(&bytes, buf_span(&plain), oid, "changeit");
	assert_form("the usual one", form_pkcs12, buf_span(&bytes), NULL,
	    "read 1 0" UNMARKED);
	buf_clear(&bytes);
	make_pbmac1_file(&bytes, buf_span(&plain), "1.2.3", "other");
	assert_form("an unknown kind", form_pkcs12, buf_span(&bytes), "other",
	    "read 1 1 t: a digest of a kind that is not known here, so it was "
	    "not checked" UNMARKED UNCHECKED);
	buf_release(&plain);
	buf_release(&bytes);
}

static int
set_up(void **state)
{
	(void)state;
	forge = forge_new();
	forge_or_fail(forge, "a ca=yes type=ed25519");
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
		cmocka_unit_test(pbmac1_is_checked),
	};

	return cmocka_run_group_tests_name("pkcs12_mac", tests, set_up,
	    tear_down);
}
