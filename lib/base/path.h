#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stddef.h>

/*
 * Paths as text, whatever tree they are of: parts between slashes, of which
 * there may be too many, and "." that means nothing.
 */

/* The next part of a path, *n bytes, and *at past it; NULL at the end. */
const char *path_part(const char **at, size_t *n);

/* What is behind the last slash. */
const char *path_name(const char *path);

#endif
