#include "image/deflate.h"

#include <libdeflate.h>

#include "base/octets.h"

#define SMALL		((size_t)4 * 1024 * 1024)	/* packed */
#define SMALL_UNPACKED	((size_t)16 * 1024 * 1024)
#define TRAILER		4	/* the size, modulo 2^32 */

struct libdeflate_decompressor *
deflate_open(void)
{
	return libdeflate_alloc_decompressor();
}

void
deflate_close(struct libdeflate_decompressor *unpacker)
{
	libdeflate_free_decompressor(unpacker);
}

bool
deflate_unpack(struct libdeflate_decompressor *unpacker, struct span in,
    uint8_t *out, size_t room, size_t *n)
{
	return libdeflate_zlib_decompress(unpacker, in.p, in.n, out, room,
	    n) == LIBDEFLATE_SUCCESS;
}

/* What the last bytes say that it unpacks to. */
static size_t
size_of(struct span in)
{
	return (size_t)octets_le_at(in.p + in.n - TRAILER, TRAILER);
}

bool
deflate_gzip(struct held *held, struct span in)
{
	struct libdeflate_decompressor *unpacker;
	struct err err = ERR_NONE;
	size_t used = 0, size;
	uint8_t *out;
	bool done;

	if (in.n <= TRAILER || in.n > SMALL || size_of(in) > SMALL_UNPACKED)
		return false;
	size = size_of(in);
	out = held_extend(held, size, &err);
	unpacker = libdeflate_alloc_decompressor();
	/* Without a place for the size that comes out it has to be this. */
	done = out != NULL && unpacker != NULL &&
	    libdeflate_gzip_decompress_ex(unpacker, in.p, in.n, out, size,
	    &used, NULL) == LIBDEFLATE_SUCCESS && used == in.n;
	libdeflate_free_decompressor(unpacker);
	return done;
}
