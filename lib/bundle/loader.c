#include "bundle/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "bundle/reader.h"

/* What a loader makes of something odd. */
enum effect {
	LOADS,
	SKIPS,		/* this block alone */
	SKIPS_BEFORE,	/* this block and the one before it */
	SKIPS_AFTER,	/* this block and the one after it */
	SWALLOWS,	/* the one after it alone; as SPOILS if none is */
	STOPS,		/* this block and all that follow */
	SPOILS,		/* nothing of the file is loaded */
};

/*
 * As measured, with files of four certificates of which one or all are odd:
 * OpenSSL 1.0.2s, 1.1.1n and 3.0, mbedTLS 2.28, GnuTLS 3.7, wolfSSL 5.5,
 * BearSSL 0.6 as brssl uses it, Go 1.19 and Java 17's generateCertificates,
 * of a keystore KeyStore.load; of ESP-IDF from its source. Of a folder of
 * hashed names, OpenSSL 3.0's verify -CApath; the others read each file.
 */
#define OPENSSL_EFFECTS							\
	[QUIRK_GLUED] = SPOILS, [QUIRK_CR_ONLY] = SKIPS_AFTER,		\
	[QUIRK_INDENTED] = SKIPS, [QUIRK_INDENTED_ALL] = SKIPS,		\
	[QUIRK_INDENTED_END] = SWALLOWS, [QUIRK_END_TEXT] = SPOILS,	\
	[QUIRK_DISTRUSTED] = SKIPS, [QUIRK_UNDECODABLE] = SPOILS,	\
	[QUIRK_BEGIN_TEXT] = SKIPS, [QUIRK_BAD_BEGIN] = SKIPS,		\
	[QUIRK_NO_BEGIN] = SKIPS,					\
	[QUIRK_WRONG_HASH] = SKIPS, [QUIRK_OLD_HASH] = SKIPS,		\
	[QUIRK_MIXED_HASH] = SKIPS, [QUIRK_UNREACHED] = SKIPS,		\
	[QUIRK_HASHED_DER] = SKIPS, [QUIRK_BAD_END] = SPOILS

#define SKIPS_TRUSTED							\
	[QUIRK_TRUSTED] = SKIPS, [QUIRK_SETTINGS] = SKIPS,		\
	[QUIRK_DISTRUSTED] = SKIPS

