#ifndef PROBE_IDENTITY_H
#define PROBE_IDENTITY_H

#include "base/err.h"

struct ssl_st;

/*
 * Has a connection show a client certificate where it is asked for one: PEM
 * files, the certificate with its issuers, leaf first, and its key without a
 * passphrase; key may be NULL, for one beside the certificate. Both are
 * read now, by whoever this process runs as.
 */
int identity_use(struct ssl_st *ssl, const char *certificate,
    const char *key, struct err *err);
/* For libssl, which would ask on the terminal: there is no passphrase. */
int identity_passphrase(char *out, int size, int is_writing, void *arg);
/* Could it, now? */
int identity_check(const char *certificate, const char *key,
    struct err *err);

#endif
