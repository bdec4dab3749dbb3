#ifndef PATCH_FOLDER_H
#define PATCH_FOLDER_H

#include "patch/files.h"
#include "patch/prove.h"

/*
 * A set of patches on its way to a folder, a sub-folder for each release. It
 * appears at once and whole, by a rename, or not at all.
 */
struct folder {
	char *path;
	char *staging;		/* beside path until it is published */
};

int folder_stage(struct folder *out, const char *path, struct err *err);
/* Writes one release's patch; its name must do as that of a folder. */
int folder_add(const struct folder *folder, const struct manifest *manifest,
    const struct files *files, const struct proof *proof, struct err *err);
/*
 * Fails where something else than an equal or an empty folder is at path;
 * what is there stays as it is.
 */
int folder_publish(struct folder *folder, struct err *err);
/* Leaves no trace of what was not published. */
void folder_release(struct folder *folder);

/* One release's patch, as it is found in a folder. */
struct patch {
	struct manifest manifest;
	struct buf bundle, mail, text, proof;	/* text: the manifest's */
};

/*
 * The first thing in the patch's folder that is no part of it, "chains/x";
 * NULL: there is none. The caller frees it. A folder that cannot be listed is
 * an error.
 */
int patch_stray(char **out, const struct manifest *manifest,
    const char *folder, struct err *err);

int patch_read(struct patch *out, const char *path, struct certpool *pool,
    struct err *err);
void patch_release(struct patch *patch);

#endif
