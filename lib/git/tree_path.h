#ifndef GIT_TREE_PATH_H
#define GIT_TREE_PATH_H

#include <stddef.h>

/*
 * Paths in the tree of a revision, which is a root of its own: parts between
 * slashes, of which there may be too many, and "." that means nothing.
 */

/* The next part of a path, *n bytes, and *at past it; NULL at the end. */
const char *tree_path_part(const char **at, size_t *n);

/*
 * Where a symbolic link at path leads that says target; the caller frees it.
 * "" is the root. NULL: out of the tree, as with an absolute target.
 */
char *tree_path_follow(const char *path, const char *target);

#endif
