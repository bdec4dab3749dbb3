#ifndef GIT_REPOSITORY_H
#define GIT_REPOSITORY_H

#include <stdbool.h>

#include "base/err.h"

struct git_repository;

/*
 * Opens the repository at path itself, bare or not, or with a work tree of
 * it there. Fails, saying what to do, where it is another user's, or written
 * in a way that libgit2 cannot read, as with SHA-256. ERR_NOT_FOUND where
 * there is none. libgit2 is initialised until repository_close.
 */
int repository_open(struct git_repository **out, const char *path,
    struct err *err);
/* Takes NULL from a failed repository_open, of which nothing is left. */
void repository_close(struct git_repository *repo);

/* Was it cloned with a filter, so that objects are left with its remote? */
bool repository_is_partial(struct git_repository *repo);

/* "what name: why", where why is libgit2's own reason. */
int err_from_git(struct err *err, const char *what, const char *name);

#endif
