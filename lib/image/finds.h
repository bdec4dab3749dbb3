#ifndef IMAGE_FINDS_H
#define IMAGE_FINDS_H

#include "base/err.h"
#include "form/quirk.h"
#include "pki/store.h"

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
	size_t n_passed;	/* certificates of signatures, private keys */
	uint64_t entries;	/* seen, in all of them */
	uint64_t looked_at;	/* bytes of entries, in all of them */
};

struct reading;

/* Takes path and what the reading holds, of which it leaves nothing. */
void finds_add(struct finds *finds, char *path, struct reading *reading);
void finds_lose(struct finds *finds, const char *where, const char *reason);
/* Takes back what was added after the first n stores and n_lost losses. */
void finds_cut(struct finds *finds, size_t n, size_t n_lost);
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
