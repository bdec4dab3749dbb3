#ifndef BUNDLE_DIRECTORY_H
#define BUNDLE_DIRECTORY_H

#include "form/form.h"
#include "git/revision.h"

/* Where folders are, which form_directory reads. */
int directory_read(struct reading *reading, const char *path,
    struct err *err);
int directory_read_git(struct reading *reading,
    const struct revision *revision, const char *path, struct err *err);

#endif
