#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/bag.h"

#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/forge.h"

static const char *const lines[] = { "one ca=yes", "two issuer=one" };

static int
set_up(void **state)
{
	struct forge *forge = forge_new();
	char message[300];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (forge_line(forge, lines[i], message,
			sizeof(message)) == -1)
			fail_msg("%s: %s", lines[i], message);
	}
	*state = forge;
	return 0;
}

static int
tear_down(void **state)
{
	forge_free(*state);
	return 0;
}

static struct span
der_of(const struct forge *forge, const char *name)
{
	struct span der;

	der.p = forge_der(forge, name, &der.n);
	return der;
}

/* Certificates without a signature around them; freed by the caller. */
static struct span
pkcs7_of(X509 **certs, size_t n)
{
	PKCS7 *file = PKCS7_new();
	unsigned char *der = NULL;
	int size;

	PKCS7_set_type(file, NID_pkcs7_signed);
	PKCS7_content_new(file, NID_pkcs7_data);
	PKCS7_set_detached(file, 1);
	for (size_t i = 0; i < n; i++)
		PKCS7_add_certificate(file, certs[i]);
	size = i2d_PKCS7(file, &der);
	assert_true(size > 0);
	PKCS7_free(file);
	return (struct span){ der, (size_t)size };
}

static void
append_pem(struct buf *text, X509 *x509)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p;
	long n;

	PEM_write_bio_X509(bio, x509);
	n = BIO_get_mem_data(bio, &p);
	buf_append(text, p, (size_t)n);
	BIO_free(bio);
}

/* The short names of what is read, or why nothing is; freed by the caller. */
static char *
read_all(struct span bytes)
{
	struct certpool *pool = certpool_new();
	struct chain bag = CHAIN_EMPTY;
	struct buf text = BUF_INIT(4096);
	struct err err = ERR_NONE;
	uint8_t *exact = mem_dup(bytes.p, bytes.n);

	if (bag_read(&bag, pool, (struct span){ exact, bytes.n }, &err) ==
	    -1) {
		assert_int_equal(bag.n, 0);
		buf_text(&text, err.msg);
	}
	for (size_t i = 0; i < bag.n; i++)
		buf_printf(&text, "%s%s", i ? " " : "",
		    bag.certs[i]->short_name);
	free(exact);
	chain_release(&bag);
	certpool_free(pool);
	return text.p;
}

static void
is_read(struct span bytes, const char *wanted)
{
	char *got = read_all(bytes);

	assert_string_equal(got, wanted);
	free(got);
}

static struct span
span_of(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

#define NONE "no certificate, neither in DER nor in PEM nor in PKCS#7"

static void
test_forms(void **state)
{
	X509 *both[] = { forge_cert(*state, "one"), forge_cert(*state, "two") };
	struct buf pem = BUF_INIT(100000);
	struct span p7 = pkcs7_of(both, 2), empty = pkcs7_of(both, 0);

	is_read(der_of(*state, "two"), "two");
	is_read(p7, "one two");
	is_read(empty, NONE);
	buf_text(&pem, "-----BEGIN CERTIFICATE-----\nYWJj\n"
	    "-----END CERTIFICATE-----\n");
	is_read(buf_span(&pem), NONE);
	append_pem(&pem, both[1]);
	buf_text(&pem, "and\n");
	append_pem(&pem, both[0]);
	is_read(buf_span(&pem), "two one");
	is_read(span_of(""), NONE);
	is_read(span_of("<html>404</html>"), NONE);
	is_read(span_of("0\x03\x02\x01\x05"),
	    "not a certificate (damaged DER: wrong tag)");
	buf_release(&pem);
	OPENSSL_free((void *)empty.p);
	OPENSSL_free((void *)p7.p);
}

static void
test_every_prefix(void **state)
{
	X509 *both[] = { forge_cert(*state, "one"), forge_cert(*state, "two") };
	struct span p7 = pkcs7_of(both, 2), der = der_of(*state, "one");
	char *got;

	for (size_t n = 0; n < p7.n; n++) {
		got = read_all((struct span){ p7.p, n });
		assert_string_not_equal(got, "one two");
		free(got);
	}
	for (size_t n = 0; n < der.n; n++) {
		got = read_all((struct span){ der.p, n });
		assert_string_not_equal(got, "one");
		free(got);
	}
	OPENSSL_free((void *)p7.p);
}

static void
test_limit(void **state)
{
	X509 *certs[LIMIT_SERVED_CERTS + 1];
	struct buf pem = BUF_INIT(1000000);
	struct span p7;
	char *got;

	for (size_t i = 0; i <= LIMIT_SERVED_CERTS; i++) {
		certs[i] = forge_cert(*state, "one");
		append_pem(&pem, certs[i]);
	}
	p7 = pkcs7_of(certs, LIMIT_SERVED_CERTS + 1);
	is_read(p7, "more than 64 certificates in one file");
	is_read(buf_span(&pem), "more than 64 certificates in one file");
	OPENSSL_free((void *)p7.p);
	p7 = pkcs7_of(certs, LIMIT_SERVED_CERTS);
	got = read_all(p7);
	assert_int_equal(strlen(got), 4 * LIMIT_SERVED_CERTS - 1);
	free(got);
	OPENSSL_free((void *)p7.p);
	buf_release(&pem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests_name("bag", tests, set_up, tear_down);
}
