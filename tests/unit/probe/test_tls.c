#include "probe/tls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include "base/mem.h"
#include "forge/revoke.h"
#include "unit/folder.h"
#include "unit/probe/shaking.h"
#include "verify/hello.h"

static struct shaking shaking;

static int
setup(void **state)
{
	(void)state;
	shaking_open(&shaking);
	shaking_forge(&shaking, "rsa type=rsa2048 subject=/CN=rsa");
	shaking_forge(&shaking, "ec type=p256 subject=/CN=ec");
	shaking_forge(&shaking, "ed type=ed25519 subject=/CN=ed");
	shaking_forge(&shaking, "big type=p384 subject=/CN=big");
	shaking_forge(&shaking, "old type=rsa2048 hash=sha1 subject=/CN=old");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	shaking_close(&shaking);
	return 0;
}

/* The common name of the leaf that is served, or why there is none. */
static const char *
served(const char *shape)
{
	const struct target target = { .server_name = "a.example",
		.hello = hello_find(shape) };

	shaking_run(&shaking, &target);
	return shaking.seen.chain.n > 0 ?
	    shaking.seen.chain.certs[0]->short_name :
	    reason_name(shaking.seen.reason);
}

static const struct served_case {
	const char *name;
	const char *certs;	/* of the server, apart by spaces */
	int newest;		/* of the server, 0: all */
	const char *shapes;	/* that get want, apart by spaces */
	const char *want;
} served_cases[] = {
	{ "RSA and ECDSA in TLS 1.2, as the client prefers", "rsa ec",
	    TLS1_2_VERSION, "openssl-1.0 libressl-3 mbedtls-2.28 mbedtls-3.6",
	    "rsa" },
	{ "RSA and ECDSA in TLS 1.2, as the client prefers", "rsa ec",
	    TLS1_2_VERSION, "openssl-1.1 openssl-3 java go nss webpki android "
	    "gnutls-3.5 gnutls-3.7 bearssl-0.6 esp-idf mbedtls-2.7 wolfssl-5 "
	    "any", "ec" },
	{ "RSA and ECDSA with TLS 1.3 in sight", "rsa ec", 0,
	    "openssl-1.0 libressl-3 mbedtls-2.28 go gnutls-3.7", "rsa" },
	{ "RSA and ECDSA with TLS 1.3 in sight", "rsa ec", 0,
	    "openssl-1.1 openssl-3 java nss webpki android wolfssl-5 "
	    "mbedtls-3.6 gnutls-3.5 bearssl-0.6 esp-idf any", "ec" },
	{ "RSA and Ed25519", "rsa ed", 0,
	    "openssl-1.1 openssl-3 java webpki wolfssl-5 any", "ed" },
	{ "RSA and Ed25519", "rsa ed", 0,
	    "openssl-1.0 mbedtls-2.28 mbedtls-3.6 nss android bearssl-0.6 "
	    "esp-idf gnutls-3.5 libressl-3", "rsa" },
	{ "Ed25519 alone", "ed", 0, "openssl-1.0 nss android libressl-3 "
	    "mbedtls-2.7 mbedtls-2.28 mbedtls-3.6", "tls_alert" },
	{ "TLS 1.1 is the server's newest", "rsa", TLS1_1_VERSION,
	    "openssl-1.0 openssl-1.1 gnutls-3.5 bearssl-0.6 wolfssl-5 any",
	    "rsa" },
	{ "TLS 1.1 is the server's newest", "rsa", TLS1_1_VERSION,
	    "openssl-3 go java nss webpki mbedtls-3.6 libressl-3",
	    "tls_alert" },
	{ "a server that does not see that it is too old", "rsa",
	    TLS1_1_VERSION, "esp-idf", "tls_protocol" },
};

static void
serve(const char *certs, int newest)
{
	char *words = mem_strdup(certs), *rest = words, *name;

	shaking_server(&shaking);
	SSL_CTX_set_max_proto_version(shaking.context, newest);
	while ((name = strsep(&rest, " ")) != NULL)
		shaking_serve(&shaking, name, NULL);
	free(words);
}

static void
a_shape_decides_what_is_served(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(served_cases) /
	    sizeof(served_cases[0]); i++) {
		const struct served_case *c = &served_cases[i];
		char *words = mem_strdup(c->shapes), *rest = words, *shape;

		serve(c->certs, c->newest);
		while ((shape = strsep(&rest, " ")) != NULL) {
			const char *got = served(shape);

			if (strcmp(got, c->want) != 0)
				fail_msg("%s: %s gets %s, not %s", c->name,
				    shape, got, c->want);
		}
		free(words);
	}
}

