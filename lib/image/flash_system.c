#include "image/flash_system.h"

#include <libdeflate.h>

#include "base/octets.h"

#define UBI_HEADER	64	/* its last four bytes are the checksum */
#define UBIFS_HEADER	24
#define JFFS2_HEADER	12
#define UBIFS_NODE	((size_t)64 * 1024)	/* at a block: 4 KiB */

/* The CRC-32 that everything uses, but for its first and last inversion. */
static uint32_t
crc32_of(const uint8_t *p, size_t n, uint32_t crc)
{
	return ~libdeflate_crc32(~crc, p, n);
}

static bool
is_ubi(struct span bytes)
{
	return bytes.n >= UBI_HEADER && memcmp(bytes.p, "UBI#", 4) == 0 &&
	    crc32_of(bytes.p, UBI_HEADER - 4, UINT32_MAX) ==
	    octets_be_at(bytes.p + UBI_HEADER - 4, 4);
}

static bool
is_ubifs(struct span bytes)
{
	size_t n;

	if (bytes.n < UBIFS_HEADER ||
	    memcmp(bytes.p, "\x31\x18\x10\x06", 4) != 0)
		return false;
	n = (size_t)octets_le_at(bytes.p + 16, 4);
	return n >= UBIFS_HEADER && n <= bytes.n && n <= UBIFS_NODE &&
	    crc32_of(bytes.p + 8, n - 8, UINT32_MAX) ==
	    octets_le_at(bytes.p + 4, 4);
}

static bool
is_jffs2(struct span bytes)
{
	if (bytes.n < JFFS2_HEADER)
		return false;
	if (memcmp(bytes.p, "\x85\x19", 2) == 0)
		return crc32_of(bytes.p, 8, 0) ==
		    octets_le_at(bytes.p + 8, 4);
	return memcmp(bytes.p, "\x19\x85", 2) == 0 &&
	    crc32_of(bytes.p, 8, 0) == octets_be_at(bytes.p + 8, 4);
}

const char *
flash_system_at(struct span bytes)
{
	if (is_ubi(bytes))
		return "UBI";
	if (is_ubifs(bytes))
		return "UBIFS";
	return is_jffs2(bytes) ? "JFFS2" : NULL;
}
