#include "image/walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "image/container.h"
#include "image/level.h"

#define LISTED_BYTES	4096	/* that an entry's listing is taken to touch */
#define ERASED		16	/* bytes 0xff in a row, or all that is left */
#define TRIM_BYTES	(16 * 1024 * 1024)

/* In the order in which they are asked. */
static container_walk *const containers[] = {
	container_squashfs,
	container_compressed,
	container_archive,
	container_ext4,
	container_unreadable,
	container_disk,
	container_flash,
	container_zip_behind,
};

#define N_CONTAINERS (sizeof(containers) / sizeof(containers[0]))

/* Pages of a map that were read need not stay in memory. */
static void
trim(struct walk *walk, size_t n)
{
	const struct image *image = walk->image;

	walk->touched += n;
	if (!image->is_mapped || walk->touched < TRIM_BYTES)
		return;
	walk->touched = 0;
	madvise((void *)(uintptr_t)image->bytes.p, image->bytes.n,
	    MADV_DONTNEED);
}

bool
level_add(struct level *level, size_t *id, const struct entry *entry)
{
	struct err err = ERR_NONE;

	if (level->depth > LIMIT_IMAGE_DEPTH) {
		err_set(&err, ERR_LIMIT, "it is in more than %d containers",
		    LIMIT_IMAGE_DEPTH);
	} else if (tree_add(&level->tree, id, entry, &level->walk->budget,
		&err) == 0) {
		level->walk->finds->entries++;
		trim(level->walk, LISTED_BYTES);
		return true;
	}
	level_lose(level, err.msg);
	return false;
}

void
level_listed(struct level *level)
{
	tree_sort(&level->tree);
	level->is_listed = true;
	if (level_pattern(level) == NULL)
		return;
	level->wanted = level_picks(level);
	/* Without "!" it may yet be further in. */
	if (level->wanted == NULL && level->walk->n_parts > 1)
		level->wanted = mem_zalloc(level->tree.n + 1);
}

/* Where nothing can be unpacked any more, tells it once. */
static bool
is_spent(struct level *level)
{
	if (level->walk->budget.unpacked > 0)
		return false;
	if (!level->is_spent)
		level_lose(level, "the image unpacks to more than may be "
		    "looked at; what follows was not read");
	level->is_spent = true;
	return true;
}

bool
level_wants(struct level *level, size_t id)
{
	if (level->tree.nodes[id].kind != ENTRY_FILE)
		return false;
	if (level->wanted != NULL && !level->wanted[id])
		return false;
	if (level->wanted == NULL && !level_is_last(level) &&
	    !level_names(level, id))
		return false;
	return !is_spent(level);
}

enum form_result
level_descend(struct level *level, struct span bytes, struct err *err)
{
	struct finds *finds = level->walk->finds;
	enum form_result result = FORM_NOT_MINE;

	level->first_found = finds->n;
	level->first_lost = finds->lost.n_rejections;
	tree_init(&level->tree);
	for (size_t i = 0; result == FORM_NOT_MINE && i < N_CONTAINERS; i++)
		result = containers[i](level, bytes, err);
	if (result == FORM_READ)
		level_report(level);
	if (result != FORM_NOT_MINE)
		finds->containers++;
	level_release(level);
	return result;
}

static bool
look_for_container(struct level *level, size_t id, struct span bytes)
{
	const char *path = tree_path(&level->tree, id);
	char *place = level_place(level, path);
	struct level inner = { .walk = level->walk,
		.depth = level->depth + 1, .name = mem_strdup(path_name(path)),
		.way = mem_printf("%s!", place),
		.is_in_file_system = level->is_file_system ||
		    level->is_in_file_system };
	struct err err = ERR_NONE;
	enum form_result result = level_descend(&inner, bytes, &err);

	free(place);
	if (result == FORM_BAD)
		level_lose_entry(level, id, err.msg);
	level->tree.nodes[id].is_container = result != FORM_NOT_MINE;
	return result != FORM_NOT_MINE;
}

bool
level_take(struct level *level, size_t id, struct span bytes)
{
	level->walk->finds->looked_at += bytes.n;
	trim(level->walk, bytes.n);
	if (bytes.n == 0)
		return false;
	/* A container first: one of PEM files could be taken for a bundle. */
	if (look_for_container(level, id, bytes) ||
	    level_look_for_store(level, id, bytes))
		return true;
	/* What a pattern happens to match need not be one. */
	if (!level_is_last(level) && strpbrk(level_pattern(level) ?
		level_pattern(level) : "", "*?[\\") == NULL)
		level_lose_entry(level, id, "it is no container that is read "
		    "here, so nothing can be in it");
	return false;
}

bool
level_take_held(struct level *level, size_t id)
{
	return level_take(level, id, held_span(level_held(level)));
}

/* How many bytes of erased flash stand there, if they are a row or all. */
static size_t
erased(struct span bytes)
{
	size_t n = 0;

	while (n < bytes.n && bytes.p[n] == 0xff)
		n++;
	return n >= ERASED || n == bytes.n ? n : 0;
}

/*
 * The place after padding; but before the zeros that a file system begins
 * with, which is known by what stands behind them.
 */
static uint64_t
skip_padding(struct span bytes, uint64_t from)
{
	static const struct {
		uint64_t zeros, at;	/* at: of the magic, behind the zeros */
		const char *magic;
		size_t n;
	} systems[] = {
		{ 1024, 56, "\x53\xef", 2 },		/* ext4 */
		{ 1024, 0, "\xe2\xe1\xf5\xe0", 4 },	/* EROFS */
		{ 1024, 0, "\x10\x20\xf5\xf2", 4 },	/* F2FS */
		{ 32768, 0, "\1CD001", 6 },		/* ISO 9660 */
	};
	uint64_t at = from;
	size_t n = 1;

	while (at < bytes.n && n > 0) {
		n = bytes.p[at] == 0 ? 1 : erased((struct span){
			bytes.p + at, (size_t)(bytes.n - at) });
		at += n;
	}
	/* The first number there is little-endian, and may begin with zeros. */
	for (uint64_t start = at; start + 4 > at && start > from; start--) {
		for (size_t i = 0; i < 4; i++) {
			uint64_t magic = start + systems[i].at;

			if (start - from >= systems[i].zeros &&
			    magic + systems[i].n <= bytes.n &&
			    memcmp(bytes.p + magic, systems[i].magic,
				systems[i].n) == 0)
				return start - systems[i].zeros;
		}
	}
	return at;
}

bool
level_add_rest(struct level *level, struct rest *out, struct span bytes,
    uint64_t at)
{
	struct entry entry = { .kind = ENTRY_FILE };
	char *path;
	bool added;

	*out = (struct rest){ 0 };
	at = skip_padding(bytes, at);
	if (at >= bytes.n)
		return true;
	out->bytes = (struct span){ bytes.p + at, bytes.n - at };
	path = mem_printf("at 0x%" PRIx64, at);
	entry.path = path;
	added = level_add(level, &out->id, &entry);
	free(path);
	if (!added)
		*out = (struct rest){ 0 };
	return added;
}

void
level_take_rest(struct level *level, const struct rest *rest)
{
	if (rest->bytes.n > 0 && level_wants(level, rest->id))
		level_take(level, rest->id, rest->bytes);
}
