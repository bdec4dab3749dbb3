#ifndef IMAGE_WORKER_WIRE_H
#define IMAGE_WORKER_WIRE_H

#include <stdio.h>

#include "image/image.h"

/*
 * How finds cross a pipe: frames, each a head of fixed size and up to three
 * texts or runs of bytes. Both ends are the same program, so numbers are as
 * they are in memory; but the writer may have been taken over, so the reader
 * believes nothing.
 */
enum frame_kind {
	FRAME_FAILED = 1, /* why: nothing else follows */
	FRAME_FOUND,	/* path; what follows is of this store */
	FRAME_LOST,	/* what follows is of finds.lost */
	FRAME_ANCHOR,	/* where, DER of a certificate */
	FRAME_BARE,	/* where, DER of a name, of a key */
	FRAME_REJECTION, /* where, reason */
	FRAME_QUIRK,	/* where; number is its kind */
	FRAME_UNTOLD,	/* number of rejections that are only counted */
	FRAME_PARTIAL,
	FRAME_UNREAD,	/* why; number is its code */
	FRAME_END,	/* number is entries */
};

enum { FRAME_PARTS = 3 };

struct frame {
	uint32_t kind;
	uint32_t n[FRAME_PARTS];	/* bytes of each part */
	uint64_t number;
	uint64_t looked_at, containers, n_passed;	/* of FRAME_END alone */
};

/* All of finds, then FRAME_END; flushed. -1 where the pipe is closed. */
int wire_send(FILE *pipe, const struct finds *finds);
int wire_send_failure(FILE *pipe, const char *why);

/*
 * Adds to out what comes up to FRAME_END; name is the image's. ERR_POLICY:
 * FRAME_FAILED came, with its words. Anything else: it did not come to the
 * end or was not to be believed, and out has what came before.
 */
int wire_receive(struct finds *out, struct certpool *pool, FILE *pipe,
    const char *name, struct err *err);

#endif
