#ifndef BUNDLE_DIRECTORY_H
#define BUNDLE_DIRECTORY_H

#include "form/form.h"
#include "git/revision.h"

/*
 * The store that a folder is, as form_directory reads it: the folder at path
 * on disk, or on a revision. What single files hold that cannot be read is a
 * rejection; fails where the folder cannot be listed.
 */
int directory_read(struct reading *reading, const char *path,
    struct err *err);
int directory_read_git(struct reading *reading,
    const struct revision *revision, const char *path, struct err *err);

#endif
