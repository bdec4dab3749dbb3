#include "watch/roots.h"

#include "bundle/reader.h"

static void
read_file(struct store *out, struct certpool *pool, char *path)
{
	const struct locator locator = { .kind = LOCATOR_PATH, .path = path };
	struct store store = STORE_EMPTY;
	struct err err = ERR_NONE;

	if (bundle_read(&store, pool, &locator, &err) == -1)
		store_reject(out, "roots", err.msg);
	for (size_t i = 0; i < store.n; i++)
		store_append(out, store.anchors[i].cert,
		    store.anchors[i].where);
	store_reject_all(out, &store);
	store_release(&store);
}

void
roots_read(struct store *out, struct certpool *pool,
    const struct estate *estate)
{
	*out = STORE_EMPTY;
	for (size_t i = 0; i < estate->n_roots; i++)
		read_file(out, pool, estate->roots[i]);
}

void
roots_list(struct chain *out, const struct store *roots)
{
	for (size_t i = 0; i < roots->n; i++)
		chain_append(out, roots->anchors[i].cert);
}
