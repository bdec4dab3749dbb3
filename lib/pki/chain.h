#ifndef PKI_CHAIN_H
#define PKI_CHAIN_H

#include "pki/certpool.h"

/*
 * Certificates in the order in which a server sends them, leaf first; they
 * need not link up. The certificates are borrowed from a pool.
 */
struct chain {
	const struct cert **certs;
	size_t n, cap;
};

#define CHAIN_EMPTY ((struct chain){ 0 })

void chain_append(struct chain *chain, const struct cert *cert);
/* dst becomes an equal, separate chain. */
void chain_copy(struct chain *dst, const struct chain *src);
bool chain_has(const struct chain *chain, const struct cert *cert);
bool chain_equal(const struct chain *a, const struct chain *b);
void chain_release(struct chain *chain);

/* The instant at which the first of them ends; INSTANT_NEVER if empty. */
int64_t chain_first_not_after(const struct chain *chain);

/*
 * Reads PEM from bytes. Strict, unlike a trust store: a chain to be judged
 * must be whole, so one bad block fails, with name and line.
 */
int chain_read_pem(struct chain *out, struct certpool *pool,
    struct span bytes, const char *name, struct err *err);
/* The same from a file; "-" is standard input. */
int chain_read_file(struct chain *out, struct certpool *pool,
    const char *path, struct err *err);

#endif
