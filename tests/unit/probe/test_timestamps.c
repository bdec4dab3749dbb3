#include "probe/timestamps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include <openssl/ocsp.h>
#include <openssl/ssl.h>

#include "base/mem.h"
#include "forge/forge.h"
#include "pki/certpool.h"

/* Two timestamps, of two bytes and of one. */
#define LIST	"\0\7\0\2ab\0\1c"
#define LIST_N	(sizeof(LIST) - 1)

static const struct list_case {
	const char *name;
	const char *bytes;
	size_t n;
	int want;
} list_cases[] = {
	{ "nothing", "", 0, 0 },
	{ "an empty list", "\0\0", 2, 0 },
	{ "two", LIST, LIST_N, 2 },
	{ "bytes behind the list", LIST "xyz", LIST_N + 3, 2 },
	{ "an empty timestamp ends them", "\0\5\0\0\0\1c", 7, 0 },
	{ "one that is cut", "\0\6\0\2ab\0\3", 8, 1 },
	{ "a length without a byte", "\0\5\0\2ab\0", 7, 1 },
};

static void
a_list_is_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(list_cases) / sizeof(list_cases[0]);
	    i++) {
		const struct list_case *c = &list_cases[i];
		int got = timestamps_listed((struct span){
		    (const uint8_t *)c->bytes, c->n });

		if (got != c->want)
			fail_msg("%s: %d", c->name, got);
	}
	/* Its length counts them or none. */
	for (size_t n = 0; n < LIST_N; n++) {
		uint8_t *cut = mem_dup(LIST, n);

		assert_int_equal(timestamps_listed((struct span){ cut, n }),
		    0);
		free(cut);
	}
}

/* The list, in the OCTET STRING that both extensions have it in. */
static X509_EXTENSION *
extension(int nid)
{
	ASN1_OCTET_STRING *inner = ASN1_OCTET_STRING_new();
	ASN1_OCTET_STRING *outer = ASN1_OCTET_STRING_new();
	unsigned char *der = NULL;
	X509_EXTENSION *made;
	int n;

	ASN1_OCTET_STRING_set(inner, (const unsigned char *)LIST, LIST_N);
	n = i2d_ASN1_OCTET_STRING(inner, &der);
	ASN1_OCTET_STRING_set(outer, der, n);
	made = X509_EXTENSION_create_by_NID(NULL, nid, 0, outer);
	assert_non_null(made);
	OPENSSL_free(der);
	ASN1_OCTET_STRING_free(outer);
	ASN1_OCTET_STRING_free(inner);
	return made;
}

static void
those_in_a_leaf_are_counted(void **state)
{
	struct forge *forge = forge_new();
	struct certpool *pool = certpool_new();
	X509_EXTENSION *added = extension(NID_ct_precert_scts);
	unsigned char *der = NULL;
	const struct cert *cert;
	struct err err = ERR_NONE;
	char message[256];
	X509 *x509;
	int n;

	(void)state;
	assert_int_equal(forge_line(forge, "leaf", message, sizeof(message)),
	    0);
	x509 = X509_dup(forge_cert(forge, "leaf"));
	for (int want = 0; want <= 2; want += 2) {
		assert_true(X509_sign(x509, forge_key(forge, "leaf"),
		    EVP_sha256()) > 0);
		n = i2d_X509(x509, &der);
		assert_int_equal(certpool_add_der(pool, &cert,
		    (struct span){ der, (size_t)n }, &err), 0);
		assert_int_equal(timestamps_embedded(cert), want);
		OPENSSL_free(der);
		der = NULL;
		X509_add_ext(x509, added, -1);
	}
	X509_EXTENSION_free(added);
	X509_free(x509);
	certpool_free(pool);
	forge_free(forge);
}

static void
those_in_a_response_are_counted(void **state)
{
	struct forge *forge = forge_new();
	X509_EXTENSION *added = extension(NID_ct_cert_scts);
	OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
	ASN1_TIME *now = ASN1_TIME_set(NULL, 1690848000);
	OCSP_RESPONSE *response;
	OCSP_CERTID *id;
	unsigned char *der = NULL;
	char message[256];
	X509 *x509;
	int n;

	(void)state;
	assert_int_equal(forge_line(forge, "leaf", message, sizeof(message)),
	    0);
	x509 = forge_cert(forge, "leaf");
	id = OCSP_cert_to_id(EVP_sha1(), x509, x509);
	OCSP_SINGLERESP_add_ext(OCSP_basic_add1_status(basic, id,
	    V_OCSP_CERTSTATUS_GOOD, 0, NULL, now, NULL), added, -1);
	assert_int_equal(OCSP_basic_sign(basic, x509,
	    forge_key(forge, "leaf"), EVP_sha256(), NULL, 0), 1);
	response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL,
	    basic);
	n = i2d_OCSP_RESPONSE(response, &der);
	assert_int_equal(timestamps_stapled((struct span){ der, (size_t)n }),
	    2);
	for (int cut = 0; cut < n; cut++) {
		uint8_t *copy = mem_dup(der, (size_t)cut);

		assert_int_equal(timestamps_stapled((struct span){ copy,
		    (size_t)cut }), 0);
		free(copy);
	}
	OPENSSL_free(der);
	OCSP_RESPONSE_free(response);
	OCSP_CERTID_free(id);
	OCSP_BASICRESP_free(basic);
	ASN1_TIME_free(now);
	X509_EXTENSION_free(added);
	forge_free(forge);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_counted),
		cmocka_unit_test(those_in_a_leaf_are_counted),
		cmocka_unit_test(those_in_a_response_are_counted),
	};

	return cmocka_run_group_tests_name("timestamps", tests, NULL, NULL);
}
