#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * The whole file, up to out->max bytes, appended to out; "-" is standard
 * input. A longer file is ERR_LIMIT, a missing one ERR_NOT_FOUND.
 */
int file_read(struct buf *out, const char *path, struct err *err);

/*
 * Replaces path by these bytes or leaves it as it was: a temporary file in
 * the same directory, fsync, rename, fsync of the directory.
 */
int file_write(const char *path, struct span bytes, mode_t mode,
    struct err *err);

/* A name that was given or taken away in the directory of path stays so. */
int file_sync_directory_of(const char *path, struct err *err);

/* mkdir -p; an existing directory is fine. */
int file_make_directories(const char *path, struct err *err);

/*
 * Data on its way to path, or to standard output where path is NULL. Nothing
 * appears at path before output_commit, which flushes and says what failed;
 * output_release without it leaves no trace. A device or a pipe at path is
 * written to as it is; a symbolic link is followed, and the mode of the file
 * that is replaced is kept.
 */
struct output {
	FILE *stream;
	char *path;
	char *temporary;
};

int output_open(struct output *out, const char *path, struct err *err);
int output_commit(struct output *out, struct err *err);
void output_release(struct output *out);

#endif
