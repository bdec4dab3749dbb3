#ifndef BUNDLE_READER_H
#define BUNDLE_READER_H

#include "base/buf.h"
#include "base/locator.h"
#include "form/quirk.h"
#include "image/image.h"
#include "pki/store.h"

/*
 * Reads the trust store that locator names, in whatever form it has: a PEM
 * file, a directory (plain or hashed), either of them on a git branch, or in
 * an image; an image itself where it holds no more than one.
 * What cannot be read of it is a rejection in out, never silently lost.
 * Fails where nothing can be read at all, or nothing there is a certificate
 * (an empty store is not an answer). The caller releases out.
 */
int bundle_read(struct store *out, struct certpool *pool,
    const struct locator *locator, struct err *err);

/*
 * All that locator names: the stores of an image, or of the path in it; else
 * the one that the file or directory is, with an empty path. Fails where
 * nothing can be read. The caller releases out.
 */
int bundle_find(struct finds *out, struct certpool *pool,
    const struct locator *locator, struct err *err);

/*
 * As bundle_read, from bytes in memory that are no image; name is for messages
 * and out->name.
 */
int bundle_read_bytes(struct store *out, struct certpool *pool,
    struct span bytes, const char *name, struct err *err);

/* As bundle_read, with what is odd about the writing; released apart. */
int bundle_read_quirks(struct store *out, struct quirks *quirks,
    struct certpool *pool, const struct locator *locator, struct err *err);
int bundle_read_bytes_quirks(struct store *out, struct quirks *quirks,
    struct certpool *pool, struct span bytes, const char *name,
    struct err *err);

#endif
