#include "probe/pools.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

struct pools {
	struct pools_share *newest;
	bool is_callers;
};

struct pools *
pools_new(struct certpool *pool)
{
	struct pools *pools = mem_zalloc(sizeof(*pools));

	pools->is_callers = pool != NULL;
	pools->newest = mem_zalloc(sizeof(*pools->newest));
	pools->newest->pool = pool ? pool : certpool_new();
	return pools;
}

void
pools_free(struct pools *pools)
{
	struct pools_share *older;

	if (pools == NULL)
		return;
	for (struct pools_share *s = pools->newest; s != NULL; s = older) {
		older = s->older;
		if (!pools->is_callers)
			certpool_free(s->pool);
		free(s);
	}
	free(pools);
}

/* Only an old one goes: the newest will be borrowed again. */
static void
share_let_go(struct pools *pools, struct pools_share *share)
{
	struct pools_share **at = &pools->newest;

	if (share->n_users > 0 || share == pools->newest)
		return;
	while (*at != share)
		at = &(*at)->older;
	*at = share->older;
	certpool_free(share->pool);
	free(share);
}

struct pools_share *
pools_borrow(struct pools *pools)
{
	struct pools_share *share = pools->newest;

	if (!pools->is_callers &&
	    certpool_count(share->pool) >= LIMIT_POOL_CERTS) {
		share = mem_zalloc(sizeof(*share));
		share->pool = certpool_new();
		share->older = pools->newest;
		pools->newest = share;
		share_let_go(pools, share->older);
	}
	share->n_users++;
	return share;
}

void
pools_return(struct pools *pools, struct pools_share *share)
{
	share->n_users--;
	share_let_go(pools, share);
}
