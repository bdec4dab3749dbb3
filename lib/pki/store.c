#include "pki/store.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

void
store_append(struct store *store, const struct cert *cert, const char *where)
{
	store->anchors = mem_grow(store->anchors, &store->cap, store->n + 1,
	    sizeof(*store->anchors));
	store->anchors[store->n++] = (struct anchor){ cert,
		mem_strdup(where) };
}

/* The last one stands for itself and for those that nothing more is told of. */
static void
leave_untold(struct store *store, size_t n)
{
	struct rejection *last = &store->rejections[store->n_rejections - 1];

	store->n_untold += n;
	free(last->where);
	free(last->reason);
	last->where = mem_strdup(store->name ? store->name : "");
	last->reason = mem_printf("%zu more could not be read either",
	    store->n_untold + 1);
}

void
store_reject(struct store *store, const char *where, const char *reason)
{
	if (store->n_rejections == LIMIT_REJECTIONS) {
		leave_untold(store, 1);
		return;
	}
	store->rejections = mem_grow(store->rejections,
	    &store->rejections_cap, store->n_rejections + 1,
	    sizeof(*store->rejections));
	store->rejections[store->n_rejections++] = (struct rejection){
		mem_strdup(where), mem_strdup(reason) };
}

void
store_reject_all(struct store *dst, const struct store *src)
{
	for (size_t i = 0; i < src->n_rejections; i++)
		store_reject(dst, src->rejections[i].where,
		    src->rejections[i].reason);
	if (src->n_untold > 0)
		leave_untold(dst, src->n_untold);
	dst->partial |= src->partial;
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
	store_reject_all(dst, src);
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

/* "file@0x1f40", and with PEM ":1", with an ESP-IDF bundle ":#1" behind it. */
bool
anchor_is_within(const struct anchor *anchor, uint64_t *at, const char **form)
{
	const char *mark = strrchr(anchor->where, '@');
	bool is_pem, is_esp;
	char *end;

	if (mark == NULL || strncmp(mark, "@0x", 3) != 0 ||
	    !isxdigit((unsigned char)mark[3]))
		return false;
	*at = strtoull(mark + 3, &end, 16);
	is_pem = *end == ':';
	end += is_pem;
	is_esp = is_pem && *end == '#';
	end += is_esp;
	*form = is_esp ? "ESP-IDF bundle" : is_pem ? "PEM" : "DER";
	return is_pem ? *end != '\0' && end[strspn(end, "0123456789")] ==
	    '\0' : *end == '\0';
}

size_t
store_rejected(const struct store *store)
{
	return store->n_rejections + store->n_untold;
}

size_t
store_seen(const struct store *store)
{
	return store->n + store_rejected(store);
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
