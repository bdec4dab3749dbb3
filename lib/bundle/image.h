#ifndef BUNDLE_IMAGE_H
#define BUNDLE_IMAGE_H

#include "base/err.h"
#include "bundle/quirk.h"
#include "pki/store.h"

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
 * A trust store in an image. path is where: the way through the containers
 * with "!" between them, as "rootfs.squashfs!/etc/ssl/certs/ca.pem". It may
 * be a folder. The store's name is the image's with "!" and path after it.
 */
struct found {
	char *path;
	struct store store;
	struct quirks quirks;
};

/*
 * What was found, in the order of the containers and of the paths in each.
 * lost has no anchors: its rejections say which member, container or block
 * was not read and why, and lost.partial that there may be more stores, or
 * more in a folder, than are here.
 */
struct finds {
	struct found *items;
	size_t n, cap;
	struct store lost;
	bool unsandboxed;	/* as the locator allowed */
	size_t containers;	/* 0: it is no image, but may be a store */
	size_t n_signers;	/* certificates of signatures, passed over */
	uint64_t entries;	/* seen, in all of them */
	uint64_t looked_at;	/* bytes of entries, in all of them */
};

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
void finds_release(struct finds *finds);

/*
 * Moves the only store to out, with all that was lost on the way to it. Fails
 * where there is none, and where there are several, which the message names.
 * path is the one that was asked for.
 */
int finds_settle(struct found *out, struct finds *finds, const char *path,
    struct err *err);
void found_release(struct found *found);

#endif
