#include <fnmatch.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "image/level.h"

/* What a pattern picks, links followed. */
struct pick {
	char *path;	/* as it is told: that of the link, not the target */
	char *real;
	enum tree_kind kind;	/* TREE_FILE or TREE_FOLDER */
	size_t id;	/* TREE_FILE */
};

struct picks {
	struct pick *items;
	size_t n, cap;
	bool is_loop;	/* the pattern is a path whose links do not end */
};

static void
picks_release(struct picks *picks)
{
	for (size_t i = 0; i < picks->n; i++) {
		free(picks->items[i].path);
		free(picks->items[i].real);
	}
	free(picks->items);
}

/* Adds what path leads to. */
static void
pick(struct picks *picks, const struct tree *tree, const char *path)
{
	struct buf real = BUF_INIT(LIMIT_IMAGE_PATH_BYTES * 2);
	size_t id = 0;
	enum tree_kind kind = tree_resolve(tree, &real, &id, path);

	switch (kind) {
	case TREE_FILE:
	case TREE_FOLDER:
		picks->items = mem_grow(picks->items, &picks->cap,
		    picks->n + 1, sizeof(*picks->items));
		picks->items[picks->n++] = (struct pick){ mem_strdup(path),
			mem_strdup(real.p), kind, id };
		break;
	case TREE_LOOP:
		picks->is_loop = true;
		break;
	case TREE_NOTHING:
	case TREE_OTHER:
		break;
	}
	buf_release(&real);
}

/*
 * Splits a pattern before its first part that is one: the folder that the
 * parts before lead to, and the parts from there on.
 */
static const char *
pattern_folder(struct buf *folder, const struct tree *tree,
    const char *pattern)
{
	size_t literal = strcspn(pattern, "*?[\\"), id;
	char *before;

	while (literal > 0 && pattern[literal - 1] != '/')
		literal--;
	before = mem_printf("%.*s", (int)literal, pattern);
	if (tree_resolve(tree, folder, &id, before) != TREE_FOLDER)
		pattern = NULL;
	free(before);
	return pattern ? pattern + literal : NULL;
}

static void
pick_matching(struct picks *picks, const struct tree *tree,
    const char *pattern)
{
	struct buf folder = BUF_INIT(LIMIT_IMAGE_PATH_BYTES * 2);
	const char *rest = pattern_folder(&folder, tree, pattern);

	for (size_t i = 0; rest != NULL && i < tree->n; i++) {
		const char *path = tree_path(tree, tree->sorted[i]);
		const char *inside = path + folder.n;

		if (strncmp(path, folder.p, folder.n) != 0)
			continue;
		if (folder.n > 0 && *inside++ != '/')
			continue;
		if (i > 0 && strcmp(path, tree_path(tree,
			tree->sorted[i - 1])) == 0)
			continue;
		if (fnmatch(rest, inside, FNM_PATHNAME) == 0)
			pick(picks, tree, path);
	}
	buf_release(&folder);
}

/* A file whose name is no way that can be followed, as "../../x". */
static void
pick_named(struct picks *picks, const struct tree *tree, const char *name)
{
	for (size_t id = 0; picks->n == 0 && id < tree->n; id++) {
		if (tree->nodes[id].kind != ENTRY_FILE ||
		    !tree_is_current(tree, id) ||
		    strcmp(tree_path(tree, id), name) != 0)
			continue;
		picks->items = mem_grow(picks->items, &picks->cap, 1,
		    sizeof(*picks->items));
		picks->items[picks->n++] = (struct pick){ mem_strdup(name),
			mem_strdup(name), TREE_FILE, id };
	}
}

static void
gather(struct picks *picks, const struct level *level)
{
	const char *pattern = level_pattern(level);

	*picks = (struct picks){ 0 };
	pick(picks, &level->tree, pattern);
	if (picks->n == 0)
		pick_named(picks, &level->tree, pattern);
	if (picks->n == 0 && strpbrk(pattern, "*?[\\") != NULL)
		pick_matching(picks, &level->tree, pattern);
}

/* Marks the files that are in the folder or that its links lead to. */
static void
mark_folder(bool *marks, const struct tree *tree, const char *folder)
{
	struct buf real = BUF_INIT(LIMIT_IMAGE_PATH_BYTES * 2);
	size_t at = 0, id;

	while (tree_next_in(tree, folder, &at, &id)) {
		if (tree_resolve(tree, &real, &id, tree_path(tree, id)) ==
		    TREE_FILE)
			marks[id] = true;
	}
	buf_release(&real);
}

