#ifndef PATCH_RENEWED_H
#define PATCH_RENEWED_H

#include "verify/windows.h"

/*
 * A question about a chain as if its leaf were renewed for ever: a leaf ends
 * soon and is the server's affair, a trust store is to outlive it. A leaf
 * that issued itself is left as it is. The windows borrow from here.
 */
struct renewed {
	struct cert *leaf;		/* the copy with the later end */
	struct chain chain;
	struct windows windows;
};

/* chain without the certificate dropped, which may be NULL. */
int renewed_compute(struct renewed *out, const struct question *question,
    const struct cert *dropped, struct err *err);
void renewed_release(struct renewed *renewed);

bool renewed_accepted(const struct renewed *renewed, int64_t at_s);

/*
 * The first instant from now_s on at which the chain is refused; now_s itself
 * where it is refused already; INSTANT_NEVER where it never is.
 */
int64_t renewed_break(const struct renewed *renewed, int64_t now_s);

#endif
