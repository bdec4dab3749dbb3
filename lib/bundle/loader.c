#include "bundle/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "bundle/effect.h"
#include "bundle/reader.h"

/* "file:line"; where there is no line, the file is nothing. */
struct place {
	const char *file;
	size_t file_n;
	size_t line;
};

/* The anchors in some order. left leads to the next that is not lost. */
struct order {
	size_t *anchors, *left;
};

struct view {
	enum loader loader;
	const struct store *all;
	struct place *places;	/* of its anchors */
	struct place *sorted;	/* of its blocks, read or not; by file */
	size_t n_sorted;
	struct order by_place, by_name;
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

static int
compare_places(const void *a, const void *b, void *arg)
{
	const struct view *view = arg;

	return by_line(&view->places[*(const size_t *)a],
	    &view->places[*(const size_t *)b]);
}

static int
compare_names(const void *a, const void *b, void *arg)
{
	const struct anchor *anchors = ((const struct view *)arg)->all->anchors;

	return strcmp(anchors[*(const size_t *)a].where,
	    anchors[*(const size_t *)b].where);
}

static void
sort_anchors(struct order *order, struct view *view,
    int (*compare)(const void *, const void *, void *))
{
	size_t n = view->all->n;

	order->anchors = mem_zalloc((n + 1) * sizeof(size_t));
	order->left = mem_zalloc((n + 1) * sizeof(size_t));
	for (size_t i = 0; i <= n; i++)
		order->anchors[i] = order->left[i] = i;
	qsort_r(order->anchors, n, sizeof(size_t), compare, view);
}

static void
order_release(struct order *order)
{
	free(order->anchors);
	free(order->left);
}

/* From i on; each way is halved, so that it is short the next time. */
static size_t
next_left(struct order *order, size_t i)
{
	while (order->left[i] != i) {
		order->left[i] = order->left[order->left[i]];
		i = order->left[i];
	}
	return i;
}

/* Where, in the order of places, the first is that is not before this one, or
 * is after it. */
static size_t
first_place(const struct view *view, const struct place *place, bool after)
{
	size_t low = 0, high = view->all->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = by_line(
		    &view->places[view->by_place.anchors[middle]], place);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same of names. */
static size_t
first_name(const struct view *view, const char *name, bool after)
{
	size_t low = 0, high = view->all->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2, anchor =
		    view->by_name.anchors[middle];
		int order = strcmp(view->all->anchors[anchor].where, name);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static char *
reason(const struct view *view, const struct quirk *quirk,
    enum effect effect, const char *where)
{
	const char *name = effect_loader_name(view->loader);
	const char *what = quirk_words(quirk->kind);

	if (effect == SPOILS)
		return mem_printf("%s loads nothing of this file: %s at %s",
		    name, what, quirk->where);
	if (strcmp(quirk->where, where) != 0)
		return mem_printf("%s does not load it: %s at %s", name, what,
		    quirk->where);
	return mem_printf("%s does not load it: %s", name, what);
}

/* Those of this order from low on and before high are lost, for one reason. */
static void
lose(struct view *view, struct order *order, size_t low, size_t high,
    const struct quirk *quirk)
{
	enum effect effect = effect_of(view->loader, quirk->kind);

	for (size_t i = next_left(order, low); i < high;
	    i = next_left(order, i)) {
		size_t anchor = order->anchors[i];

		if (view->lost[anchor] == NULL)
			view->lost[anchor] = reason(view, quirk, effect,
			    view->all->anchors[anchor].where);
		order->left[i] = i + 1;
	}
}

/* The anchors on these lines of the file of a place, both included. */
static void
lose_lines(struct view *view, const struct place *place, size_t first,
    size_t last, const struct quirk *quirk)
{
	struct place from = *place, to = *place;
	size_t low, high;

	from.line = first;
	to.line = last;
	low = first_place(view, &from, false);
	high = first_place(view, &to, true);
	lose(view, &view->by_place, low, high, quirk);
}

/* What is odd on a line reaches others of its file. */
static void
apply_on_line(struct view *view, const struct quirk *quirk,
    const struct place *place, enum effect effect)
{
	size_t beside;

	switch (effect) {
	case LOADS:
		break;
	case SKIPS:
		lose_lines(view, place, place->line, place->line, quirk);
		break;
	case SKIPS_BEFORE:
	case SKIPS_AFTER:
		beside = line_beside(view, place, effect == SKIPS_AFTER);
		lose_lines(view, place, place->line, place->line, quirk);
		if (beside != 0)
			lose_lines(view, place, beside, beside, quirk);
		break;
	case SWALLOWS:
		beside = line_beside(view, place, true);
		lose_lines(view, place, beside, beside != 0 ? beside :
		    SIZE_MAX, quirk);
		break;
	case STOPS:
		lose_lines(view, place, place->line, SIZE_MAX, quirk);
		break;
	case SPOILS:
		lose_lines(view, place, 0, SIZE_MAX, quirk);
		break;
	}
}

/* The same for what is odd about an entry that has no line, or about all of
 * a file that has none. */
static void
apply_on_entry(struct view *view, const struct quirk *quirk,
    enum effect effect)
{
	char *from, *to;

	if (effect == SKIPS)
		lose(view, &view->by_name,
		    first_name(view, quirk->where, false),
		    first_name(view, quirk->where, true), quirk);
	if (effect != SPOILS)
		return;
	from = mem_printf("%s:", quirk->where);
	to = mem_printf("%s%c", quirk->where, ':' + 1);
	lose(view, &view->by_name, first_name(view, from, false),
	    first_name(view, to, false), quirk);
	free(from);
	free(to);
}

static void
apply(struct view *view, const struct quirk *quirk)
{
	enum effect effect = effect_of(view->loader, quirk->kind);
	struct place place = place_of(quirk->where);

	if (effect == LOADS)
		return;
	if (place.file != NULL)
		apply_on_line(view, quirk, &place, effect);
	apply_on_entry(view, quirk, effect);
}

/* What spoils a file is the better reason for all of it. */
static void
apply_all(struct view *view, const struct quirks *quirks)
{
	for (int spoils = 1; spoils >= 0; spoils--) {
		for (size_t i = 0; i < quirks->n; i++) {
			const struct quirk *quirk = &quirks->items[i];

			if ((effect_of(view->loader, quirk->kind) ==
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
	sort_anchors(&view.by_place, &view, compare_places);
	sort_anchors(&view.by_name, &view, compare_names);
	apply_all(&view, quirks);
	divide(out, &view);
	for (size_t i = 0; i < all->n; i++)
		free(view.lost[i]);
	free(view.lost);
	free(view.places);
	free(view.sorted);
	order_release(&view.by_place);
	order_release(&view.by_name);
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
		if (i != LOADER_ANY && effect_of(i, kind) == effect)
			names[n++] = effect_loader_name(i);
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
