#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "bundle/image_level.h"

/* What a folder's anchor costs, each time that a folder leads to it. */
#define ANCHOR_COST	256

/* A folder of a level, as directory_read_from wants it. */
struct inside {
	struct level *level;
	const char *folder;
};

static int
list_inside(char ***names_out, size_t *n_out, const void *folder,
    struct err *err)
{
	const struct inside *inside = folder;
	const struct tree *tree = &inside->level->tree;
	size_t skip = strlen(inside->folder), at = 0, id;
	char **names = NULL;
	size_t n = 0, cap = 0;

	skip += skip > 0;
	while (tree_next_in(tree, inside->folder, &at, &id)) {
		if (n == LIMIT_DIRECTORY_ENTRIES) {
			while (n > 0)
				free(names[--n]);
			free(names);
			return err_set(err, ERR_LIMIT, "the folder has more "
			    "than %d entries", LIMIT_DIRECTORY_ENTRIES);
		}
		names = mem_grow(names, &cap, n + 1, sizeof(*names));
		names[n++] = mem_strdup(tree_path(tree, id) + skip);
	}
	*names_out = names;
	*n_out = n;
	return 0;
}

/* May this be read once more? Links can lead to one file a million times. */
static int
afford(struct budget *budget, const struct kept *kept, struct err *err)
{
	const struct store *store = &kept->reading.store;
	uint64_t cost = (store->n + store->n_rejections) * ANCHOR_COST;

	if (cost > budget->held || kept->bytes.n > budget->unpacked)
		return err_set(err, ERR_LIMIT, "the image holds more stores "
		    "than memory may be taken for");
	budget->held -= cost;
	budget->unpacked -= kept->bytes.n;
	return 0;
}

/* A file of the level: 1 as well where it is no store, with no bytes. */
static int
read_file(struct buf *out, const struct inside *inside, size_t id,
    const char *real, struct err *err)
{
	struct level *level = inside->level;
	struct kept *kept = level_kept(level, id);
	const char *reason = level_missed(level, id);
	struct buf folder = BUF_INIT(LIMIT_IMAGE_PATH_BYTES * 2);

	if (reason != NULL)
		return err_set(err, ERR_FAILED, "%s", reason);
	if (kept == NULL || kept->is_carved)
		return 1;
	if (afford(&level->walk->budget, kept, err) == -1)
		return -1;
	tree_folder_of(&folder, real);
	if (strcmp(folder.p, inside->folder) == 0)
		kept->is_reached = true;
	buf_release(&folder);
	buf_append(out, kept->bytes.p, kept->bytes.n);
	return 1;
}

static int
read_inside(struct buf *out, const void *folder, const char *name,
    struct err *err)
{
	const struct inside *inside = folder;
	struct buf real = BUF_INIT(LIMIT_IMAGE_PATH_BYTES * 2);
	char *path = mem_printf("%s/%s", inside->folder, name);
	size_t id = 0;
	int result = 0;

	switch (tree_resolve(&inside->level->tree, &real, &id, path)) {
	case TREE_FILE:
		result = read_file(out, inside, id, real.p, err);
		break;
	case TREE_NOTHING:
		result = err_set(err, ERR_NOT_FOUND, "it leads to nothing in "
		    "the container");
		break;
	case TREE_LOOP:
		result = err_set(err, ERR_FAILED, "its links do not end");
		break;
	case TREE_FOLDER:
	case TREE_OTHER:
		break;
	}
	buf_release(&real);
	free(path);
	return result;
}

int
level_read_folder(struct level *level, struct reading *reading,
    const char *folder, struct err *err)
{
	const struct inside inside = { level, folder };
	const struct folder_source source = { .list = list_inside,
		.read = read_inside, .folder = &inside };

	return directory_read_from(reading, &source, err);
}

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

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
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

		if (form_is_hashed(name_of(path)) &&
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
		level_lose_entry(level, NO_ENTRY, err.msg);
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
	} else {
		/* What a manual shows is damaged, and no loss. */
		bool partial = finds->lost.partial || form_is_promised(path);

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
