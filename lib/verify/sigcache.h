#ifndef VERIFY_SIGCACHE_H
#define VERIFY_SIGCACHE_H

#include "pki/issue.h"

/*
 * Remembers what holds between a certificate and an issuer, so that it is
 * found out once in a run: whether the signature is good, which costs
 * cryptography, per certificate and key; and the edge, per certificate and
 * issuer. All certificates come from one pool.
 */
struct sigcache;

struct sigcache *sigcache_new(void);
void sigcache_free(struct sigcache *cache);

bool sigcache_good(struct sigcache *cache, const struct cert *child,
    const struct cert *issuer);

/* What issue_edge says. */
unsigned sigcache_edge(struct sigcache *cache, const struct cert *child,
    const struct cert *issuer);

/* How many signatures were really checked. */
size_t sigcache_checked(const struct sigcache *cache);

#endif
