#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "image/level.h"

/* What a folder's anchor costs, each time that a folder leads to it. */
#define ANCHOR_COST	256

/* A folder of a level, as form_directory wants it. */
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

	return form_directory(reading, &source, err);
}