/* Whatever the shape, the handshake of what was picked comes to its end. */
static void
every_shape_finishes(void **state)
{
	const struct hello *hello;

	(void)state;
	serve("rsa ec", 0);
	for (size_t i = 0; (hello = hello_at(i)) != NULL; i++) {
		served(hello->name);
		if (shaking.seen.handshake != HANDSHAKE_COMPLETE)
			fail_msg("%s: %s", hello->name,
			    shaking.seen.detail);
		if (strcmp(shaking.sent_name, hello->is_nameless ? "" :
			"a.example") != 0)
			fail_msg("%s sends the name '%s'", hello->name,
			    shaking.sent_name);
		assert_null(shaking.seen.alpn);
	}
}

static int
choose_second(SSL *ssl, const unsigned char **out, unsigned char *n,
    const unsigned char *in, unsigned in_n, void *arg)
{
	(void)ssl;
	(void)arg;
	if (in_n != 12)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = in + 4;
	*n = in[3];
	return SSL_TLSEXT_ERR_OK;
}

static void
terms_are_noted(void **state)
{
	const struct target target = { .protocol = protocol_find("https", 5) };

	(void)state;
	serve("rsa", TLS1_2_VERSION);
	SSL_CTX_set_alpn_select_cb(shaking.context, choose_second, NULL);
	assert_int_equal(SSL_CTX_set_cipher_list(shaking.context,
	    "ECDHE-RSA-AES128-GCM-SHA256"), 1);
	shaking_run(&shaking, &target);
	assert_int_equal(shaking.seen.reason, REASON_NONE);
	assert_string_equal(shaking.seen.tls_version, "TLSv1.2");
	assert_string_equal(shaking.seen.cipher,
	    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
	assert_string_equal(shaking.seen.alpn, "http/1.1");
	assert_false(shaking.seen.wants_client_certificate);
}

static int
accept_all(X509_STORE_CTX *context, void *arg)
{
	(void)context;
	(void)arg;
	return 1;
}

static void
put_pem(const char *path, const char *cert, const char *key)
{
	FILE *stream = fopen(path, "w");

	assert_non_null(stream);
	if (cert != NULL)
		PEM_write_X509(stream, forge_cert(shaking.forge, cert));
	if (key != NULL)
		PEM_write_PrivateKey(stream, forge_key(shaking.forge, key),
		    NULL, NULL, 0, NULL, NULL);
	fclose(stream);
}

static const struct identity_case {
	const char *name;
	const char *certificate, *key;	/* files */
	int version, mode;
	enum reason reason;
	const char *detail;
	enum handshake handshake;
} identity_cases[] = {
#define ASKED	SSL_VERIFY_PEER
#define DEMANDED	(SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT)
	{ "asked for, none", NULL, NULL, TLS1_3_VERSION, ASKED,
	    REASON_NONE, NULL, HANDSHAKE_COMPLETE },
	{ "demanded in TLS 1.2, none", NULL, NULL, TLS1_2_VERSION, DEMANDED,
	    REASON_TLS_ALERT, "handshake_failure; the server asks for a "
	    "client certificate", HANDSHAKE_CHAIN },
	{ "demanded in TLS 1.3, none", NULL, NULL, TLS1_3_VERSION, DEMANDED,
	    REASON_TLS_ALERT, "certificate_required; the server asks for a "
	    "client certificate", HANDSHAKE_COMPLETE },
	{ "demanded in TLS 1.2", "ec.pem", "ec.key", TLS1_2_VERSION, DEMANDED,
	    REASON_NONE, NULL, HANDSHAKE_COMPLETE },
	{ "demanded in TLS 1.3", "ec.pem", "ec.key", TLS1_3_VERSION, DEMANDED,
	    REASON_NONE, NULL, HANDSHAKE_COMPLETE },
	{ "both in one file", "both.pem", NULL, TLS1_3_VERSION, DEMANDED,
	    REASON_NONE, NULL, HANDSHAKE_COMPLETE },
	{ "the key of another", "ec.pem", "big.key", TLS1_3_VERSION, DEMANDED,
	    REASON_CLIENT_CERTIFICATE, "big.key holds no key of this "
	    "certificate in PEM without a passphrase: key values mismatch",
	    HANDSHAKE_NONE },
	{ "no such file", "gone.pem", NULL, TLS1_3_VERSION, DEMANDED,
	    REASON_CLIENT_CERTIFICATE, "cannot open gone.pem: No such file "
	    "or directory", HANDSHAKE_NONE },
	{ "a folder", "/", NULL, TLS1_3_VERSION, DEMANDED,
	    REASON_CLIENT_CERTIFICATE, "/ is not a regular file",
	    HANDSHAKE_NONE },
	{ "no certificate in it", "ec.key", NULL, TLS1_3_VERSION, DEMANDED,
	    REASON_CLIENT_CERTIFICATE, "ec.key holds no certificate in PEM",
	    HANDSHAKE_NONE },
};

static void
a_client_certificate_is_shown(void **state)
{
	(void)state;
	put_pem("ec.pem", "ec", NULL);
	put_pem("ec.key", NULL, "ec");
	put_pem("big.key", NULL, "big");
	put_pem("both.pem", "ec", "ec");
	for (size_t i = 0; i < sizeof(identity_cases) /
	    sizeof(identity_cases[0]); i++) {
		const struct identity_case *c = &identity_cases[i];
		const struct target target = {
			.client_certificate = (char *)c->certificate,
			.client_key = (char *)c->key };
		const struct observation *seen = &shaking.seen;

		serve("rsa", c->version);
		SSL_CTX_set_verify(shaking.context, c->mode, NULL);
		SSL_CTX_set_cert_verify_callback(shaking.context, accept_all,
		    NULL);
		shaking_run(&shaking, &target);
		if (seen->reason != c->reason ||
		    seen->handshake != c->handshake ||
		    (seen->detail == NULL) != (c->detail == NULL) ||
		    (c->detail && strcmp(seen->detail, c->detail) != 0))
			fail_msg("%s: %s: %s", c->name,
			    reason_name(seen->reason), seen->detail);
		if (seen->wants_client_certificate !=
		    (seen->chain.n > 0))
			fail_msg("%s: who asked?", c->name);
	}
}

/* Three of the log, two of which are whole. */
static const unsigned char timestamps[] = { 0, 9, 0, 2, 1, 2, 0, 1, 3, 0, 4 };

static int
add_timestamps(SSL *ssl, unsigned type, unsigned where,
    const unsigned char **out, size_t *n, X509 *x509, size_t position,
    int *alert, void *arg)
{
	(void)ssl;
	(void)type;
	(void)where;
	(void)x509;
	(void)alert;
	(void)arg;
	*out = timestamps;
	*n = sizeof(timestamps);
	return position == 0;
}

/* What the server staples. */
static struct stapled {
	unsigned char *der;
	size_t n;
} stapled;

static int
staple(SSL *ssl, void *arg)
{
	(void)arg;
	SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup(stapled.der,
	    stapled.n), (long)stapled.n);
	return SSL_TLSEXT_ERR_OK;
}

