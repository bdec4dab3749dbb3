#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "form/hashed.h"
#include "image/level.h"

/* Folders that are stores, in the order of paths once they are sorted. */
struct folders {
	char **items;
	size_t n, cap;
};

static void
folders_add(struct folders *folders, const char *path)
{
	const char *slash = strrchr(path, '/');

	folders->items = mem_grow(folders->items, &folders->cap,
	    folders->n + 1, sizeof(*folders->items));
	folders->items[folders->n++] = mem_printf("%.*s",
	    slash ? (int)(slash - path) : 0, path);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each once, and those alone that were added so many times. */
static void
folders_settle(struct folders *folders, size_t times)
{
	size_t kept = 0, same;

	if (folders->n > 0)
		qsort(folders->items, folders->n, sizeof(*folders->items),
		    by_text);
	for (size_t i = 0; i < folders->n; i += same) {
		char *first = folders->items[i];

		for (same = 1; i + same < folders->n && strcmp(first,
			folders->items[i + same]) == 0; same++)
			free(folders->items[i + same]);
		if (same >= times)
			folders->items[kept++] = first;
		else
			free(first);
	}
	folders->n = kept;
}

static void
folders_release(struct folders *folders)
{
	for (size_t i = 0; i < folders->n; i++)
		free(folders->items[i]);
	free(folders->items);
}

/* Is it one of the files that make a folder a store: one anchor, no more? */
static bool
is_single(const struct kept *kept)
{
	return kept->reading.store.n == 1 && !kept->is_carved;
}

/* Is the file told with its folder? */
static bool
is_in(const struct level *level, const struct kept *kept,
    const struct folders *folders)
{
	const char *path = tree_path(&level->tree, kept->id);
	struct buf folder = BUF_INIT(LIMIT_IMAGE_PATH_BYTES);
	bool is = false;

	tree_folder_of(&folder, path);
	if (is_single(kept) && kept->is_reached && folders->n > 0)
		is = bsearch(&folder.p, folders->items, folders->n,
		    sizeof(*folders->items), by_text) != NULL;
	buf_release(&folder);
	return is;
}

/*
 * Folders with a hashed name in them, wherever that leads, and those of which
 * at least two files hold one anchor each.
 */
static void
find_folders(struct folders *out, const struct level *level)
{
	const struct tree *tree = &level->tree;
	struct folders of_singles = { 0 };

	for (size_t i = 0; i < tree->n; i++) {
		const char *path = tree_path(tree, i);
		const struct kept *kept = level_kept(level, i);

		if (hashed_is_name(path_name(path)) &&
		    tree->nodes[i].kind != ENTRY_FOLDER)
			folders_add(out, path);
		if (kept != NULL && is_single(kept))
			folders_add(&of_singles, path);
	}
	folders_settle(&of_singles, 2);
	for (size_t i = 0; i < of_singles.n; i++) {
		char *inside = mem_printf("%s/", of_singles.items[i]);

		folders_add(out, inside);
		free(inside);
	}
	folders_release(&of_singles);
	folders_settle(out, 1);
}

static void
report_folder(struct level *level, const char *folder)
{
	struct walk *walk = level->walk;
	char *path = level_place(level, folder);
	char *name = level_where(level, folder);
	struct store *store;
	struct reading reading;
	struct err err = ERR_NONE;

	level_reading(level, &reading, name);
	store = &reading.store;
	if (level_read_folder(level, &reading, folder, &err) == -1)
		finds_lose(walk->finds, name, err.msg);
	if (store->n > 0) {
		finds_add(walk->finds, path, &reading);
	} else {
		/* Without links that end nowhere the names meant nothing. */
		for (size_t i = 0; store->partial && i < store->n_rejections;
		    i++)
			finds_lose(walk->finds, store->rejections[i].where,
			    store->rejections[i].reason);
		free(path);
	}
	reading_release(&reading);
	free(name);
}

/* A file with a certificate in it, or with what was to be one. */
static void
report_file(struct level *level, struct kept *kept)
{
	const char *path = tree_path(&level->tree, kept->id);
	const struct store *store = &kept->reading.store;
	struct finds *finds = level->walk->finds;

	if (!tree_is_current(&level->tree, kept->id)) {
		store_reject(&finds->lost, store->name, "a later entry of "
		    "the container has its name and its place");
	} else if (store->n > 0) {
		finds_add(finds, level_place(level, path), &kept->reading);
	} else if (kept->reading.n_keyed > 0 &&
	    kept->reading.n_keyed == store_rejected(store)) {
		/* The device's own identity, and nothing that it trusts. */
		finds->n_passed += kept->reading.n_keyed;
	} else {
		/* What a manual shows is damaged, and no loss. */
		bool partial = finds->lost.partial || store->partial ||
		    form_is_promised(path);

		for (size_t i = 0; i < store->n_rejections; i++)
			finds_lose(finds, store->rejections[i].where,
			    store->rejections[i].reason);
		finds->lost.partial = partial;
	}
}

static int
by_found_path(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void
report_all(struct level *level)
{
	struct finds *finds = level->walk->finds;
	struct folders folders = { 0 };
	size_t first = finds->n;

	find_folders(&folders, level);
	for (size_t i = 0; i < folders.n; i++)
		report_folder(level, folders.items[i]);
	for (size_t i = 0; i < level->n_kept; i++) {
		if (!is_in(level, &level->kept[i], &folders))
			report_file(level, &level->kept[i]);
	}
	if (finds->n > first)
		qsort(finds->items + first, finds->n - first,
		    sizeof(*finds->items), by_found_path);
	folders_release(&folders);
}

static void
report_missed(struct level *level, bool entries)
{
	for (size_t i = 0; i < level->n_missed; i++) {
		const struct missed *missed = &level->missed[i];
		char *where;

		if (missed->id != NO_ENTRY && !entries)
			continue;
		if (missed->id != NO_ENTRY)
			where = level_where(level, tree_path(&level->tree,
				missed->id));
		else
			where = level_own_name(level);
		finds_lose(level->walk->finds, where, missed->reason);
		free(where);
	}
}

void
level_report(struct level *level)
{
	bool picked = false;

	if (level->tree.sorted == NULL)
		tree_sort(&level->tree);
	if (level_pattern(level) == NULL)
		report_all(level);
	else if (level_is_last(level))
		picked = level_report_picks(level);
	report_missed(level, !picked);
}
