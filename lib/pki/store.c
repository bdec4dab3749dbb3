#include "pki/store.h"

#include <stdlib.h>

#include "base/mem.h"

void
store_append(struct store *store, const struct cert *cert, const char *where)
{
	store->anchors = mem_grow(store->anchors, &store->cap, store->n + 1,
	    sizeof(*store->anchors));
	store->anchors[store->n++] = (struct anchor){ cert,
		mem_strdup(where) };
}

void
store_reject(struct store *store, const char *where, const char *reason)
{
	store->rejections = mem_grow(store->rejections,
	    &store->rejections_cap, store->n_rejections + 1,
	    sizeof(*store->rejections));
	store->rejections[store->n_rejections++] = (struct rejection){
		mem_strdup(where), mem_strdup(reason) };
}

void
store_copy(struct store *dst, const struct store *src)
{
	*dst = STORE_EMPTY;
	dst->name = mem_strdup(src->name);
	dst->partial = src->partial;
	for (size_t i = 0; i < src->n; i++)
		store_append(dst, src->anchors[i].cert,
		    src->anchors[i].where);
	for (size_t i = 0; i < src->n_rejections; i++)
		store_reject(dst, src->rejections[i].where,
		    src->rejections[i].reason);
}

void
store_release(struct store *store)
{
	for (size_t i = 0; i < store->n; i++)
		free(store->anchors[i].where);
	for (size_t i = 0; i < store->n_rejections; i++) {
		free(store->rejections[i].where);
		free(store->rejections[i].reason);
	}
	free(store->anchors);
	free(store->rejections);
	free(store->name);
	*store = STORE_EMPTY;
}

char *
store_next_rejection(const struct store *store, size_t *at)
{
	const struct rejection *first = &store->rejections[*at];
	size_t more = 0;

	if (*at == store->n_rejections)
		return NULL;
	while (++*at < store->n_rejections &&
	    strcmp(store->rejections[*at].reason, first->reason) == 0)
		more++;
	if (more == 0)
		return mem_printf("%s: %s", first->where, first->reason);
	return mem_printf("%s and %zu more: %s", first->where, more,
	    first->reason);
}

size_t
store_seen(const struct store *store)
{
	return store->n + store->n_rejections;
}

bool
store_holds(const struct store *store, const struct cert *cert)
{
	for (size_t i = 0; i < store->n; i++) {
		if (store->anchors[i].cert->id == cert->id)
			return true;
	}
	return false;
}

const struct anchor *
store_find_key(const struct store *store, const struct cert *cert)
{
	for (size_t i = 0; i < store->n; i++) {
		const struct cert *other = store->anchors[i].cert;

		if (other->subject_id == cert->subject_id &&
		    other->key_id == cert->key_id)
			return &store->anchors[i];
	}
	return NULL;
}
