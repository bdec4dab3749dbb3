#include "bundle/diff.h"

#include <stdlib.h>

#include "base/mem.h"

static bool
same_anchor(const struct cert *a, const struct cert *b)
{
	return a->subject_id == b->subject_id && a->key_id == b->key_id;
}

/* Is this the first in its store of its very bytes? */
static bool
is_first(const struct store *store, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (store->anchors[k].cert == store->anchors[i].cert)
			return false;
	}
	return true;
}

/* What the anchor before became: new in after, and of nothing else yet. */
static const struct cert *
successor(const struct store *before, const struct store *after,
    bool *taken, const struct cert *cert)
{
	for (size_t i = 0; i < after->n; i++) {
		const struct cert *next = after->anchors[i].cert;

		if (!taken[i] && same_anchor(cert, next) &&
		    is_first(after, i) && !store_holds(before, next)) {
			taken[i] = true;
			return next;
		}
	}
	return NULL;
}

static void
add(struct diff *diff, enum diff_kind kind, const struct cert *before,
    const struct cert *after)
{
	diff->items = mem_grow(diff->items, &diff->cap, diff->n + 1,
	    sizeof(*diff->items));
	diff->items[diff->n++] = (struct diff_item){ .kind = kind,
		.before = before, .after = after };
	diff->count[kind]++;
}

void
diff_stores(struct diff *out, const struct store *a, const struct store *b)
{
	bool *taken = mem_zalloc((b->n + 1) * sizeof(*taken));

	*out = (struct diff){ 0 };
	for (size_t i = 0; i < a->n; i++) {
		const struct cert *cert = a->anchors[i].cert, *next;

		if (!is_first(a, i))
			continue;
		if (store_holds(b, cert))
			add(out, DIFF_SAME, cert, cert);
		else if ((next = successor(a, b, taken, cert)) != NULL)
			add(out, DIFF_REISSUED, cert, next);
		else
			add(out, DIFF_REMOVED, cert, NULL);
	}
	for (size_t i = 0; i < b->n; i++) {
		const struct cert *cert = b->anchors[i].cert;

		if (!taken[i] && is_first(b, i) && !store_holds(a, cert))
			add(out, DIFF_ADDED, NULL, cert);
	}
	free(taken);
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
