#ifndef PATCH_ENDING_H
#define PATCH_ENDING_H

#include "verify/windows.h"

/*
 * Is it the server alone that must act, by and by? The served certificates of
 * the path that holds at from_s, or last did after it, which end before
 * horizon_s; they are added to out. The leaf is taken as renewed, and dropped
 * (or NULL) as not served. Nothing is added where an anchor is missing or
 * ends as well: no anchor in the path, one that ends, or a cross-sign of a
 * root among known (or NULL) that the store lacks, since its CA may be gone.
 */
int ending_served(struct chain *out, const struct question *question,
    const struct cert *dropped, const struct chain *known, int64_t from_s,
    int64_t horizon_s, struct err *err);

#endif
