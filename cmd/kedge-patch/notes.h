#ifndef KEDGE_PATCH_NOTES_H
#define KEDGE_PATCH_NOTES_H

#include "plan.h"

/*
 * What a person must know or do about a release and no table has room for: a
 * line each, appended to out, safe for a terminal. What holds of several
 * chains of an endpoint is told once.
 */
void notes_of_plan(struct buf *out, const struct plan *plan, int64_t now_s);
/* The checks that fail. */
void notes_of_proof(struct buf *out, const struct plan *plan,
    const struct proof *proof);

#endif
