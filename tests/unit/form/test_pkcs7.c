#include <openssl/pkcs7.h>

#include "base/base64.h"
#include "base/limits.h"
#include "unit/form/trying.h"

static struct forge *forge;

/* Certificates in the order of their names, signed by nobody or by a. */
static void
make_der(struct buf *out, const char *names, bool is_signed)
{
	PKCS7 *file = PKCS7_new();
	unsigned char *der = NULL;
	int n;

	PKCS7_set_type(file, NID_pkcs7_signed);
	PKCS7_content_new(file, NID_pkcs7_data);
	if (is_signed)
		assert_non_null(PKCS7_add_signature(file, forge_cert(forge,
			"a"), forge_key(forge, "a"), EVP_sha256()));
	for (; *names != '\0'; names++) {
		const char name[] = { *names, '\0' };

		PKCS7_add_certificate(file, forge_cert(forge, name));
	}
	n = i2d_PKCS7(file, &der);
	buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
	PKCS7_free(file);
}

static void
put_pem(struct buf *out, const char *label, const char *names)
{
	struct buf der = BUF_INIT(100000);

	make_der(&der, names, false);
	buf_printf(out, "-----BEGIN %s-----\n", label);
	base64_encode(out, buf_span(&der));
	buf_printf(out, "\n-----END %s-----\n", label);
	buf_release(&der);
}

static void
assert_order(form_read *form, struct span bytes, const char *names)
{
	struct trying trying;

	try_form(&trying, form, bytes, NULL);
	assert_int_equal(trying.result, FORM_READ);
	assert_int_equal(trying.reading.store.n, strlen(names));
	for (size_t i = 0; names[i] != '\0'; i++) {
		const struct anchor *anchor =
		    &trying.reading.store.anchors[i];
		char where[32];

		snprintf(where, sizeof(where), "t:#%zu", i + 1);
		assert_string_equal(anchor->where, where);
		assert_int_equal(anchor->cert->short_name[0], names[i]);
	}
	trying_release(&trying);
}

static void
the_order_is_that_of_the_file(void **state)
{
	static const char *const orders[] = { "a", "ab", "ba", "cab", "aa" };
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		buf_clear(&bytes);
		make_der(&bytes, orders[i], false);
		assert_order(form_pkcs7, buf_span(&bytes), orders[i]);
		buf_clear(&bytes);
		put_pem(&bytes, "PKCS7", orders[i]);
		assert_order(form_pkcs7_pem, buf_span(&bytes),
		    orders[i]);
	}
	buf_release(&bytes);
}

static void
labels_and_words_around_them(void **state)
{
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	buf_text(&bytes, "subject=a\n-----BEGIN X-----\n");
	put_pem(&bytes, "CMS", "a");
	buf_text(&bytes, "# b\n");
	put_pem(&bytes, "PKCS #7 SIGNED DATA", "bc");
	assert_order(form_pkcs7_pem, buf_span(&bytes), "abc");
	buf_append(&bytes, "", 1);
	assert_form("in a program", form_pkcs7_pem, buf_span(&bytes), NULL,
	    "not mine");
	buf_release(&bytes);
}

/* A faulty block is counted, and the others are read. */
static void
faulty_blocks_are_counted(void **state)
{
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	buf_text(&bytes, "-----BEGIN PKCS7-----\nM%AA\n-----END PKCS7-----\n"
	    "-----BEGIN PKCS7-----\nMAAA\n-----END PKCS7-----\n");
	put_pem(&bytes, "PKCS7", "a");
	buf_text(&bytes, "-----BEGIN PKCS7-----\nMAAA\n");
	assert_form("faulty", form_pkcs7_pem, buf_span(&bytes), NULL,
	    "read 1 3 t: a character that is not base64 "
	    "t: a PKCS#7 file that is damaged or cut off: field missing "
	    "t: a BEGIN line without its END");
	buf_release(&bytes);
}

static void
a_signature_is_no_bundle(void **state)
{
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_der(&bytes, "ab", true);
	assert_form("signed", form_pkcs7, buf_span(&bytes), NULL, "bad: a "
	    "PKCS#7 signature, whose certificates are its signer's and no "
	    "anchors");
	buf_clear(&bytes);
	make_der(&bytes, "", false);
	assert_form("empty", form_pkcs7, buf_span(&bytes), NULL, "read 0 0");
	buf_release(&bytes);
}

static void
no_prefix_is_a_bundle(void **state)
{
	struct buf bytes = BUF_INIT(100000);

	(void)state;
	make_der(&bytes, "ab", false);
	assert_no_prefix_reads(form_pkcs7, buf_span(&bytes), 15);
	buf_text(&bytes, "x");
	assert_form("a byte more", form_pkcs7, buf_span(&bytes), NULL,
	    "bad: 1 bytes follow the PKCS#7 content");
	bytes.max = LIMIT_KEYSTORE_BYTES + 1;
	while (bytes.n < bytes.max)
		buf_append(&bytes, "x", 1);
	assert_form("too large", form_pkcs7, buf_span(&bytes), NULL, "bad: a "
	    "PKCS#7 file of more than 16777216 bytes");
	buf_release(&bytes);
}

static int
set_up(void **state)
{
	(void)state;
	forge = forge_new();
	forge_or_fail(forge, "a ca=yes");
	forge_or_fail(forge, "b ca=yes type=ed25519");
	forge_or_fail(forge, "c ca=yes type=ed25519");
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
		cmocka_unit_test(the_order_is_that_of_the_file),
		cmocka_unit_test(labels_and_words_around_them),
		cmocka_unit_test(faulty_blocks_are_counted),
		cmocka_unit_test(a_signature_is_no_bundle),
		cmocka_unit_test(no_prefix_is_a_bundle),
	};

	return cmocka_run_group_tests_name("pkcs7", tests, set_up,
	    tear_down);
}
