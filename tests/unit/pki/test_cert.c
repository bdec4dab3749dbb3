#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/certpool.h"

#include <stdlib.h>

#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/forge.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

/* The DER of the certificate of one line; valid as long as the forge. */
static struct span
forge_one(struct forge *forge, const char *line)
{
	char message[300];
	struct span der;
	size_t i = 0;

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s: %s", line, message);
	while (forge_cert_name(forge, i + 1) != NULL)
		i++;
	der.p = forge_der(forge, forge_cert_name(forge, i), &der.n);
	return der;
}

static struct cert *
cert_of(struct forge *forge, const char *line)
{
	struct err err = ERR_NONE;
	struct cert *cert = cert_new(forge_one(forge, line), &err);

	if (cert == NULL)
		fail_msg("%s: %s", line, err.msg);
	return cert;
}

static const struct text_case {
	const char *line, *subject, *short_name, *serial, *from, *until, *key;
} text_cases[] = {
	{ "a subject=\"/C=US/O=Maker/CN=Old Root\" serial=4660",
	    "CN=Old Root,O=Maker,C=US", "Old Root", "1234",
	    "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "EC 256" },
	{ "b subject=\"/O=Only\" serial=-5", "O=Only", "Only", "-05",
	    "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "EC 256" },
	{ "c subject=\"/\" serial=0", "", "(empty name)", "0",
	    "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "EC 256" },
	{ "d from=1950-01-01T00:00:00Z until=1969-12-31T23:59:59Z serial=1",
	    "CN=d", "d", "01", "1950-01-01T00:00:00Z",
	    "1969-12-31T23:59:59Z", "EC 256" },
	{ "e from=2049-12-31T23:59:59Z until=9999-12-31T23:59:59Z serial=1 "
	    "type=ed25519", "CN=e", "e", "01", "2049-12-31T23:59:59Z",
	    "9999-12-31T23:59:59Z", "Ed25519" },
	{ "f from=1900-01-01T00:00:00Z until=2050-01-01T00:00:00Z serial=1 "
	    "type=rsa2048", "CN=f", "f", "01", "1900-01-01T00:00:00Z",
	    "2050-01-01T00:00:00Z", "RSA 2048" },
	{ "g subject=\"/O=Zürich, GmbH/CN=a=b\" serial=1 type=p384",
	    "CN=a=b,O=Zürich\\, GmbH", "a=b", "01",
	    "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "EC 384" },
};

static void
check_text(const struct text_case *c, const struct cert *cert)
{
	char text[INSTANT_TEXT];

	assert_string_equal(cert->subject, c->subject);
	assert_string_equal(cert->issuer, c->subject);
	assert_string_equal(cert->short_name, c->short_name);
	assert_string_equal(cert->serial, c->serial);
	assert_string_equal(instant_format(text, cert->not_before_s), c->from);
	assert_string_equal(instant_format(text, cert->not_after_s), c->until);
	assert_string_equal(cert_key_text(cert, text, sizeof(text)), c->key);
	assert_int_equal(cert->version, 3);
	assert_true(cert_signature_verifies(cert, cert));
}

static void
test_text(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	for (size_t i = 0; i < N(text_cases); i++) {
		struct cert *cert = cert_of(forge, text_cases[i].line);

		check_text(&text_cases[i], cert);
		cert_free(cert);
	}
	forge_free(forge);
}

static const struct extension_case {
	const char *line;
	bool has_constraints, is_ca;
	int path_length;
	bool has_usage;
	uint32_t usage;
	bool has_ekus;
	unsigned ekus;
	bool has_skid;
} extension_cases[] = {
	{ "a", true, false, PATH_LENGTH_ANY, true, KU_DIGITAL_SIGNATURE, true,
	    EKU_SERVER, true },
	{ "b ca=yes", true, true, PATH_LENGTH_ANY, true,
	    KU_KEY_CERT_SIGN | KU_CRL_SIGN, false, 0, true },
	{ "c ca=yes pathlen=0 skid=no", true, true, 0, true,
	    KU_KEY_CERT_SIGN | KU_CRL_SIGN, false, 0, false },
	{ "d ca=yes pathlen=3 ku=absent", true, true, 3, false, 0, false, 0,
	    true },
	{ "e ca=absent ku=absent eku=absent", false, false, PATH_LENGTH_ANY,
	    false, 0, false, 0, true },
	{ "f eku=any,clientAuth", true, false, PATH_LENGTH_ANY, true,
	    KU_DIGITAL_SIGNATURE, true, EKU_ANY | EKU_CLIENT, true },
	{ "g eku=codeSigning", true, false, PATH_LENGTH_ANY, true,
	    KU_DIGITAL_SIGNATURE, true, EKU_OTHER, true },
	{ "h ca=yes permitted=dns:.example", true, true, PATH_LENGTH_ANY, true,
	    KU_KEY_CERT_SIGN | KU_CRL_SIGN, false, 0, true },
	{ "i version=1", false, false, PATH_LENGTH_ANY, false, 0, false, 0,
	    false },
};

static void
check_extensions(const struct extension_case *c, const struct cert *cert)
{
	if (cert->has_basic_constraints != c->has_constraints ||
	    cert->is_ca != c->is_ca || cert->path_length != c->path_length)
		fail_msg("%s: basic constraints %d %d %d", c->line,
		    cert->has_basic_constraints, cert->is_ca,
		    cert->path_length);
	if (cert->has_key_usage != c->has_usage ||
	    cert->key_usage != c->usage)
		fail_msg("%s: key usage %d %x", c->line, cert->has_key_usage,
		    cert->key_usage);
	if (cert->has_extended_key_usage != c->has_ekus ||
	    cert->extended_key_usage != c->ekus)
		fail_msg("%s: extended key usage %d %x", c->line,
		    cert->has_extended_key_usage, cert->extended_key_usage);
	assert_int_equal(cert->key_identifier.n > 0, c->has_skid);
	assert_false(cert->has_faulty_extension);
	assert_false(cert->has_unknown_critical);
}

static void
test_extensions(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	for (size_t i = 0; i < N(extension_cases); i++) {
		struct cert *cert = cert_of(forge, extension_cases[i].line);

		check_extensions(&extension_cases[i], cert);
		cert_free(cert);
	}
	forge_free(forge);
}

static void
test_netscape_type(void **state)
{
	struct forge *forge = forge_new();
	struct cert *none = cert_of(forge, "none");
	struct cert *server = cert_of(forge, "server nscert=server,client");
	struct cert *ca = cert_of(forge, "ca ca=yes nscert=sslCA,emailCA");

	(void)state;
	assert_false(none->has_netscape_type);
	assert_int_equal(none->netscape_type, 0);
	assert_true(server->has_netscape_type);
	assert_int_equal(server->netscape_type, NS_SSL_SERVER | NS_SSL_CLIENT);
	assert_true(ca->has_netscape_type);
	assert_int_equal(ca->netscape_type, NS_SSL_CA | NS_SMIME_CA);
	cert_free(none);
	cert_free(server);
	cert_free(ca);
	forge_free(forge);
}

static void
test_usages(void **state)
{
	struct forge *forge = forge_new();
	struct cert *leaf = cert_of(forge, "leaf");
	struct cert *free_one = cert_of(forge, "free ku=absent eku=absent");
	struct cert *any = cert_of(forge, "any eku=any");

	(void)state;
	assert_false(cert_allows_usage(leaf, KU_KEY_CERT_SIGN));
	assert_true(cert_allows_usage(leaf, KU_DIGITAL_SIGNATURE));
	assert_true(cert_allows_usage(free_one, KU_KEY_CERT_SIGN));
	assert_true(cert_allows_purpose(leaf, EKU_SERVER));
	assert_false(cert_allows_purpose(leaf, EKU_CLIENT));
	assert_true(cert_allows_purpose(free_one, EKU_CLIENT));
	assert_true(cert_allows_purpose(any, EKU_CLIENT));
	cert_free(leaf);
	cert_free(free_one);
	cert_free(any);
	forge_free(forge);
}

static void
test_every_prefix(void **state)
{
	struct forge *forge = forge_new();
	struct span der = forge_one(forge, "a ca=yes pathlen=1 san=dns:a.b "
	    "permitted=dns:.example");

	(void)state;
	for (size_t n = 0; n < der.n; n++) {
		struct span prefix = { mem_dup(der.p, n), n };
		struct err err = ERR_NONE;

		if (cert_new(prefix, &err) != NULL)
			fail_msg("%zu of %zu bytes were taken", n, der.n);
		assert_int_not_equal(err.code, ERR_NONE_YET);
		free((void *)prefix.p);
	}
	forge_free(forge);
}

static void
test_trailing_byte(void **state)
{
	struct forge *forge = forge_new();
	struct span der = forge_one(forge, "a");
	struct buf longer = BUF_INIT(10000);
	struct err err = ERR_NONE;

	(void)state;
	buf_append(&longer, der.p, der.n);
	buf_append(&longer, "", 1);
	assert_null(cert_new(buf_span(&longer), &err));
	assert_string_equal(err.msg, "1 bytes follow the certificate");
	buf_release(&longer);
	forge_free(forge);
}

static void
test_size_limit(void **state)
{
	uint8_t *bytes = mem_zalloc(LIMIT_CERT_BYTES + 1);
	struct err err = ERR_NONE;

	(void)state;
	assert_null(cert_new((struct span){ bytes, LIMIT_CERT_BYTES + 1 },
	    &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_null(cert_new((struct span){ bytes, LIMIT_CERT_BYTES }, &err));
	assert_int_equal(err.code, ERR_FAILED);
	free(bytes);
}

/* One bit of the certificate at a time: no change goes unnoticed. */
static void
test_every_flipped_bit(void **state)
{
	struct forge *forge = forge_new();
	struct span der = forge_one(forge, "a ca=yes pathlen=1 type=ed25519");
	struct cert *whole = cert_of(forge, "b key=a type=ed25519");
	uint8_t *copy = mem_dup(der.p, der.n);

	(void)state;
	for (size_t bit = 0; bit < der.n * 8; bit++) {
		struct err err = ERR_NONE;
		struct cert *cert;

		copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
		cert = cert_new((struct span){ copy, der.n }, &err);
		if (cert != NULL && cert_signature_verifies(cert, whole))
			fail_msg("bit %zu changed and verifies", bit);
		cert_free(cert);
		copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	free(copy);
	cert_free(whole);
	forge_free(forge);
}

static void
test_signature(void **state)
{
	struct forge *forge = forge_new();
	struct cert *root = cert_of(forge, "root ca=yes");
	struct cert *leaf = cert_of(forge, "leaf issuer=root");
	struct cert *bad = cert_of(forge, "bad issuer=root badsig=yes");

	(void)state;
	assert_true(cert_signature_verifies(leaf, root));
	assert_false(cert_signature_verifies(root, leaf));
	assert_false(cert_signature_verifies(bad, root));
	assert_true(span_equal(leaf->authority_key_identifier,
	    root->key_identifier));
	assert_int_equal(leaf->digest_nid, NID_sha256);
	cert_free(root);
	cert_free(leaf);
	cert_free(bad);
	forge_free(forge);
}

static void
test_pool(void **state)
{
	struct certpool *pool = certpool_new();
	struct forge *forge = forge_new();
	struct span root = forge_one(forge, "root ca=yes subject=\"/CN=The "
	    "Root\" key=k");
	struct span twin = forge_one(forge, "twin ca=yes subject=\"/CN=the  "
	    "root\" key=k until=2031-01-01T00:00:00Z");
	struct span leaf = forge_one(forge, "leaf issuer=root");
	const struct cert *a, *b, *c, *again;
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(certpool_add_der(pool, &a, root, &err), 0);
	assert_int_equal(certpool_add_der(pool, &b, twin, &err), 0);
	assert_int_equal(certpool_add_der(pool, &c, leaf, &err), 0);
	assert_int_equal(certpool_add_der(pool, &again, root, &err), 0);
	assert_ptr_equal(a, again);
	assert_int_equal(certpool_count(pool), 3);
	assert_int_equal(a->subject_id, b->subject_id);	/* case and space */
	assert_int_equal(a->key_id, b->key_id);
	assert_int_not_equal(a->id, b->id);
	assert_true(cert_names_issuer(c, b));
	assert_false(cert_names_issuer(a, c));
	assert_true(cert_is_self_issued(a));
	assert_false(cert_is_self_issued(c));
	assert_ptr_equal(certpool_find(pool, c->sha256), c);
	again = c;
	assert_int_equal(certpool_add_der(pool, &again,
	    (struct span){ leaf.p, leaf.n - 1 }, &err), -1);
	assert_ptr_equal(again, c);	/* untouched */
	assert_int_equal(certpool_count(pool), 3);
	certpool_free(pool);
	forge_free(forge);
}

static const struct critical_case {
	const char *line;
	unsigned critical;
} critical_cases[] = {
	{ "a ca=absent ku=absent", 0 },
	{ "b ca=yes ku=absent", CRITICAL_BASIC_CONSTRAINTS },
	{ "c ca=yes", CRITICAL_BASIC_CONSTRAINTS | CRITICAL_KEY_USAGE },
	{ "d ca=yes permitted=dns:example", CRITICAL_BASIC_CONSTRAINTS |
	    CRITICAL_KEY_USAGE | CRITICAL_NAME_CONSTRAINTS },
	{ "e version=1", 0 },
};

static void
test_critical(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	for (size_t i = 0; i < N(critical_cases); i++) {
		const struct critical_case *c = &critical_cases[i];
		struct cert *cert = cert_of(forge, c->line);

		if (cert->critical != c->critical)
			fail_msg("%s: found %x", c->line, cert->critical);
		cert_free(cert);
	}
	forge_free(forge);
}

static void
test_sha256_text(void **state)
{
	static const char hex[] = "00ff102030405060708090a0b0c0d0e0"
	    "0123456789abcdef0123456789abcdef";
	uint8_t bytes[SHA256_BYTES];
	char text[SHA256_TEXT];

	(void)state;
	assert_true(sha256_parse(bytes, hex));
	assert_string_equal(sha256_text(text, bytes), hex);
	assert_true(sha256_parse(bytes, "00FF102030405060708090A0B0C0D0E0"
	    "0123456789ABCDEF0123456789ABCDEF"));
	assert_string_equal(sha256_text(text, bytes), hex);
	assert_false(sha256_parse(bytes, hex + 1));
	assert_false(sha256_parse(bytes, "g0ff102030405060708090a0b0c0d0e0"
	    "0123456789abcdef0123456789abcdef"));
	assert_false(sha256_parse(bytes, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_netscape_type),
		cmocka_unit_test(test_usages),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_trailing_byte),
		cmocka_unit_test(test_size_limit),
		cmocka_unit_test(test_every_flipped_bit),
		cmocka_unit_test(test_signature),
		cmocka_unit_test(test_pool),
		cmocka_unit_test(test_critical),
		cmocka_unit_test(test_sha256_text),
	};

	return cmocka_run_group_tests_name("cert", tests, NULL, NULL);
}