static const struct {
	const char *name;
	enum effect on[QUIRK_COUNT];
} loaders[LOADER_COUNT] = {
	[LOADER_ANY] = { "any library", { LOADS } },
	[LOADER_OPENSSL_1] = { "OpenSSL 1", {
	    OPENSSL_EFFECTS, [QUIRK_BOM] = SKIPS } },
	[LOADER_OPENSSL_3] = { "OpenSSL 3", { OPENSSL_EFFECTS } },
	[LOADER_MBEDTLS] = { "mbedTLS", {
	    SKIPS_TRUSTED, [QUIRK_CR_ONLY] = STOPS,
	    [QUIRK_INDENTED_ALL] = SKIPS, [QUIRK_OLD_LABEL] = SKIPS,
	    [QUIRK_OLD_LABEL_LAST] = SKIPS, [QUIRK_UNDECODABLE] = SKIPS,
	    [QUIRK_BEGIN_TEXT] = STOPS, [QUIRK_BAD_BEGIN] = STOPS,
	    [QUIRK_NO_BEGIN] = STOPS,
	    [QUIRK_BAD_END] = SKIPS_AFTER } },
	[LOADER_GNUTLS] = { "GnuTLS", {
	    SKIPS_TRUSTED, [QUIRK_OLD_LABEL] = SKIPS,
	    [QUIRK_TRAILING] = SPOILS, [QUIRK_UNDECODABLE] = SPOILS,
	    [QUIRK_BAD_BEGIN] = SPOILS, [QUIRK_NO_BEGIN] = SKIPS,
	    [QUIRK_BAD_END] = SPOILS } },
	[LOADER_WOLFSSL] = { "wolfSSL", {
	    SKIPS_TRUSTED, [QUIRK_CR_ONLY] = SKIPS,
	    [QUIRK_INDENTED_ALL] = SKIPS, [QUIRK_OLD_LABEL] = SKIPS,
	    [QUIRK_OLD_LABEL_LAST] = SKIPS, [QUIRK_UNDECODABLE] = SKIPS,
	    [QUIRK_BAD_BEGIN] = SKIPS, [QUIRK_NO_BEGIN] = SKIPS,
	    [QUIRK_BAD_END] = SKIPS_AFTER } },
	[LOADER_BEARSSL] = { "BearSSL", {
	    SKIPS_TRUSTED, [QUIRK_GLUED] = SKIPS,
	    [QUIRK_CR_ONLY] = SKIPS_AFTER, [QUIRK_CR_LF] = SKIPS,
	    [QUIRK_BOM] = SKIPS, [QUIRK_INDENTED] = SKIPS,
	    [QUIRK_INDENTED_ALL] = SKIPS, [QUIRK_INDENTED_END] = SPOILS,
	    [QUIRK_BEGIN_BLANK] = SKIPS, [QUIRK_UNEVEN] = SPOILS,
	    [QUIRK_TRAILING] = SPOILS, [QUIRK_UNDECODABLE] = SPOILS,
	    [QUIRK_BEGIN_TEXT] = SKIPS, [QUIRK_BAD_BEGIN] = SKIPS,
	    [QUIRK_NO_BEGIN] = SKIPS, [QUIRK_BAD_END] = SPOILS } },
	[LOADER_GO] = { "Go", {
	    SKIPS_TRUSTED, [QUIRK_GLUED] = SKIPS_BEFORE,
	    [QUIRK_CR_ONLY] = SKIPS_AFTER, [QUIRK_BOM] = SKIPS,
	    [QUIRK_INDENTED] = SKIPS, [QUIRK_INDENTED_ALL] = SKIPS,
	    [QUIRK_INDENTED_END] = SKIPS, [QUIRK_END_TEXT] = SKIPS,
	    [QUIRK_TRAILING] = SKIPS, [QUIRK_OLD_LABEL] = SKIPS,
	    [QUIRK_OLD_LABEL_LAST] = SKIPS, [QUIRK_UNDECODABLE] = SKIPS,
	    [QUIRK_BEGIN_TEXT] = SKIPS, [QUIRK_BAD_BEGIN] = SKIPS,
	    [QUIRK_NO_BEGIN] = SKIPS, [QUIRK_BAD_END] = SKIPS } },
	[LOADER_JAVA] = { "Java", {
	    [QUIRK_GLUED] = SPOILS, [QUIRK_BOM] = SPOILS,
	    [QUIRK_INDENTED] = SPOILS, [QUIRK_INDENTED_ALL] = SKIPS,
	    [QUIRK_END_TEXT] = SPOILS, [QUIRK_TRAILING] = SPOILS,
	    [QUIRK_SETTINGS] = SPOILS, [QUIRK_DISTRUSTED] = SPOILS,
	    [QUIRK_STRAY] = SPOILS, [QUIRK_UNDECODABLE] = SPOILS,
	    [QUIRK_BEGIN_TEXT] = SPOILS, [QUIRK_BAD_BEGIN] = SPOILS,
	    [QUIRK_NO_BEGIN] = SPOILS, [QUIRK_BAD_END] = SPOILS,
	    [QUIRK_UNMARKED] = SKIPS, [QUIRK_ALIAS] = SKIPS,
	    [QUIRK_BAD_ENTRY] = SPOILS } },
	[LOADER_ESP] = { "ESP-IDF", {
	    [QUIRK_UNSORTED] = SKIPS, [QUIRK_ECLIPSED] = SKIPS } },
};

/* "file:line"; where there is no line, the file is nothing. */
struct place {
	const char *file;
	size_t file_n;
	size_t line;
};

