#include "image/image.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/path.h"
#include "form/form.h"
#include "image/level.h"

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
		.way = mem_strdup(""),
		.name = mem_strdup(path_name(image->name)) };
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

void
image_read_store(struct finds *out, struct certpool *pool,
    const struct image *image)
{
	struct reading reading;

	*out = (struct finds){ .lost.name = mem_strdup(image->name) };
	reading_init(&reading, pool, image->name);
	reading.password = image->password;
	if (form_whole(&reading, image->bytes, &out->unread) == 0)
		finds_add(out, mem_strdup(""), &reading);
	reading_release(&reading);
}

void
image_read(struct finds *out, struct certpool *pool,
    const struct image *image, const char *path)
{
	image_find(out, pool, image, path);
	if (path != NULL || out->containers > 0 || out->lost.partial)
		return;
	finds_release(out);
	image_read_store(out, pool, image);
}
