#ifndef BUNDLE_LOADER_H
#define BUNDLE_LOADER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/locator.h"
#include "form/quirk.h"
#include "pki/loader.h"
#include "pki/store.h"

/*
 * As bundle_read, with the eyes of one TLS library: an anchor that it would
 * not load is a rejection that says so. What counts is what is loaded when
 * its call returns, whether or not that is an error. The store may come out
 * empty though the file is not. Where a block cannot be read by us, either,
 * a library may load more than is said here, and never less.
 */
int loader_read(struct store *out, enum loader loader, struct certpool *pool,
    const struct locator *locator, struct err *err);

/* The same from bytes in memory; name is for messages and out->name. */
int loader_read_bytes(struct store *out, enum loader loader,
    struct certpool *pool, struct span bytes, const char *name,
    struct err *err);

/* Which libraries lose what by it, a clause each; the caller frees it. */
char *loader_losses(enum quirk_kind kind);

#endif