bool *
level_picks(const struct level *level)
{
	struct picks picks;
	bool *marks = NULL;

	gather(&picks, level);
	if (picks.n > 0 || picks.is_loop)
		marks = mem_zalloc(level->tree.n + 1);
	for (size_t i = 0; i < picks.n; i++) {
		if (picks.items[i].kind == TREE_FILE)
			marks[picks.items[i].id] = true;
		else
			mark_folder(marks, &level->tree,
			    picks.items[i].real);
	}
	picks_release(&picks);
	return marks;
}

/* The same place in the file as its own path has, or a link to it. */
static char *
place_by(const char *path, const struct store *store, const char *where)
{
	size_t n = strlen(store->name);

	return mem_printf("%s%s", path, strncmp(where, store->name, n) == 0 ?
	    where + n : "");
}

/* What was carved out of a file whose bytes are no longer there. */
static void
take_carved(struct reading *reading, const struct reading *from,
    const char *path)
{
	const struct store *store = &from->store;
	char *where;

	for (size_t i = 0; i < store->n; i++) {
		where = place_by(path, store, store->anchors[i].where);
		store_append(&reading->store, store->anchors[i].cert, where);
		free(where);
	}
	for (size_t i = 0; i < from->quirks.n; i++) {
		where = place_by(path, store, from->quirks.items[i].where);
		quirks_add(&reading->quirks, from->quirks.items[i].kind,
		    where);
		free(where);
	}
	store_reject_all(&reading->store, store);
	reading->n_passed += from->n_passed;
}

/* Adds what the file holds, or why that is not known. */
static void
take_file(struct reading *reading, const struct level *level,
    const struct pick *from)
{
	const struct kept *kept = level_kept(level, from->id);
	const char *reason = level_missed(level, from->id);
	char *where = level_where(level, from->path);
	struct err err = ERR_NONE;

	if (kept != NULL && kept->is_carved) {
		take_carved(reading, &kept->reading, where);
	} else if (kept != NULL) {
		if (form_any(reading, buf_span(&kept->bytes), where, &err) ==
		    FORM_BAD)
			store_reject(&reading->store, where, err.msg);
	} else if (reason != NULL) {
		store_reject(&reading->store, where, reason);
		reading->store.partial = true;
	} else if (level->tree.nodes[from->id].is_container) {
		store_reject(&reading->store, where, "it is a container; "
		    "write \"!\" and a path after it, or \"!\" alone");
	} else if (form_is_promised(from->path)) {
		store_reject(&reading->store, where, "holds no certificate");
	}
	free(where);
}

static bool
in_same_folder(const struct pick *a, const struct pick *b)
{
	const char *x = strrchr(a->path, '/'), *y = strrchr(b->path, '/');
	size_t n = x ? (size_t)(x - a->path) : 0;

	return a->kind == TREE_FILE && b->kind == TREE_FILE &&
	    n == (y ? (size_t)(y - b->path) : 0) &&
	    strncmp(a->path, b->path, n) == 0;
}

/* The path of n files of a folder: theirs, or what stands for them all. */
static char *
path_of(const struct level *level, const struct pick *first, size_t n)
{
	const char *pattern = level_pattern(level);
	const char *last = strrchr(pattern, '/');
	const char *slash = strrchr(first->path, '/');
	char *path, *place;

	if (n == 1)
		return level_place(level, first->path);
	path = mem_printf("%.*s%s", slash ? (int)(slash - first->path) + 1 : 0,
	    first->path, last ? last + 1 : pattern);
	place = level_place(level, path);
	free(path);
	return place;
}

/* One store of n files of a folder, or of a folder. */
static void
report(struct level *level, const struct pick *first, size_t n)
{
	struct walk *walk = level->walk;
	char *path = path_of(level, first, n);
	char *name = mem_printf("%s!%s", walk->image->name, path);
	struct reading reading;
	struct err err = ERR_NONE;

	level_reading(level, &reading, name);
	if (first->kind == TREE_FILE) {
		for (size_t i = 0; i < n; i++)
			take_file(&reading, level, &first[i]);
	} else if (level_read_folder(level, &reading, first->real,
		&err) == -1) {
		store_reject(&reading.store, name, err.msg);
		reading.store.partial = true;
	}
	finds_add(walk->finds, path, &reading);
	free(name);
}

bool
level_report_picks(struct level *level)
{
	struct picks picks;
	size_t n;
	bool any;

	gather(&picks, level);
	any = picks.n > 0;
	if (any)
		finds_cut(level->walk->finds, level->first_found,
		    level->first_lost);
	if (!any && picks.is_loop)
		level_lose(level, "the links of the path do not end");
	for (size_t i = 0; i < picks.n; i += n) {
		n = 1;
		while (i + n < picks.n && in_same_folder(&picks.items[i],
			&picks.items[i + n]))
			n++;
		report(level, &picks.items[i], n);
	}
	picks_release(&picks);
	return any;
}
