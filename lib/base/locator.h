#ifndef BASE_LOCATOR_H
#define BASE_LOCATOR_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Where a trust store is: a file ("-" is standard input), a directory, or a
 * path on a branch (or any revision) of a git repository; or in an image that
 * any of these files is. Written as FILE, DIRECTORY,
 * git:REPOSITORY@REVISION:PATH, and each FILE!INSIDE.
 */
enum locator_kind {
	LOCATOR_PATH,	/* a file or a directory: the disk decides */
	LOCATOR_GIT,
};

struct locator {
	enum locator_kind kind;
	char *path;		/* in the repository for LOCATOR_GIT */
	char *repository;	/* LOCATOR_GIT only, as is revision */
	char *revision;
	char *inside;	/* the path in the image, or NULL; may have "!" */
	/* What opens a keystore stands in the first line of this file. */
	char *password_file;	/* or NULL; not part of the text */
	bool allow_unsandboxed;	/* likewise */
};

#define LOCATOR_NONE ((struct locator){ 0 })

int locator_parse(struct locator *out, const char *text, struct err *err);
/* As written above; the caller frees it. */
char *locator_text(const struct locator *locator);
void locator_release(struct locator *locator);

#endif
