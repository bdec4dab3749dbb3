#include "bundle/image.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "bundle/image_level.h"

/* Bytes that were read, against limits of their own. */
struct taken {
	struct held held;
	struct budget budget;
};

static int
read_all(struct image *image, int fd, struct err *err)
{
	struct taken *taken = mem_zalloc(sizeof(*taken));
	char chunk[65536];
	ssize_t n;

	image->taken = taken;
	taken->budget = budget_whole;
	taken->held.budget = &taken->budget;
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return err_set_errno(err, "cannot read %s",
			    image->name);
		if (held_append(&taken->held, chunk, (size_t)n, err) == -1)
			return err_wrap(err, "%s", image->name);
	}
	image->bytes = held_span(&taken->held);
	return 0;
}

static int
map_file(struct image *image, int fd, size_t n, struct err *err)
{
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);

	if (p == MAP_FAILED)
		return err_set_errno(err, "cannot map %s", image->name);
	image->bytes = (struct span){ p, n };
	image->is_mapped = true;
	return 0;
}

int
image_open(struct image *out, int fd, const char *name, struct err *err)
{
	struct image image = { .name = mem_strdup(name) };
	struct stat st;
	int result;

	if (fstat(fd, &st) == -1)
		result = err_set_errno(err, "cannot read %s", name);
	else if (S_ISREG(st.st_mode) && st.st_size > LIMIT_BUNDLE_BYTES)
		result = map_file(&image, fd, (size_t)st.st_size, err);
	else
		result = read_all(&image, fd, err);
	if (result == -1)
		image_close(&image);
	else
		*out = image;
	return result;
}

void
image_open_bytes(struct image *out, struct span bytes, const char *name)
{
	*out = (struct image){ .name = mem_strdup(name), .bytes = bytes };
}

void
image_close(struct image *image)
{
	if (image->is_mapped)
		munmap((void *)(uintptr_t)image->bytes.p, image->bytes.n);
	if (image->taken != NULL)
		held_release(&image->taken->held);
	free(image->taken);
	free(image->name);
	*image = (struct image){ 0 };
}

void
finds_add(struct finds *finds, char *path, struct reading *reading)
{
	finds->items = mem_grow(finds->items, &finds->cap, finds->n + 1,
	    sizeof(*finds->items));
	finds->items[finds->n++] = (struct found){ path, reading->store,
		reading->quirks };
	finds->n_signers += reading->n_signers;
	reading->store = STORE_EMPTY;
	reading->n_signers = 0;
	reading->quirks = QUIRKS_NONE;
}

void
finds_lose(struct finds *finds, const char *where, const char *reason)
{
	finds->lost.partial = true;
	if (finds->lost.n_rejections < LIMIT_IMAGE_LOSSES)
		store_reject(&finds->lost, where, reason);
	else if (finds->lost.n_rejections == LIMIT_IMAGE_LOSSES)
		store_reject(&finds->lost, finds->lost.name,
		    "more than can be told was not read");
}

void
found_release(struct found *found)
{
	free(found->path);
	store_release(&found->store);
	quirks_release(&found->quirks);
}

void
finds_cut(struct finds *finds, size_t n, size_t n_lost)
{
	struct store *lost = &finds->lost;

	while (finds->n > n)
		found_release(&finds->items[--finds->n]);
	while (lost->n_rejections > n_lost) {
		lost->n_rejections--;
		free(lost->rejections[lost->n_rejections].where);
		free(lost->rejections[lost->n_rejections].reason);
	}
	lost->n_untold = 0;
	lost->partial = lost->n_rejections > 0;
}

void
finds_release(struct finds *finds)
{
	finds_cut(finds, 0, 0);
	free(finds->items);
	store_release(&finds->lost);
	*finds = (struct finds){ 0 };
}

char *
level_last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return mem_strdup(slash ? slash + 1 : path);
}

/* The parts of a path between "!", each without slashes at its end. */
static void
split(struct walk *walk, const char *path)
{
	const char *end;
	size_t cap = 0;

	while (path != NULL) {
		size_t n;

		end = strchrnul(path, '!');
		while (*path == '/' || strncmp(path, "./", 2) == 0)
			path++;
		n = (size_t)(end - path);
		while (n > 1 && path[n - 1] == '/')
			n--;
		walk->parts = mem_grow(walk->parts, &cap, walk->n_parts + 1,
		    sizeof(*walk->parts));
		walk->parts[walk->n_parts++] = mem_printf("%.*s", (int)n,
		    path);
		path = *end != '\0' ? end + 1 : NULL;
	}
}

void
image_find(struct finds *out, struct certpool *pool,
    const struct image *image, const char *path)
{
	struct walk walk = { .image = image, .pool = pool, .finds = out,
		.budget = budget_whole };

	struct level whole = { .walk = &walk, .depth = 1,
		.way = mem_strdup(""), .name = level_last_part(image->name) };
	struct err err = ERR_NONE;

	*out = (struct finds){ .lost.name = mem_strdup(image->name) };
	split(&walk, path);
	for (size_t i = 0; i <= LIMIT_IMAGE_DEPTH; i++)
		walk.held[i].budget = &walk.budget;
	if (image->bytes.n == 0)
		level_release(&whole);
	else if (level_descend(&whole, image->bytes, &err) == FORM_BAD)
		finds_lose(out, image->name, err.msg);
	for (size_t i = 0; i <= LIMIT_IMAGE_DEPTH; i++)
		held_release(&walk.held[i]);
	for (size_t i = 0; i < walk.n_parts; i++)
		free(walk.parts[i]);
	free(walk.parts);
}

/* Says why there is no store: what was not read may have been one. */
static int
refuse_none(const struct finds *finds, const char *path, struct err *err)
{
	const struct store *lost = &finds->lost;

	if (path != NULL && *path != '\0')
		err_set(err, ERR_NOT_FOUND, "there is no %.150s in %.150s",
		    path, lost->name);
	else
		err_set(err, ERR_NOT_FOUND, "%.150s holds no trust store",
		    lost->name);
	if (lost->n_rejections > 0) {
		struct err found = *err;

		err_set(err, ERR_FAILED, "%s; %zu of its parts were not "
		    "read, of which the first is %.120s: %.150s", found.msg,
		    lost->n_rejections, lost->rejections[0].where,
		    lost->rejections[0].reason);
	}
	return -1;
}

static int
refuse_several(const struct finds *finds, struct err *err)
{
	struct buf names = BUF_INIT(300);
	size_t told = 0;

	for (; told < finds->n; told++) {
		size_t before = names.n;

		buf_printf(&names, "%s%s", told ? ", " : "",
		    finds->items[told].path);
		if (names.full) {
			names.n = before;
			break;
		}
	}
	err_set(err, ERR_FAILED, "%.100s holds %zu trust stores; name one of "
	    "them after the image and \"!\": %.*s%s", finds->lost.name,
	    finds->n, (int)names.n, names.p ? names.p : "",
	    told < finds->n ? ", ..." : "");
	buf_release(&names);
	return -1;
}

int
finds_settle(struct found *out, struct finds *finds, const char *path,
    struct err *err)
{
	const struct store *lost = &finds->lost;
	struct store *store;

	if (finds->n > 1)
		return refuse_several(finds, err);
	if (finds->n == 0)
		return refuse_none(finds, path, err);
	store = &finds->items[0].store;
	store_reject_all(store, lost);
	*out = finds->items[--finds->n];
	return 0;
}
