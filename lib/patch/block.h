#ifndef PATCH_BLOCK_H
#define PATCH_BLOCK_H

#include "base/buf.h"
#include "pki/chain.h"

/* Appends cert as one PEM block, in lines of this width and line end. */
void block_append(struct buf *out, const struct cert *cert, size_t width,
    const char *newline);

/* Appends the chain in its order, PEM_WIDTH wide, with LF. */
void block_append_chain(struct buf *out, const struct chain *chain);

#endif
