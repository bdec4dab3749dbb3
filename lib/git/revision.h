#ifndef GIT_REVISION_H
#define GIT_REVISION_H

#include <stdbool.h>

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

/*
 * A revision that stays open, for several reads from it. A branch of this
 * name goes before a tag; then any revision that git understands.
 */
struct revision;

int revision_open(struct revision **out, const char *repository,
    const char *revision, struct err *err);
void revision_free(struct revision *revision);

/* As git_file_read. */
int revision_read(struct git_file *out, const struct revision *revision,
    const char *path, struct err *err);

/* 1: path is a folder; 0: it is something else; -1: it is not there. */
int revision_is_folder(const struct revision *revision, const char *path,
    struct err *err);

/*
 * The folder's files and links by name, submodules left out; deep: those in
 * folders of it as well, as "a/b". The caller frees each name and the array.
 * ERR_LIMIT past LIMIT_DIRECTORY_ENTRIES.
 */
int revision_list(char ***out, size_t *n_out, const struct revision *revision,
    const char *path, bool deep, struct err *err);

/*
 * As revision_read for folder/name; there symbolic links are followed, up to
 * LIMIT_IMAGE_LINKS, but for an absolute one and one that leads out of the
 * tree: those fail, since on the device they mean something else. 1: read;
 * 0: it leads to a folder; -1.
 */
int revision_read_in(struct git_file *out, const struct revision *revision,
    const char *folder, const char *name, struct err *err);

#endif
