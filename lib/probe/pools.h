#ifndef PROBE_POOLS_H
#define PROBE_POOLS_H

#include "pki/certpool.h"

/*
 * Pools of certificates that do not grow with the number of servers: each is
 * used until it holds LIMIT_POOL_CERTS, then a fresh one takes its place, and
 * it goes once whoever borrowed it has returned it. What many servers send is
 * so parsed once in a while, and what one alone sends is not kept.
 */
struct pools;

struct pools_share {
	struct certpool *pool;
	size_t n_users;
	struct pools_share *older;
};

/* Where pool is not NULL: that one alone, which stays the caller's. */
struct pools *pools_new(struct certpool *pool);
void pools_free(struct pools *pools);

struct pools_share *pools_borrow(struct pools *pools);
void pools_return(struct pools *pools, struct pools_share *share);

#endif
