#ifndef BUNDLE_PASSWORD_H
#define BUNDLE_PASSWORD_H

#include "base/err.h"

/*
 * The first line of the file, without its line end, as UTF-8; "-" is
 * standard input. It may be empty. Without a path *out is NULL: no password.
 * ERR_LIMIT past LIMIT_PASSWORD_BYTES.
 */
int password_read(char **out, const char *path, struct err *err);
/* Forgets it, too. */
void password_free(char *password);

#endif
