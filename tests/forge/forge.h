#pragma once
/*
 * Test certificates, each from one line of text: `NAME key=value ...`, where
 * a value may be "quoted". The certificates of one forge can issue each other
 * and share keys by name; dates are fixed, so that no test ages. The keys of
 * a line, and their defaults, are listed at the head of job.c.
 */
#include <stddef.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

struct forge;

struct forge *forge_new(void);
void forge_free(struct forge *forge);
/* Forgets the certificates and keeps the keys, which are slow to make. */
void forge_clear(struct forge *forge);

/*
 * Makes the certificate of one line; a blank line and a # comment make none.
 * Fails with -1 and a sentence in message[size]; the forge is then as before,
 * except that a key may have been made.
 */
int forge_line(struct forge *forge, const char *line, char *message,
    size_t size);

/* Borrowed from the forge; NULL where there is none of that name. */
X509 *forge_cert(const struct forge *forge, const char *name);
EVP_PKEY *forge_key(const struct forge *forge, const char *key_name);
const unsigned char *forge_der(const struct forge *forge, const char *name,
    size_t *n);

/* The names in the order in which they were made; NULL after the last. */
const char *forge_cert_name(const struct forge *forge, size_t i);
const char *forge_key_name(const struct forge *forge, size_t i);
