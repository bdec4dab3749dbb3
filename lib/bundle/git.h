#ifndef BUNDLE_GIT_H
#define BUNDLE_GIT_H

#include "base/buf.h"
#include "base/err.h"

#define GIT_ID_TEXT 65	/* hexadecimal, with its NUL */

/*
 * A file as it stands on a revision of a repository, read from the object
 * database: no work tree is looked at or touched, and a bare one serves.
 */
struct git_file {
	struct buf bytes;
	uint32_t mode;			/* 0100644, 0100755 */
	char commit[GIT_ID_TEXT];
	char blob[GIT_ID_TEXT];
};

/*
 * Fails, saying which of them is not there, for a missing repository,
 * revision or path, and for a symbolic link, a submodule or an LFS pointer:
 * those hold no bundle. ERR_LIMIT past LIMIT_BUNDLE_BYTES.
 */
int git_file_read(struct git_file *out, const char *repository,
    const char *revision, const char *path, struct err *err);
void git_file_release(struct git_file *file);

#endif
