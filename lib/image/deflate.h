#ifndef IMAGE_DEFLATE_H
#define IMAGE_DEFLATE_H

#include "image/held.h"

/*
 * DEFLATE of which all bytes are there, at a third of zlib's cost: most of
 * the time that an image takes goes there. Not for what comes in pieces.
 */
struct libdeflate_decompressor;

/* One zlib block, out to its n. False where it is damaged or needs more. */
bool deflate_unpack(struct libdeflate_decompressor *unpacker, struct span in,
    uint8_t *out, size_t room, size_t *n);

/*
 * A small gzip file, whole, appended to held. False where it is not small, is
 * of several members or is damaged: held may then have bytes, and it should be
 * read in another way, which tells what is wrong.
 */
bool deflate_gzip(struct held *held, struct span in);

struct libdeflate_decompressor *deflate_open(void);	/* NULL: no memory */
void deflate_close(struct libdeflate_decompressor *unpacker);

#endif
