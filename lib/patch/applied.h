#ifndef PATCH_APPLIED_H
#define PATCH_APPLIED_H

#include <stdbool.h>

#include "git/revision.h"
#include "patch/manifest.h"

/*
 * Has the patch been applied to its branch? True where the tip holds the
 * manifest's new bundle, in its mode, and the base is an ancestor of the tip
 * or its bundle is what the change started from; commit is then the one that
 * brought the new bundle. False wherever that cannot be told: the proof, which
 * then finds the branch moved on, says why. No byte of the patch is judged.
 */
bool applied_find(char commit[GIT_ID_TEXT], const struct manifest *manifest,
    const char *repository);

#endif
