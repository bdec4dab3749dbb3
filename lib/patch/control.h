#ifndef PATCH_CONTROL_H
#define PATCH_CONTROL_H

#include "patch/manifest.h"
#include "pki/store.h"

/*
 * Stores with which a proof must fail. The
 * caller releases out.
 */

/* store, in its order, without this certificate. */
void control_without(struct store *out, const struct store *store,
    const struct cert *without);

/*
 * store with, for each anchor of the manifest, a CA certificate of the same
 * subject and a key that is made here and forgotten.
 */
int control_made_up(struct store *out, const struct store *store,
    const struct manifest *manifest, struct certpool *pool, struct err *err);

#endif
