#ifndef PKI_NAME_H
#define PKI_NAME_H

#include <stdbool.h>

#include <openssl/x509.h>

/*
 * Names for people. Both are valid UTF-8 with control characters escaped,
 * at most LIMIT_NAME_TEXT_BYTES (a longer name ends in "..."); the caller
 * frees them.
 */
char *name_text(const X509_NAME *name);	 /* "CN=...,O=...,C=..." */
char *name_short(const X509_NAME *name); /* common name, or the next best */

/*
 * A narrower equality than libcrypto's: encodings that differ at most in the
 * case of ASCII letters, within UTF-8 and printable strings. Blanks count.
 */
bool name_equal_but_case(const X509_NAME *a, const X509_NAME *b);

#endif