static const struct staple_case {
	const char *name;
	struct forge_response response;
	bool has_issuer;	/* served behind the leaf and a namesake */
	enum staple_status status;
} staple_cases[] = {
	{ "good", { .about = "leaf", .issuer = "ca", .status = "good" }, true,
	    STAPLE_GOOD },
	{ "revoked", { .about = "leaf", .issuer = "ca",
	    .status = "revoked" }, true, STAPLE_REVOKED },
	{ "unknown", { .about = "leaf", .issuer = "ca",
	    .status = "unknown" }, true, STAPLE_UNKNOWN },
	{ "about another", { .about = "ca", .issuer = "ca",
	    .status = "good" }, true, STAPLE_BAD },
	{ "not signed for it", { .about = "leaf", .issuer = "ca",
	    .status = "good", .badsig = true }, true, STAPLE_BAD },
	{ "signed by nobody knows whom", { .about = "leaf", .issuer = "ca",
	    .status = "good" }, false, STAPLE_UNCHECKED },
};

static void
serve_stapled(const struct staple_case *c, int newest)
{
	static const char *const issuers[] = { "namesake", "ca", NULL };
	struct forge_response response = c->response;

	response.from = "20230801000000Z";
	response.until = "20230808000000Z";
	OPENSSL_free(stapled.der);
	stapled.der = NULL;
	stapled.n = forge_respond(shaking.forge, &response, &stapled.der);
	shaking_server(&shaking);
	SSL_CTX_set_max_proto_version(shaking.context, newest);
	SSL_CTX_set_mode(shaking.context, SSL_MODE_NO_AUTO_CHAIN);
	shaking_serve(&shaking, "leaf", c->has_issuer ? issuers : NULL);
	SSL_CTX_set_tlsext_status_cb(shaking.context, staple);
	assert_int_equal(SSL_CTX_add_custom_ext(shaking.context,
	    TLSEXT_TYPE_signed_certificate_timestamp, SSL_EXT_CLIENT_HELLO |
	    SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
	    add_timestamps, NULL, NULL, NULL, NULL), 1);
}

