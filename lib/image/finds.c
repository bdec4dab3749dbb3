#include "image/finds.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "form/form.h"

void
finds_add(struct finds *finds, char *path, struct reading *reading)
{
	finds->items = mem_grow(finds->items, &finds->cap, finds->n + 1,
	    sizeof(*finds->items));
	finds->items[finds->n++] = (struct found){ path, reading->store,
		reading->quirks };
	finds->n_passed += reading->n_passed;
	reading->store = STORE_EMPTY;
	reading->n_passed = 0;
	reading->quirks = QUIRKS_NONE;
}

void
finds_lose(struct finds *finds, const char *where, const char *reason)
{
	finds->lost.partial = true;
	if (finds->lost.n_rejections < LIMIT_IMAGE_LOSSES)
		store_reject(&finds->lost, where, reason);
	else if (finds->lost.n_rejections == LIMIT_IMAGE_LOSSES)
		store_reject(&finds->lost, finds->lost.name,
		    "more than can be told was not read");
}

void
found_release(struct found *found)
{
	free(found->path);
	store_release(&found->store);
	quirks_release(&found->quirks);
}

void
finds_cut(struct finds *finds, size_t n, size_t n_lost)
{
	struct store *lost = &finds->lost;

	while (finds->n > n)
		found_release(&finds->items[--finds->n]);
	while (lost->n_rejections > n_lost) {
		lost->n_rejections--;
		free(lost->rejections[lost->n_rejections].where);
		free(lost->rejections[lost->n_rejections].reason);
	}
	lost->n_untold = 0;
	lost->partial = lost->n_rejections > 0;
}

void
finds_release(struct finds *finds)
{
	finds_cut(finds, 0, 0);
	free(finds->items);
	store_release(&finds->lost);
	*finds = (struct finds){ 0 };
}

/* Says why there is no store: what was not read may have been one. */
static int
refuse_none(const struct finds *finds, const char *path, struct err *err)
{
	const struct store *lost = &finds->lost;

	if (path != NULL && *path != '\0')
		err_set(err, ERR_NOT_FOUND, "there is no %.150s in %.150s",
		    path, lost->name);
	else
		err_set(err, ERR_NOT_FOUND, "%.150s holds no trust store",
		    lost->name);
	if (lost->n_rejections > 0) {
		struct err found = *err;

		err_set(err, ERR_FAILED, "%s; %zu part%s not read%s: "
		    "%.120s: %.150s", found.msg, lost->n_rejections,
		    lost->n_rejections == 1 ? " of it was" : "s of it were",
		    lost->n_rejections == 1 ? "" : ", the first of them",
		    lost->rejections[0].where, lost->rejections[0].reason);
	}
	return -1;
}

static int
refuse_several(const struct finds *finds, struct err *err)
{
	struct buf names = BUF_INIT(300);
	size_t told = 0;

	for (; told < finds->n; told++) {
		size_t before = names.n;

		buf_printf(&names, "%s%s", told ? ", " : "",
		    finds->items[told].path);
		if (names.full) {
			names.n = before;
			break;
		}
	}
	err_set(err, ERR_FAILED, "%.100s holds %zu trust stores; name one of "
	    "them after the image and \"!\": %.*s%s", finds->lost.name,
	    finds->n, (int)names.n, names.p ? names.p : "",
	    told < finds->n ? ", ..." : "");
	buf_release(&names);
	return -1;
}

static bool
is_empty(const struct store *store)
{
	return store->n == 0 && store->n_rejections == 0;
}

/* A pattern matches texts and empty folders as well, beside what it is for. */
static void
drop_empty(struct finds *finds)
{
	size_t empty = 0, n = finds->n;

	for (size_t i = 0; i < n; i++)
		empty += is_empty(&finds->items[i].store);
	if (empty == n)
		return;
	finds->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (is_empty(&finds->items[i].store))
			found_release(&finds->items[i]);
		else
			finds->items[finds->n++] = finds->items[i];
	}
}

int
finds_settle(struct found *out, struct finds *finds, const char *path,
    struct err *err)
{
	drop_empty(finds);
	if (finds->n > 1)
		return refuse_several(finds, err);
	if (finds->n == 0)
		return refuse_none(finds, path, err);
	*out = finds->items[--finds->n];
	store_reject_all(&out->store, &finds->lost);
	return 0;
}
