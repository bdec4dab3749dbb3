#include "image/container.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/octets.h"
#include "image/flash_system.h"
#include "image/walk.h"

#define LEAST		((size_t)4096)	/* erase blocks are no smaller */
#define LEAST_FILE	((size_t)1024 * 1024)	/* of which there are many */
#define SQUASHFS_HEADER	96
#define UIMAGE_HEADER	64

/* Where something begins in the dump of a flash chip, or behind a kernel. */
struct region {
	size_t at;
	const char *system;	/* of flash_system_at, or NULL: squashfs */
};

struct regions {
	struct region *items;
	size_t n, cap;
};

/* A superblock of version 4.0, in which all that can be checked is right. */
static bool
is_squashfs(struct span bytes)
{
	uint64_t block_size, log, compressor, n, inodes, folders;

	if (bytes.n < SQUASHFS_HEADER)
		return false;
	block_size = octets_le_at(bytes.p + 12, 4);
	compressor = octets_le_at(bytes.p + 20, 2);
	log = octets_le_at(bytes.p + 22, 2);
	n = octets_le_at(bytes.p + 40, 8);
	inodes = octets_le_at(bytes.p + 64, 8);
	folders = octets_le_at(bytes.p + 72, 8);
	return log >= 12 && log <= 20 && block_size == 1u << log &&
	    compressor >= 1 && compressor <= 6 &&
	    octets_le_at(bytes.p + 28, 4) == 4 && n > SQUASHFS_HEADER &&
	    inodes < folders && folders < n;
}

static void
add(struct regions *regions, size_t at, const char *system)
{
	const struct region *last = regions->n > 0 ?
	    &regions->items[regions->n - 1] : NULL;

	/* It goes on, block after block; and UBIFS is inside UBI. */
	if (system != NULL && last != NULL && last->system != NULL &&
	    (last->system == system || strcmp(last->system, "UBI") == 0))
		return;
	regions->items = mem_grow(regions->items, &regions->cap,
	    regions->n + 1, sizeof(*regions->items));
	regions->items[regions->n++] = (struct region){ at, system };
}

static void
find_squashfs(struct regions *out, struct span bytes)
{
	const uint8_t *end = bytes.p + bytes.n, *at = bytes.p;

	while ((at = memmem(at, (size_t)(end - at), "hsqs", 4)) != NULL) {
		struct span here = { at, (size_t)(end - at) };
		uint64_t n;

		if (!is_squashfs(here)) {
			at++;
			continue;
		}
		add(out, (size_t)(at - bytes.p), NULL);
		n = octets_le_at(at + 40, 8);
		at += n < here.n ? (size_t)n : here.n;
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct region *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Is the place within a squashfs that was found? */
static bool
is_inside(const struct regions *regions, struct span bytes, size_t at)
{
	for (size_t i = 0; i < regions->n; i++) {
		const struct region *r = &regions->items[i];

		if (r->system == NULL && at >= r->at &&
		    at - r->at < octets_le_at(bytes.p + r->at + 40, 8))
			return true;
	}
	return false;
}

static void
find_system(struct regions *out, struct span bytes, size_t at)
{
	const char *system = flash_system_at((struct span){ bytes.p + at,
		bytes.n - at });

	if (system != NULL && !is_inside(out, bytes, at))
		add(out, at, system);
}

/* UBI by its magic, which is of four letters, wherever the dump begins. */
static void
find_ubi(struct regions *out, struct span bytes)
{
	const uint8_t *end = bytes.p + bytes.n, *at = bytes.p;

	while ((at = memmem(at, (size_t)(end - at), "UBI#", 4)) != NULL) {
		find_system(out, bytes, (size_t)(at - bytes.p));
		at++;
	}
}

/* The others where a block can begin, and by their checksum. */
static void
find_all(struct regions *out, struct span bytes)
{
	struct regions rest = { 0 };

	find_squashfs(out, bytes);
	find_ubi(out, bytes);
	for (size_t at = 0; at < bytes.n; at += LEAST)
		find_system(out, bytes, at);
	if (out->n > 0)
		qsort(out->items, out->n, sizeof(*out->items), by_place);
	for (size_t i = 0; i < out->n; i++)
		add(&rest, out->items[i].at, out->items[i].system);
	free(out->items);
	*out = rest;
}

/* False: no more can be added. */
static bool
take(struct level *level, struct span bytes, size_t from, size_t to)
{
	char *path = mem_printf("at 0x%zx", from);
	const struct entry entry = { .path = path, .kind = ENTRY_FILE };
	size_t id;
	bool added = level_add(level, &id, &entry);

	free(path);
	if (added && level_wants(level, id))
		level_take(level, id, (struct span){ bytes.p + from,
			to - from });
	return added;
}

/* What U-Boot starts: a header, and behind it what it is about. */
static bool
is_uimage(struct span bytes)
{
	return bytes.n > UIMAGE_HEADER &&
	    memcmp(bytes.p, "\x27\x05\x19\x56", 4) == 0;
}

enum form_result
container_flash(struct level *level, struct span bytes, struct err *err)
{
	struct regions regions = { 0 };
	size_t begin, end;	/* of what is before all of them */
	struct rest before = { 0 };
	bool more = true;

	(void)err;
	if (bytes.n < LEAST ||
	    (level_is_in_file_system(level) && bytes.n < LEAST_FILE) ||
	    memchr(bytes.p, 0, bytes.n) == NULL)
		return FORM_NOT_MINE;
	find_all(&regions, bytes);
	begin = is_uimage(bytes) ? UIMAGE_HEADER : 0;
	end = regions.n > 0 ? regions.items[0].at : bytes.n;
	if (begin == 0 && end == bytes.n)
		return FORM_NOT_MINE;
	if (begin < end)
		more = level_add_rest(level, &before, (struct span){ bytes.p,
			end }, begin);
	level_take_rest(level, &before);
	for (size_t i = 0; more && i < regions.n; i++)
		more = take(level, bytes, regions.items[i].at,
		    i + 1 < regions.n ? regions.items[i + 1].at : bytes.n);
	free(regions.items);
	return FORM_READ;
}
