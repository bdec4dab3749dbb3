#pragma once
/*
 * The real libraries that judge our models of them. One file each, and one
 * row in the table of oracles.c.
 */
#include "oracle/loading.h"
#include "unit/verify/pki.h"

enum answer {
	REFUSES,
	ACCEPTS,
	SILENT,		/* this library cannot be asked that */
};

struct oracle {
	const char *library;	/* as on the command line */
	const char *verifier;	/* the model that is judged */
	/*
	 * Would the real library accept pki->served against pki->store for a
	 * server at this instant? Its own words go to why[size].
	 */
	enum answer (*accepts)(const struct pki *pki, int64_t at_s,
	    char *why, size_t size);
	loads_fn *loads;	/* NULL: another row's is the same */
};

/* The i-th, NULL past the last. */
const struct oracle *oracle_at(size_t i);

/* Debian's mbedTLS 2.28, as its TLS client asks it. */
enum answer mbedtls_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size);
enum answer bearssl_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size);
enum answer gnutls_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size);
enum answer openssl_3_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size);
enum answer openssl_3_partial_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
/* OpenSSL 1.0.1u, 1.0.2s and 1.1.1n, in old nodes, over TLS on loopback. */
enum answer openssl_1_0_1n_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
enum answer openssl_1_0_2_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
enum answer openssl_1_1_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
enum answer wolfssl_5_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
enum answer wolfssl_5_alt_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
/* Dated ones load the store at pki->started_s where that is earlier. */
enum answer wolfssl_5_dated_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
enum answer wolfssl_5_alt_dated_accepts(const struct pki *pki, int64_t at_s,
    char *why, size_t size);
/* Go's crypto/x509 and Java's validator, in programs of their own. */
enum answer go_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size);
enum answer java_accepts(const struct pki *pki, int64_t at_s, char *why,
    size_t size);
