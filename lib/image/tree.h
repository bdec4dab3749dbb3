#ifndef IMAGE_TREE_H
#define IMAGE_TREE_H

#include "base/buf.h"
#include "base/err.h"
#include "image/held.h"
#include "image/walk.h"

/*
 * The entries of one container by their paths, and where links lead. Paths
 * have neither a slash at an end nor "." in them; "" is the root. ".." in the
 * path of an entry is a name like any other, that no link ever reaches.
 */
struct node {
	uint32_t path, target;	/* into names */
	uint8_t kind;		/* enum entry_kind */
	bool is_container;	/* for the walk, as are the next two */
	uint32_t kept, missed;	/* 0, or one more than an index */
};

struct tree {
	struct buf names;
	struct node *nodes;
	size_t n, cap;
	uint32_t *sorted;	/* ids by path, equal ones as they came */
};

void tree_init(struct tree *tree);
void tree_release(struct tree *tree);

/*
 * ERR_LIMIT where the budget has no entry or name left, or path or target is
 * longer than LIMIT_IMAGE_PATH_BYTES.
 */
int tree_add(struct tree *tree, size_t *id, const struct entry *entry,
    struct budget *budget, struct err *err);
void tree_sort(struct tree *tree);	/* before anything that follows */

const char *tree_path(const struct tree *tree, size_t id);
/* Of several entries with its path, is it the one that holds: the last? */
bool tree_is_current(const struct tree *tree, size_t id);

/* What a path is once links are followed. */
enum tree_kind {
	TREE_NOTHING,
	TREE_FILE,
	TREE_FOLDER,	/* of its own, or because something is in it */
	TREE_OTHER,
	TREE_LOOP,	/* more links than LIMIT_IMAGE_LINKS, or too long */
};

/*
 * Follows path from the root; out is the path without links, and *id the
 * entry of a file. Never leaves the tree: ".." of the root is the root.
 */
enum tree_kind tree_resolve(const struct tree *tree, struct buf *out,
    size_t *id, const char *path);

/*
 * Goes through what is directly in a folder, in the order of names: *at is 0
 * at first. False after the last. A name may come twice: the later one holds.
 */
bool tree_next_in(const struct tree *tree, const char *folder, size_t *at,
    size_t *id);

/* The folder that path is in, "" for the root. */
void tree_folder_of(struct buf *out, const char *path);

#endif
