#ifndef WATCH_ROOTS_H
#define WATCH_ROOTS_H

#include "pki/chain.h"
#include "pki/store.h"
#include "policy/estate.h"

/*
 * The anchors that the estate approves of, with the file and line of each, in
 * the order of its files; what cannot be read of them is a rejection. Never
 * fails. The caller releases out.
 */
void roots_read(struct store *out, struct certpool *pool,
    const struct estate *estate);

/* Its certificates alone; adds to out. */
void roots_list(struct chain *out, const struct store *roots);

#endif
