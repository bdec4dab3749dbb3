#pragma once
/*
 * One question to a real library: which certificates does it load of a trust
 * store file, by the call with which its users load one?
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { LOADING_CERTS = 4 };

struct loading {
	const char *path;	/* where the file can be opened */
	struct span file;	/* the same in memory */
	struct span certs[LOADING_CERTS];	/* DER of what it holds */
	struct span keys[LOADING_CERTS];	/* theirs, as PKCS#8 */
	bool got[LOADING_CERTS];	/* the answer */
};

/* False where the library cannot be asked. An error of its call is none: what
 * it had loaded by then counts. */
typedef bool loads_fn(struct loading *loading);

/* Notes that the library has loaded this certificate, and maybe some bytes. */
void loading_note(struct loading *loading, struct span der);

/* libssl's SSL_CTX_load_verify_locations. */
loads_fn openssl_3_loads;
/* The default file of X509_STORE_set_default_paths, in old nodes. */
loads_fn openssl_1_0_2_loads, openssl_1_1_loads;
/* mbedtls_x509_crt_parse_file. */
loads_fn mbedtls_loads;
/* gnutls_certificate_set_x509_trust_file. */
loads_fn gnutls_loads;
/* wolfSSL_CTX_load_verify_locations. */
loads_fn wolfssl_loads;
/* br_pem_decoder and br_x509_decoder in the way of brssl. */
loads_fn bearssl_loads;
/* CertPool.AppendCertsFromPEM. */
loads_fn go_loads;
/* CertificateFactory.generateCertificates. */
loads_fn java_loads;
