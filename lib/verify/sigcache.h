#ifndef VERIFY_SIGCACHE_H
#define VERIFY_SIGCACHE_H

#include "pki/cert.h"

/*
 * Remembers, per certificate and issuer key, whether the signature is good.
 * Each pair costs cryptography once in a run. All certificates come from one
 * pool.
 */
struct sigcache;

struct sigcache *sigcache_new(void);
void sigcache_free(struct sigcache *cache);

bool sigcache_good(struct sigcache *cache, const struct cert *child,
    const struct cert *issuer);

/* How many signatures were really checked. */
size_t sigcache_checked(const struct sigcache *cache);

#endif
