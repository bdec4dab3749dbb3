#include "image/tree.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"

/* Room for what is left of a path, with a target put before it. */
#define WAY_BYTES	(2 * LIMIT_IMAGE_PATH_BYTES)

void
tree_init(struct tree *tree)
{
	*tree = (struct tree){ .names = BUF_INIT(LIMIT_IMAGE_NAME_BYTES * 2) };
}

void
tree_release(struct tree *tree)
{
	buf_release(&tree->names);
	free(tree->nodes);
	free(tree->sorted);
}

/* Appends path as a tree writes it, with its NUL. */
static uint32_t
add_path(struct buf *names, const char *path)
{
	uint32_t at = (uint32_t)names->n;
	const char *part;
	size_t n;

	while ((part = path_part(&path, &n)) != NULL) {
		if (names->n > at)
			buf_text(names, "/");
		buf_append(names, part, n);
	}
	buf_append(names, "", 1);
	return at;
}

int
tree_add(struct tree *tree, size_t *id, const struct entry *entry,
    struct budget *budget, struct err *err)
{
	const char *target = entry->target ? entry->target : "";
	size_t path_n = strlen(entry->path), target_n = strlen(target);
	struct node *node;

	if (budget->entries == 0)
		return err_set(err, ERR_LIMIT, "the image has more than %d "
		    "entries", LIMIT_IMAGE_ENTRIES);
	if (path_n > LIMIT_IMAGE_PATH_BYTES ||
	    target_n > LIMIT_IMAGE_PATH_BYTES)
		return err_set(err, ERR_LIMIT, "an entry has a path of more "
		    "than %d bytes", LIMIT_IMAGE_PATH_BYTES);
	if (budget->names < path_n + target_n + 2)
		return err_set(err, ERR_LIMIT, "the paths in the image take "
		    "more than %d MiB", LIMIT_IMAGE_NAME_BYTES >> 20);
	budget->entries--;
	budget->names -= path_n + target_n + 2;
	tree->nodes = mem_grow(tree->nodes, &tree->cap, tree->n + 1,
	    sizeof(*tree->nodes));
	*id = tree->n++;
	node = &tree->nodes[*id];
	node->kind = (uint8_t)entry->kind;
	node->path = add_path(&tree->names, entry->path);
	node->target = (uint32_t)tree->names.n;
	buf_append(&tree->names, target, target_n + 1);
	return 0;
}

const char *
tree_path(const struct tree *tree, size_t id)
{
	return tree->names.p + tree->nodes[id].path;
}

static int
by_path(const void *a, const void *b, void *tree)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = strcmp(tree_path(tree, x), tree_path(tree, y));

	return order ? order : (x > y) - (x < y);
}

void
tree_sort(struct tree *tree)
{
	if (tree->n == 0)
		return;
	tree->sorted = mem_zalloc(tree->n * sizeof(*tree->sorted));
	for (size_t i = 0; i < tree->n; i++)
		tree->sorted[i] = (uint32_t)i;
	qsort_r(tree->sorted, tree->n, sizeof(*tree->sorted), by_path, tree);
}

