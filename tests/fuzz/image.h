#pragma once
/*
 * Looks for stores in a copy of the bytes, with the magic of a form put where
 * it belongs; then for one path. What is told has to be whole.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "image/image.h"

static inline void
fuzz_find(struct span bytes, const char *path)
{
	struct certpool *pool = certpool_new();
	struct image image;
	struct finds finds;

	image_open_bytes(&image, bytes, "fuzz");
	image_find(&finds, pool, &image, path);
	for (size_t i = 0; i < finds.n; i++) {
		const struct found *found = &finds.items[i];

		if (*found->path == '\0' ||
		    strncmp(found->store.name, "fuzz!", 5) != 0 ||
		    strcmp(found->store.name + 5, found->path) != 0)
			abort();
		if (path == NULL && found->store.n == 0)
			abort();
	}
	for (size_t i = 0; i < finds.lost.n_rejections; i++) {
		if (*finds.lost.rejections[i].where == '\0' ||
		    *finds.lost.rejections[i].reason == '\0')
			abort();
	}
	if (finds.containers == 0 && (finds.n > 0 || finds.entries > 0))
		abort();
	finds_release(&finds);
	image_close(&image);
	certpool_free(pool);
}

static inline void
fuzz_image(const uint8_t *p, size_t n, const char *magic, size_t magic_n,
    size_t at)
{
	uint8_t *copy;

	if (n < at + magic_n || n == 0)
		return;
	copy = mem_dup(p, n);
	memcpy(copy + at, magic, magic_n);
	fuzz_find((struct span){ copy, n }, NULL);
	fuzz_find((struct span){ copy, n }, "a/*.pem");
	free(copy);
}
