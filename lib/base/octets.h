#ifndef BASE_OCTETS_H
#define BASE_OCTETS_H

#include "base/buf.h"

/*
 * Reads numbers and runs of bytes from the front of a span. Once something
 * is asked for that is not there, is_short stays true and every further
 * answer is 0 or empty: a reader asks it once after a group of fields. What
 * is handed out is borrowed from the span. be is most significant first.
 */
struct octets {
	struct span rest;
	size_t at;	/* bytes read so far */
	bool is_short;
};

static inline struct octets
octets_of(struct span bytes)
{
	return (struct octets){ .rest = bytes };
}

struct span octets_take(struct octets *octets, size_t n);
uint64_t octets_be(struct octets *octets, size_t n);	/* n up to 8 bytes */
uint32_t octets_le(struct octets *octets, size_t n);	/* n up to 4 bytes */

/* The number that n bytes at p are, n up to 8. */
uint64_t octets_be_at(const uint8_t *p, size_t n);
uint64_t octets_le_at(const uint8_t *p, size_t n);

/* Append the low n bytes of the number, n up to its size. */
void octets_put_be(struct buf *out, uint64_t number, size_t n);
void octets_put_le(struct buf *out, uint32_t number, size_t n);

#endif
