/* Any bytes as a trust store: no library loads what we do not read, and each
 * loses by a rejection. */
#include <stdint.h>
#include <stdlib.h>

#include "bundle/loader.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
claim(bool holds)
{
	if (!holds)
		abort();
}

/* Some of all, in their order, and the rest told with a reason. */
static void
check(const struct store *some, const struct store *all)
{
	size_t at = 0;

	claim(store_seen(some) == store_seen(all));
	claim(some->n_rejections >= all->n_rejections);
	for (size_t i = 0; i < some->n; i++) {
		while (at < all->n && strcmp(all->anchors[at].where,
			some->anchors[i].where) != 0)
			at++;
		claim(at < all->n &&
		    all->anchors[at].cert == some->anchors[i].cert);
	}
	for (size_t i = 0; i < some->n_rejections; i++)
		claim(some->rejections[i].reason[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span bytes = { p, n };
	struct certpool *pool = certpool_new();
	struct store all, some;
	struct err err;

	if (loader_read_bytes(&all, LOADER_ANY, pool, bytes, "f", &err) ==
	    -1) {
		certpool_free(pool);
		return 0;
	}
	for (int i = 0; i < LOADER_COUNT; i++) {
		claim(loader_read_bytes(&some, (enum loader)i, pool, bytes,
		    "f", &err) == 0);
		check(&some, &all);
		store_release(&some);
	}
	store_release(&all);
	certpool_free(pool);
	return 0;
}
