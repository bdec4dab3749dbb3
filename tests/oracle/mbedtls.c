/*
 * The mbedTLS of this system, asked as its own TLS client asks it: parse what
 * is served as ssl_parse_certificate_chain does, verify, look at the leaf's
 * usages. It reads the clock by time().
 */
#include "oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/pem.h>

#include <mbedtls/error.h>
#include <mbedtls/oid.h>
#include <mbedtls/ssl_internal.h>
#include <mbedtls/x509_crt.h>

#include "oracle/clock.h"
#include "oracle/loading.h"

/* In file order; anchors that the library cannot parse are lost, as they are
 * to an application that does not insist on all. */
static void
load_store(mbedtls_x509_crt *out, const struct store *store)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long n;

	if (bio == NULL)
		abort();
	for (size_t i = 0; i < store->n; i++)
		PEM_write_bio_X509(bio, store->anchors[i].cert->x509);
	BIO_write(bio, "", 1);
	n = BIO_get_mem_data(bio, &text);
	mbedtls_x509_crt_parse(out, (const unsigned char *)text, (size_t)n);
	BIO_free(bio);
}

/* 0, or the error over which the handshake fails. */
static int
load_chain(mbedtls_x509_crt *out, const struct chain *chain)
{
	int unknown = MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG +
	    MBEDTLS_ERR_OID_NOT_FOUND;

	for (size_t i = 0; i < chain->n; i++) {
		struct span der = chain->certs[i]->der;
		int error = mbedtls_x509_crt_parse_der(out, der.p, der.n);

		/* It would take the next one for the leaf, and then fail
		 * over the server's own signature. */
		if (error != 0 && (error != unknown || i == 0))
			return error;
	}
	return 0;
}

static int
check_usage(const mbedtls_x509_crt *leaf, uint32_t *flags)
{
	int suite = mbedtls_pk_can_do(&leaf->pk, MBEDTLS_PK_RSA) ?
	    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 :
	    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

	return mbedtls_ssl_check_cert_usage(leaf,
	    mbedtls_ssl_ciphersuite_from_id(suite), MBEDTLS_SSL_IS_SERVER,
	    flags);
}

enum answer
mbedtls_accepts(const struct pki *pki, int64_t at_s, char *why, size_t size)
{
	mbedtls_x509_crt store, chain;
	uint32_t flags = 0;
	int error;

	mbedtls_x509_crt_init(&store);
	mbedtls_x509_crt_init(&chain);
	load_store(&store, &pki->store);
	error = load_chain(&chain, &pki->served);
	if (error == 0) {
		oracle_clock_set(at_s);
		error = mbedtls_x509_crt_verify(&chain, &store, NULL, NULL,
		    &flags, NULL, NULL);
		oracle_clock_reset();
	}
	if (error == 0)
		error = check_usage(&chain, &flags);
	if (error == 0)
		snprintf(why, size, "it verifies");
	else if (flags != 0)
		mbedtls_x509_crt_verify_info(why, size, "", flags);
	else
		mbedtls_strerror(error, why, size);
	mbedtls_x509_crt_free(&chain);
	mbedtls_x509_crt_free(&store);
	return error == 0 ? ACCEPTS : REFUSES;
}

bool
mbedtls_loads(struct loading *loading)
{
	mbedtls_x509_crt store;

	mbedtls_x509_crt_init(&store);
	mbedtls_x509_crt_parse_file(&store, loading->path);
	for (const mbedtls_x509_crt *crt = &store; crt != NULL;
	    crt = crt->next)
		loading_note(loading, (struct span){ crt->raw.p,
		    crt->raw.len });
	mbedtls_x509_crt_free(&store);
	return true;
}
