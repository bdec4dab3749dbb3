#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "base/err.h"
#include "image/finds.h"

/*
 * A firmware image, an archive or anything else that holds files, as bytes in
 * memory: what a file gave, or a map of a large one. Nothing is ever unpacked
 * to disk. The bytes stay as they are until image_close.
 */
struct image {
	char *name;
	struct span bytes;
	const char *password;	/* of keystores in it, or NULL; borrowed */
	struct taken *taken;	/* owns bytes that were read, else NULL */
	bool is_mapped;
};

/*
 * Reads fd to its end; of a file that is larger than any bundle it maps what
 * is there. It may be closed after this. ERR_LIMIT where a pipe gives more
 * than can be held.
 */
int image_open(struct image *out, int fd, const char *name, struct err *err);
/* The same for bytes that the caller keeps until image_close. */
void image_open_bytes(struct image *out, struct span bytes, const char *name);
void image_close(struct image *image);

/*
 * Every store of the image, through containers within containers, or what is
 * at path. In a path each part between "!" is a pattern as of fnmatch(3), in
 * which * stays within a folder. Without "!" it is looked for in every
 * container; with one it is the whole way from the outermost. Files of one
 * folder that match are one store. Links lead nowhere out of their container.
 * No answer is no failure: n may be 0. Reaching a limit is a loss.
 */
void image_find(struct finds *out, struct certpool *pool,
    const struct image *image, const char *path);

/* The bytes as one store, which no container is looked for in: either the
 * only one that was found, or out->unread. */
void image_read_store(struct finds *out, struct certpool *pool,
    const struct image *image);
/* As image_find; what is no image and has no path is read as a store. */
void image_read(struct finds *out, struct certpool *pool,
    const struct image *image, const char *path);

#endif
