#include "bundle/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/reader.h"

/* What a loader makes of an odd block. */
enum effect {
	LOADS,
	SKIPS,		/* this block alone */
	SPOILS,		/* nothing of the file is loaded */
};

static const struct {
	const char *name;
	enum effect on_fault;	/* of a block that cannot be decoded */
	enum effect on[QUIRK_COUNT];
} loaders[LOADER_COUNT] = {
	[LOADER_ANY] = { "any library", SKIPS, { LOADS } },
	[LOADER_OPENSSL] = { "OpenSSL", SPOILS, {
	    [QUIRK_GLUED] = SPOILS, [QUIRK_CR_ONLY] = SPOILS,
	    [QUIRK_INDENTED] = SKIPS, [QUIRK_DISTRUSTED] = SKIPS } },
	[LOADER_MBEDTLS] = { "mbedTLS", SKIPS, {
	    [QUIRK_CR_ONLY] = SPOILS, [QUIRK_INDENTED] = SKIPS,
	    [QUIRK_TRUSTED] = SKIPS, [QUIRK_OLD_LABEL] = SKIPS,
	    [QUIRK_DISTRUSTED] = SKIPS } },
	[LOADER_GNUTLS] = { "GnuTLS", SPOILS, {
	    [QUIRK_TRUSTED] = SKIPS, [QUIRK_OLD_LABEL] = SKIPS,
	    [QUIRK_DISTRUSTED] = SKIPS } },
};

/* How much of "file:line" is the file; 0 where there is no line. */
static size_t
file_part(const char *where)
{
	const char *colon = strrchr(where, ':');

	if (colon == NULL || colon[1] == '\0' ||
	    colon[1 + strspn(colon + 1, "0123456789")] != '\0')
		return 0;
	return (size_t)(colon - where);
}

static bool
same_file(const char *a, const char *b)
{
	size_t n = file_part(a);

	return n > 0 && n == file_part(b) && strncmp(a, b, n) == 0;
}

/* Why this loader does not load the anchor at where; NULL: it does. */
static char *
objection(enum loader loader, const struct store *store,
    const struct quirks *quirks, const char *where)
{
	const char *name = loaders[loader].name;

	for (size_t i = 0; i < quirks->n; i++) {
		const struct quirk *quirk = &quirks->items[i];
		enum effect effect = loaders[loader].on[quirk->kind];

		if (effect == SKIPS && strcmp(quirk->where, where) == 0)
			return mem_printf("%s does not load it: %s", name,
			    quirk_words(quirk->kind));
		if (effect == SPOILS && same_file(quirk->where, where))
			return mem_printf("%s loads nothing of this file: "
			    "%s at %s", name, quirk_words(quirk->kind),
			    quirk->where);
	}
	for (size_t i = 0; i < store->n_rejections &&
	    loaders[loader].on_fault == SPOILS; i++) {
		if (same_file(store->rejections[i].where, where))
			return mem_printf("%s loads nothing of this file: %s "
			    "cannot be decoded", name,
			    store->rejections[i].where);
	}
	return NULL;
}

static void
view(struct store *out, enum loader loader, const struct store *store,
    const struct quirks *quirks)
{
	*out = STORE_EMPTY;
	out->name = mem_strdup(store->name);
	out->partial = store->partial;
	for (size_t i = 0; i < store->n_rejections; i++)
		store_reject(out, store->rejections[i].where,
		    store->rejections[i].reason);
	for (size_t i = 0; i < store->n; i++) {
		const struct anchor *anchor = &store->anchors[i];
		char *why = objection(loader, store, quirks, anchor->where);

		if (why == NULL)
			store_append(out, anchor->cert, anchor->where);
		else
			store_reject(out, anchor->where, why);
		free(why);
	}
}

static void
view_and_release(struct store *out, enum loader loader, struct store *all,
    struct quirks *quirks)
{
	view(out, loader, all, quirks);
	store_release(all);
	quirks_release(quirks);
}

int
loader_read(struct store *out, enum loader loader, struct certpool *pool,
    const struct locator *locator, struct err *err)
{
	struct quirks quirks = QUIRKS_NONE;
	struct store all;

	if (bundle_read_quirks(&all, &quirks, pool, locator, err) == -1)
		return -1;
	view_and_release(out, loader, &all, &quirks);
	return 0;
}

int
loader_read_bytes(struct store *out, enum loader loader,
    struct certpool *pool, struct span bytes, const char *name,
    struct err *err)
{
	struct quirks quirks = QUIRKS_NONE;
	struct store all;

	if (bundle_read_bytes_quirks(&all, &quirks, pool, bytes, name, err)
	    == -1)
		return -1;
	view_and_release(out, loader, &all, &quirks);
	return 0;
}
