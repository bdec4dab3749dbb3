#ifndef PATCH_FILES_H
#define PATCH_FILES_H

#include "git/revision.h"
#include "patch/manifest.h"

/* What a patch consists of, as bytes; and the bundle that it starts from. */
struct files {
	struct git_file base;
	struct buf bundle, mail, manifest;
};

/*
 * Makes the files from the first part of the manifest, and fills its second
 * part. The same manifest and repository give the same bytes, always. The
 * caller releases out.
 */
int files_make(struct files *out, struct manifest *manifest,
    const char *repository, struct err *err);
void files_release(struct files *files);

#endif