/* The first place in sorted whose path is not before this one. */
static size_t
lower_bound(const struct tree *tree, const char *path)
{
	size_t low = 0, high = tree->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(tree_path(tree, tree->sorted[middle]), path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Is there another entry of the same path after this place? */
static bool
is_replaced(const struct tree *tree, size_t place)
{
	return place + 1 < tree->n && strcmp(tree_path(tree,
		tree->sorted[place]), tree_path(tree,
		tree->sorted[place + 1])) == 0;
}

static const struct node *
find(const struct tree *tree, const char *path, size_t *id)
{
	size_t place = lower_bound(tree, path);

	if (place == tree->n ||
	    strcmp(tree_path(tree, tree->sorted[place]), path) != 0)
		return NULL;
	while (is_replaced(tree, place))
		place++;
	*id = tree->sorted[place];
	return &tree->nodes[*id];
}

bool
tree_is_current(const struct tree *tree, size_t id)
{
	size_t current = id;

	return find(tree, tree_path(tree, id), &current) != NULL &&
	    current == id;
}

/* "folder/", or "" for the root. */
static void
put_prefix(struct buf *out, const char *folder)
{
	buf_text(out, folder);
	if (*folder != '\0')
		buf_text(out, "/");
}

static bool
has_entries(const struct tree *tree, const char *folder)
{
	struct buf prefix = BUF_INIT(WAY_BYTES);
	size_t place;
	bool has;

	put_prefix(&prefix, folder);
	place = prefix.n > 0 ? lower_bound(tree, prefix.p) : 0;
	has = place < tree->n && (prefix.n == 0 || strncmp(tree_path(tree,
		tree->sorted[place]), prefix.p, prefix.n) == 0);
	buf_release(&prefix);
	return has;
}

bool
tree_next_in(const struct tree *tree, const char *folder, size_t *at,
    size_t *id)
{
	struct buf prefix = BUF_INIT(WAY_BYTES);
	size_t n;
	bool found = false;

	put_prefix(&prefix, folder);
	n = prefix.n;
	if (*at == 0 && n > 0)
		*at = lower_bound(tree, prefix.p);
	while (!found && *at < tree->n) {
		const char *path = tree_path(tree, tree->sorted[*at]);
		const char *slash;

		if (n > 0 && strncmp(path, prefix.p, n) != 0)
			break;
		slash = strchr(path + n, '/');
		if (slash != NULL) {
			/* Past a folder: '0' is what comes after '/'. */
			buf_clear(&prefix);
			buf_append(&prefix, path, (size_t)(slash - path));
			buf_text(&prefix, "0");
			*at = lower_bound(tree, prefix.p);
			continue;
		}
		found = path[n] != '\0' && !is_replaced(tree, *at);
		*id = tree->sorted[(*at)++];
	}
	buf_release(&prefix);
	return found;
}

void
tree_folder_of(struct buf *out, const char *path)
{
	const char *slash = strrchr(path, '/');

	buf_clear(out);
	buf_append(out, path, slash ? (size_t)(slash - path) : 0);
}

/* One part further from out, where rest is what remains of the way. */
static void
step(const struct tree *tree, struct buf *out, struct buf *rest,
    const char *part, size_t n, unsigned *links)
{
	size_t before = out->n, id;
	const struct node *node;

	if (n == 2 && memcmp(part, "..", 2) == 0) {
		const char *slash = strrchr(out->p, '/');

		out->n = slash ? (size_t)(slash - out->p) : 0;
		out->p[out->n] = '\0';
		return;
	}
	if (out->n > 0)
		buf_text(out, "/");
	buf_append(out, part, n);
	node = find(tree, out->p, &id);
	if (node == NULL || (node->kind != ENTRY_LINK &&
		node->kind != ENTRY_HARD_LINK))
		return;
	(*links)++;
	if (node->kind == ENTRY_HARD_LINK ||
	    tree->names.p[node->target] == '/')
		before = 0;
	out->n = before;
	out->p[before] = '\0';
	buf_clear(rest);
	buf_text(rest, tree->names.p + node->target);
	buf_text(rest, part + n);
}

enum tree_kind
tree_resolve(const struct tree *tree, struct buf *out, size_t *id,
    const char *path)
{
	/* Two, since the rest of one way is the beginning of the next. */
	struct buf ways[2] = { BUF_INIT(WAY_BYTES), BUF_INIT(WAY_BYTES) };
	const char *at, *part;
	const struct node *node;
	unsigned links = 0, followed = 0;
	size_t n;
	bool is_long;

	buf_clear(out);
	buf_text(out, "");
	at = path;
	while ((part = path_part(&at, &n)) != NULL) {
		struct buf *rest = &ways[links % 2];

		step(tree, out, rest, part, n, &links);
		if (out->full || rest->full || links > LIMIT_IMAGE_LINKS)
			break;
		if (links > followed)
			at = rest->p ? rest->p : "";
		followed = links;
	}
	is_long = part != NULL;
	buf_release(&ways[0]);
	buf_release(&ways[1]);
	if (is_long)
		return TREE_LOOP;
	node = find(tree, out->p, id);
	if (node == NULL)
		return *out->p == '\0' || has_entries(tree, out->p) ?
		    TREE_FOLDER : TREE_NOTHING;
	switch ((enum entry_kind)node->kind) {
	case ENTRY_FILE:
		return TREE_FILE;
	case ENTRY_FOLDER:
		return TREE_FOLDER;
	case ENTRY_LINK:
	case ENTRY_HARD_LINK:
	case ENTRY_OTHER:
		break;
	}
	return TREE_OTHER;
}
