#ifndef PATCH_EDIT_H
#define PATCH_EDIT_H

#include "base/buf.h"
#include "base/limits.h"
#include "pki/chain.h"

/* Bytes that an edit put in, as offsets into the new bytes. */
struct edit_range {
	size_t offset, size;
};

/*
 * A PEM bundle with whole blocks inserted, every byte that it had before
 * kept. Deleting the ranges (ascending, apart) gives the base again.
 */
struct edit {
	struct buf bytes;
	struct edit_range *ranges;	/* one for each certificate */
	size_t n, cap;
};

#define EDIT_EMPTY ((struct edit){ .bytes = BUF_INIT(LIMIT_BUNDLE_BYTES) })

/*
 * Adds the certificates at the end of base, in the line ending, line width,
 * spacing and comment style of its last block; a final newline that is
 * missing is put in first. Fails for a base without a whole PEM block, or
 * with line ends of CR alone, which few libraries read. name is for
 * messages. The caller releases out.
 */
int edit_append(struct edit *out, struct span base, const char *name,
    const struct chain *added, struct err *err);
void edit_release(struct edit *edit);

/* What is left of bytes without the ranges. False where they do not fit. */
bool edit_undo(struct buf *out, struct span bytes,
    const struct edit_range *ranges, size_t n);

#endif