struct view {
	enum loader loader;
	const struct store *all;
	struct place *places;	/* of its anchors */
	struct place *sorted;	/* of its blocks, read or not; by file */
	size_t n_sorted;
	char **lost;		/* why each is not loaded; NULL: it is */
};

static struct place
place_of(const char *where)
{
	const char *colon = strrchr(where, ':');

	if (colon == NULL || colon[1] == '\0' ||
	    colon[1 + strspn(colon + 1, "0123456789")] != '\0')
		return (struct place){ 0 };
	return (struct place){ where, (size_t)(colon - where),
		strtoul(colon + 1, NULL, 10) };
}

static bool
same_file(const struct place *a, const struct place *b)
{
	return a->file != NULL && b->file != NULL && a->file_n == b->file_n &&
	    memcmp(a->file, b->file, a->file_n) == 0;
}

static int
by_line(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order;

	if (x->file_n != y->file_n)
		return x->file_n < y->file_n ? -1 : 1;
	order = x->file_n > 0 ? memcmp(x->file, y->file, x->file_n) : 0;
	if (order != 0)
		return order;
	return (x->line > y->line) - (x->line < y->line);
}

/* One that cannot be read is a block as well. */
static void
sort_places(struct view *view)
{
	const struct store *all = view->all;

	view->n_sorted = all->n + all->n_rejections;
	view->sorted = mem_zalloc((view->n_sorted + 1) *
	    sizeof(struct place));
	for (size_t i = 0; i < all->n; i++)
		view->sorted[i] = view->places[i];
	for (size_t i = 0; i < all->n_rejections; i++)
		view->sorted[all->n + i] =
		    place_of(all->rejections[i].where);
	if (view->n_sorted > 0)
		qsort(view->sorted, view->n_sorted, sizeof(struct place),
		    by_line);
}

/* The line of the block next to this place, before or after it; or 0. */
static size_t
line_beside(const struct view *view, const struct place *place, bool after)
{
	size_t low = 0, high = view->n_sorted;
	const struct place *other;

	/* The first that is after the place, or is not before it */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = by_line(&view->sorted[middle], place);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	if (!after && low == 0)
		return 0;
	if (after && low == view->n_sorted)
		return 0;
	other = &view->sorted[after ? low : low - 1];
	return same_file(other, place) ? other->line : 0;
}

/* Does the effect of what is odd at one place reach an anchor at another? */
static bool
reaches(enum effect effect, const struct place *from, size_t beside,
    const struct place *to)
{
	if (!same_file(from, to))
		return false;
	switch (effect) {
	case SKIPS:
		return to->line == from->line;
	case SKIPS_BEFORE:
	case SKIPS_AFTER:
		return to->line == from->line ||
		    (beside != 0 && to->line == beside);
	case SWALLOWS:
		return beside == 0 || to->line == beside;
	case STOPS:
		return to->line >= from->line;
	case SPOILS:
		return true;
	case LOADS:
		break;
	}
	return false;
}

/* The same for what is odd about an entry that has no line, or about all of
 * a file that has none. */
static bool
reaches_entry(enum effect effect, const char *from, const char *to)
{
	size_t n = strlen(from);

	if (effect == SKIPS)
		return strcmp(from, to) == 0;
	return effect == SPOILS && strncmp(from, to, n) == 0 && to[n] == ':';
}

static char *
reason(const struct view *view, const struct quirk *quirk,
    enum effect effect, const char *where)
{
	const char *name = loaders[view->loader].name;
	const char *what = quirk_words(quirk->kind);

	if (effect == SPOILS)
		return mem_printf("%s loads nothing of this file: %s at %s",
		    name, what, quirk->where);
	if (strcmp(quirk->where, where) != 0)
		return mem_printf("%s does not load it: %s at %s", name, what,
		    quirk->where);
	return mem_printf("%s does not load it: %s", name, what);
}

