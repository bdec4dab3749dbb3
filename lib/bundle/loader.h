#ifndef BUNDLE_LOADER_H
#define BUNDLE_LOADER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/locator.h"
#include "pki/loader.h"
#include "pki/store.h"

/*
 * As bundle_read, with the eyes of one TLS library: an anchor that it would
 * not load is a rejection that says so. Measured with OpenSSL 3.0, mbedTLS
 * 2.28 and GnuTLS 3.7. The store may come out empty though the file is not.
 */
int loader_read(struct store *out, enum loader loader, struct certpool *pool,
    const struct locator *locator, struct err *err);

/* The same from bytes in memory; name is for messages and out->name. */
int loader_read_bytes(struct store *out, enum loader loader,
    struct certpool *pool, struct span bytes, const char *name,
    struct err *err);

#endif
