#ifndef PATCH_PART_H
#define PATCH_PART_H

#include "base/buf.h"
#include "base/err.h"

/*
 * The file name in folder, appended to out. Only a regular file is read: a
 * folder that somebody else made might hold a pipe that never ends.
 */
int part_read(struct buf *out, const char *folder, const char *name,
    struct err *err);

#endif