static void
apply(struct view *view, const struct quirk *quirk)
{
	enum effect effect = loaders[view->loader].on[quirk->kind];
	struct place place = place_of(quirk->where);
	size_t beside = 0;

	if (effect == LOADS)
		return;
	if (effect == SKIPS_BEFORE || effect == SKIPS_AFTER ||
	    effect == SWALLOWS)
		beside = line_beside(view, &place, effect != SKIPS_BEFORE);
	for (size_t i = 0; i < view->all->n; i++) {
		const char *where = view->all->anchors[i].where;

		if (view->lost[i] == NULL && (reaches(effect, &place, beside,
			&view->places[i]) || reaches_entry(effect,
			quirk->where, where)))
			view->lost[i] = reason(view, quirk, effect, where);
	}
}

/* What spoils a file is the better reason for all of it. */
static void
apply_all(struct view *view, const struct quirks *quirks)
{
	for (int spoils = 1; spoils >= 0; spoils--) {
		for (size_t i = 0; i < quirks->n; i++) {
			const struct quirk *quirk = &quirks->items[i];

			if ((loaders[view->loader].on[quirk->kind] ==
				SPOILS) == spoils)
				apply(view, quirk);
		}
	}
}

static void
divide(struct store *out, const struct view *view)
{
	const struct store *all = view->all;

	*out = STORE_EMPTY;
	out->name = mem_strdup(all->name);
	store_reject_all(out, all);
	for (size_t i = 0; i < all->n; i++) {
		const struct anchor *anchor = &all->anchors[i];

		if (view->lost[i] == NULL)
			store_append(out, anchor->cert, anchor->where);
		else
			store_reject(out, anchor->where, view->lost[i]);
	}
}

static void
view_and_release(struct store *out, enum loader loader, struct store *all,
    struct quirks *quirks)
{
	struct view view = { .loader = loader, .all = all,
		.places = mem_zalloc((all->n + 1) * sizeof(struct place)),
		.lost = mem_zalloc((all->n + 1) * sizeof(char *)) };

	for (size_t i = 0; i < all->n; i++)
		view.places[i] = place_of(all->anchors[i].where);
	sort_places(&view);
	apply_all(&view, quirks);
	divide(out, &view);
	for (size_t i = 0; i < all->n; i++)
		free(view.lost[i]);
	free(view.lost);
	free(view.places);
	free(view.sorted);
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

/* "Go", "Go and Java", "Go, Java and mbedTLS": whoever has this effect. */
static size_t
put_names(struct buf *out, enum quirk_kind kind, enum effect effect)
{
	const char *names[LOADER_COUNT];
	size_t n = 0;

	for (size_t i = 0; i < LOADER_COUNT; i++) {
		if (i != LOADER_ANY && loaders[i].on[kind] == effect)
			names[n++] = loaders[i].name;
	}
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : i + 1 == n ? " and " :
		    ", ", names[i]);
	return n;
}

char *
loader_losses(enum quirk_kind kind)
{
	static const struct {
		enum effect effect;
		const char *one, *several;
	} clauses[] = {
		{ SPOILS, "loads nothing of the file",
		    "load nothing of the file" },
		{ STOPS, "loses it and all that follow",
		    "lose it and all that follow" },
		{ SKIPS_BEFORE, "loses it and the one before",
		    "lose it and the one before" },
		{ SKIPS_AFTER, "loses it and the one after",
		    "lose it and the one after" },
		{ SWALLOWS, "loses the one after, or all if none is",
		    "lose the one after, or all if none is" },
		{ SKIPS, "loses it", "lose it" },
	};
	struct buf text = BUF_INIT(LIMIT_NAME_TEXT_BYTES);

	for (size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++) {
		struct buf names = BUF_INIT(LIMIT_NAME_TEXT_BYTES);
		size_t n = put_names(&names, kind, clauses[i].effect);

		if (n > 0)
			buf_printf(&text, "%s%s %s", text.n > 0 ? "; " : "",
			    names.p, n == 1 ? clauses[i].one :
			    clauses[i].several);
		buf_release(&names);
	}
	if (text.n == 0)
		buf_text(&text, "all load it");
	return text.p;
}
