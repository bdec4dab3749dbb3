#ifndef PATCH_RENEWED_H
#define PATCH_RENEWED_H

#include "verify/windows.h"

/*
 * The windows of a question as if the leaf were renewed for ever: a leaf ends
 * soon and is the server's affair, a trust store is to outlive it. A leaf
 * that issued itself is left as it is. The chain is taken without the
 * certificate dropped, which may be NULL.
 */
int renewed_windows(struct windows *out, const struct question *question,
    const struct cert *dropped, struct err *err);

/*
 * The first instant from from_s on at which a chain is refused; from_s itself
 * where it is refused already; INSTANT_NEVER where it never is.
 */
int64_t renewed_break(const struct windows *windows, int64_t from_s);

#endif
