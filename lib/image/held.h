#ifndef IMAGE_HELD_H
#define IMAGE_HELD_H

#include "base/err.h"
#include "base/span.h"

/*
 * What is left of the limits of one reading, for all that is open in it.
 * unpacked counts every byte that a container gave, held what is in memory.
 */
struct budget {
	uint64_t entries, unpacked, held, names;
};

/* LIMIT_IMAGE_* */
extern const struct budget budget_whole;

/*
 * Bytes that were unpacked, in one piece. Long runs of zeros cost address
 * space and no memory: a file system is mostly empty. Zeroed is empty.
 */
struct held {
	struct budget *budget;	/* borrowed; set before the first append */
	uint8_t *p;
	size_t n;
	size_t room;	/* bytes of address space at p */
	size_t charged;	/* bytes taken from budget->held */
	uint8_t *pieces;	/* the state of each */
	size_t used;	/* pieces that were touched */
};

/* ERR_LIMIT, with n as it was, where the budget does not allow more. */
int held_append(struct held *held, const void *p, size_t n, struct err *err);
int held_append_zeros(struct held *held, uint64_t n, struct err *err);
/* n bytes more, to be written; NULL where the budget does not allow them. */
uint8_t *held_extend(struct held *held, size_t n, struct err *err);
struct span held_span(const struct held *held);
void held_clear(struct held *held);	/* keeps a little of the memory */
void held_release(struct held *held);

#endif
