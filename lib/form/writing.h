#ifndef FORM_WRITING_H
#define FORM_WRITING_H

#include "base/span.h"
#include "form/quirk.h"
#include "pki/pem.h"

/*
 * Looks at how the PEM blocks of one file are written, one after the other,
 * and notes what is odd. It judges the text alone: what a block comes to is
 * the caller's to say.
 */
struct writing {
	struct quirks *quirks;	/* borrowed; noted there */
	struct span bytes;	/* the whole file */
	const char *name;	/* of the file */
	size_t begin, end, line;	/* of the last block */
	size_t n_settled;	/* quirks that no later block alters */
	bool ends_in_cr;	/* the last block's lines do, without LF */
	bool told[QUIRK_COUNT];	/* of those of which one is enough */
};

void writing_init(struct writing *writing, struct quirks *quirks,
    struct span bytes, const char *name);

/*
 * The next block: what is odd between it and the one before, and about its
 * own text. where is its place; flaw, what is wrong with all that it holds.
 */
void writing_note(struct writing *writing, const struct pem_block *block,
    enum pem_flaw flaw, const char *where);

/* Instead of it, where a block is not judged. */
void writing_skip(struct writing *writing, const struct pem_block *block);

/* After the last block. */
void writing_end(struct writing *writing);

#endif
