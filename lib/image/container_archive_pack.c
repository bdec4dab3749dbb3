#include "image/container_archive.h"

#include "base/limits.h"

#define TAR_BLOCK	512
#define ISO_MAGIC	32769

static bool
begins(struct span bytes, const char *magic, size_t n)
{
	return bytes.n >= n && memcmp(bytes.p, magic, n) == 0;
}

/* The octal number at p; UINT64_MAX where it is none. */
static uint64_t
octal(const uint8_t *p, size_t n)
{
	uint64_t value = 0;
	size_t i = 0;

	while (i < n && p[i] == ' ')
		i++;
	if (i == n || p[i] < '0' || p[i] > '7')
		return UINT64_MAX;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		value = value << 3 | (uint64_t)(p[i] - '0');
	return value;
}

/* By its checksum, which every kind of tar has. */
static bool
is_tar(struct span bytes)
{
	uint64_t sum = 0, wanted;

	if (bytes.n < TAR_BLOCK || bytes.p[0] == '\0')
		return false;
	wanted = octal(bytes.p + 148, 8);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : bytes.p[i];
	return sum == wanted;
}

/* Of the two bytes of a binary cpio, and the end of its first name. */
static bool
is_old_cpio(struct span bytes)
{
	size_t n;

	if (bytes.n < 26)
		return false;
	if (begins(bytes, "\xc7\x71", 2))
		n = bytes.p[20] | (size_t)bytes.p[21] << 8;
	else if (begins(bytes, "\x71\xc7", 2))
		n = bytes.p[21] | (size_t)bytes.p[20] << 8;
	else
		return false;
	return n > 1 && n <= LIMIT_IMAGE_PATH_BYTES && bytes.n >= 26 + n &&
	    memchr(bytes.p + 26, '\0', n) == bytes.p + 26 + n - 1;
}

enum pack
pack_of(struct span bytes)
{
	static const struct {
		const char *magic;
		size_t n;
		enum pack kind;
	} kinds[] = {
		{ "070701", 6, PACK_CPIO },
		{ "070702", 6, PACK_CPIO },
		{ "070707", 6, PACK_CPIO },
		{ "!<arch>\n", 8, PACK_AR },
		{ "PK\3\4", 4, PACK_ZIP },
		{ "PK\5\6", 4, PACK_ZIP },
		{ "PK\7\10PK", 6, PACK_ZIP },
		{ "7z\xbc\xaf\x27\x1c", 6, PACK_7Z },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (begins(bytes, kinds[i].magic, kinds[i].n))
			return kinds[i].kind;
	}
	if (bytes.n > ISO_MAGIC + 5 &&
	    memcmp(bytes.p + ISO_MAGIC, "CD001", 5) == 0)
		return PACK_ISO;
	if (is_tar(bytes))
		return PACK_TAR;
	return is_old_cpio(bytes) ? PACK_CPIO : PACK_NONE;
}

bool
pack_is_streamed(struct span head)
{
	switch (pack_of(head)) {
	case PACK_TAR:
	case PACK_CPIO:
	case PACK_AR:
		return true;
	case PACK_ZIP:
	case PACK_7Z:
	case PACK_ISO:
	case PACK_NONE:
		break;
	}
	return false;
}