static void
what_speaks_for_the_leaf_is_noted(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	const struct observation *seen = &shaking.seen;
	const struct target target = { .server_name = NULL };

	(void)state;
	shaking_forge(&shaking, "ca ca=yes subject=/CN=CA");
	shaking_forge(&shaking, "namesake ca=yes subject=/CN=CA");
	shaking_forge(&shaking, "leaf issuer=ca subject=/CN=leaf");
	for (size_t i = 0; i < 2 * (sizeof(staple_cases) /
	    sizeof(staple_cases[0])); i++) {
		const struct staple_case *c = &staple_cases[i / 2];

		serve_stapled(c, versions[i % 2]);
		shaking_run(&shaking, &target);
		if (seen->reason != REASON_NONE ||
		    seen->staple.status != c->status)
			fail_msg("%s: %s, %s", c->name,
			    reason_name(seen->reason),
			    staple_status_name(seen->staple.status));
		if (staple_has_dates(&seen->staple)) {
			assert_int_equal(seen->staple.this_update_s,
			    1690848000);
			assert_int_equal(seen->staple.next_update_s,
			    1691452800);
		}
		assert_int_equal(seen->timestamps.n_tls, 2);
		assert_int_equal(seen->timestamps.n_ocsp, 0);
		assert_int_equal(seen->timestamps.n_embedded, 0);
	}
	OPENSSL_free(stapled.der);
}

/* A key of so many bits that signs at once, and wrongly. */
static EVP_PKEY *
huge_key(int bits)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_new();
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params;

	assert_int_equal(BN_one(n) && BN_set_bit(n, bits - 1), 1);
	OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_uint(builder, OSSL_PKEY_PARAM_RSA_E, 65537);
	OSSL_PARAM_BLD_push_uint(builder, OSSL_PKEY_PARAM_RSA_D, 3);
	params = OSSL_PARAM_BLD_to_param(builder);
	assert_int_equal(EVP_PKEY_fromdata_init(context), 1);
	assert_int_equal(EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR,
	    params), 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	EVP_PKEY_CTX_free(context);
	BN_free(n);
	return key;
}

static void
serve_huge(int bits, int newest)
{
	EVP_PKEY *key = huge_key(bits);
	X509 *x509 = X509_dup(forge_cert(shaking.forge, "rsa"));

	assert_int_equal(X509_set_pubkey(x509, key), 1);
	assert_true(X509_sign(x509, forge_key(shaking.forge, "ec"),
	    EVP_sha256()) > 0);
	shaking_server(&shaking);
	SSL_CTX_set_max_proto_version(shaking.context, newest);
	assert_int_equal(SSL_CTX_use_certificate(shaking.context, x509), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(shaking.context, key), 1);
	X509_free(x509);
	EVP_PKEY_free(key);
}

static void
a_huge_key_ends_the_handshake(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	const struct target target = { .server_name = NULL };
	const struct observation *seen = &shaking.seen;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		serve_huge(16384, versions[i]);
		shaking_run(&shaking, &target);
		assert_string_equal(reason_name(seen->reason), "key_too_big");
		assert_string_equal(seen->detail, "RSA 16384");
		assert_int_equal(seen->handshake, HANDSHAKE_CHAIN);
		assert_int_equal(seen->chain.n, 1);
		assert_non_null(seen->cipher);
		serve_huge(8193, versions[i]);
		shaking_run(&shaking, &target);
		assert_string_equal(reason_name(seen->reason), "key_too_big");
		/* This one is looked at, and its signature is wrong. */
		serve_huge(8192, versions[i]);
		shaking_run(&shaking, &target);
		assert_string_equal(reason_name(seen->reason),
		    "tls_protocol");
		assert_int_equal(seen->chain.n, 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shape_decides_what_is_served),
		cmocka_unit_test(every_shape_finishes),
		cmocka_unit_test(terms_are_noted),
		IN_FOLDER(a_client_certificate_is_shown),
		cmocka_unit_test(what_speaks_for_the_leaf_is_noted),
		cmocka_unit_test(a_huge_key_ends_the_handshake),
	};

	return cmocka_run_group_tests_name("tls", tests, setup, teardown);
}
