#include "bundle/diff.h"

#include <stdlib.h>

#include "base/mem.h"

static bool
same_anchor(const struct cert *a, const struct cert *b)
{
	return a->subject_id == b->subject_id && a->key_id == b->key_id;
}

/*
 * The certificate that stands for the anchor of like in store: rather one
 * that the other store lacks, since that one changed. NULL: no such anchor.
 */
static const struct cert *
representative(const struct store *store, const struct store *other,
    const struct cert *like)
{
	const struct cert *found = NULL;

	for (size_t i = 0; i < store->n; i++) {
		const struct cert *cert = store->anchors[i].cert;

		if (!same_anchor(cert, like))
			continue;
		if (!store_holds(other, cert))
			return cert;
		if (found == NULL)
			found = cert;
	}
	return found;
}

/* Is this the first in its store with its subject and key? */
static bool
is_first(const struct store *store, size_t i)
{
	return store_find_key(store, store->anchors[i].cert) ==
	    &store->anchors[i];
}

static void
add(struct diff *diff, const struct store *a, const struct store *b,
    const struct cert *like)
{
	struct diff_item item = {
		.before = representative(a, b, like),
		.after = representative(b, a, like),
	};

	item.kind = item.before == NULL ? DIFF_ADDED :
	    item.after == NULL ? DIFF_REMOVED :
	    store_holds(b, item.before) && store_holds(a, item.after) ?
	    DIFF_SAME : DIFF_REISSUED;
	if (item.kind == DIFF_SAME)
		item.after = item.before;
	diff->items = mem_grow(diff->items, &diff->cap, diff->n + 1,
	    sizeof(*diff->items));
	diff->items[diff->n++] = item;
	diff->count[item.kind]++;
}

void
diff_stores(struct diff *out, const struct store *a, const struct store *b)
{
	*out = (struct diff){ 0 };
	for (size_t i = 0; i < a->n; i++) {
		if (is_first(a, i))
			add(out, a, b, a->anchors[i].cert);
	}
	for (size_t i = 0; i < b->n; i++) {
		const struct cert *cert = b->anchors[i].cert;

		if (is_first(b, i) && store_find_key(a, cert) == NULL)
			add(out, a, b, cert);
	}
}

void
diff_release(struct diff *diff)
{
	free(diff->items);
	*diff = (struct diff){ 0 };
}

const char *
diff_kind_name(enum diff_kind kind)
{
	static const char *const names[DIFF_KINDS] = { "same", "reissued",
		"added", "removed" };

	return names[kind];
}
