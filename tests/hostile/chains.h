#pragma once
/* Certificates from the forge, each made when it is first asked for. */
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/span.h"

/*
 * The certificate of a line for the forge, with its issuers made before; a
 * line that is wrong ends the program. All is borrowed and stays.
 */
__attribute__((format(printf, 1, 2))) struct span chains_make(
    const char *fmt, ...);
X509 *chains_cert(const char *name);
EVP_PKEY *chains_key(const char *name);

/* An honest chain: leaf, ca (root is not served). */
struct span chains_leaf(void);
struct span chains_ca(void);

/* The leaf with another key, an RSA one of so many bits that nobody has. */
struct span chains_huge_key(int bits);

void chains_release(void);
