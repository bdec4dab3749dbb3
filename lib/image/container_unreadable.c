#include "image/container.h"

#include <libdeflate.h>

#include "base/octets.h"
#include "image/encrypted.h"

#define UBI_HEADER	64	/* its last four bytes are the checksum */
#define UBIFS_HEADER	24
#define JFFS2_HEADER	12
#define UBIFS_NODE	((size_t)64 * 1024)	/* at a block: 4 KiB */
#define FDT_HEADER	40

/*
 * What is known by its beginning and not read: it may hold trust stores, so
 * it is never passed over. Two of a kind differ in their byte order.
 */
static const struct unreadable {
	const char *name;
	size_t at;
	const char *magic;
	size_t n;
	bool is_secret;
} table[] = {
	{ "LUKS", 0, "LUKS\xba\xbe", 6, true },
	{ "OpenSSL enc", 0, "Salted__", 8, true },
	{ "age", 0, "age-encryption.org/v1", 21, true },
	{ "PGP", 0, "-----BEGIN PGP MESSAGE-----", 27, true },
	{ "cramfs", 0, "\x45\x3d\xcd\x28", 4, false },
	{ "cramfs", 0, "\x28\xcd\x3d\x45", 4, false },
	{ "romfs", 0, "-rom1fs-", 8, false },
	{ "EROFS", 1024, "\xe2\xe1\xf5\xe0", 4, false },
	{ "F2FS", 1024, "\x10\x20\xf5\xf2", 4, false },
	{ "Btrfs", 65600, "_BHRfS_M", 8, false },
	{ "XFS", 0, "XFSB", 4, false },
	{ "FAT", 54, "FAT12   ", 8, false },
	{ "FAT", 54, "FAT16   ", 8, false },
	{ "FAT", 82, "FAT32   ", 8, false },
	{ "exFAT", 3, "EXFAT   ", 8, false },
	{ "BitLocker", 3, "-FVE-FS-", 8, true },
	{ "NTFS", 3, "NTFS    ", 8, false },
	{ "an Android sparse image", 0, "\x3a\xff\x26\xed", 4, false },
	{ "an Android boot image", 0, "ANDROID!", 8, false },
	{ "an Android update", 0, "CrAU", 4, false },
	{ "RAR", 0, "Rar!\x1a\x07", 6, false },
	{ "a cabinet", 0, "MSCF\0\0\0\0", 8, false },
	{ "compress", 0, "\x1f\x9d\x90", 3, false },
	{ "RPM", 0, "\xed\xab\xee\xdb", 4, false },
	{ "lzop", 0, "\x89LZO\0\r\n\x1a\n", 9, false },
	{ "qcow2", 0, "QFI\xfb", 4, false },
	{ "VMDK", 0, "KDMV", 4, false },
};

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

/* A device tree with a node of images, as U-Boot starts; others have none. */
static bool
is_fit(struct span bytes)
{
	size_t n;

	if (bytes.n < FDT_HEADER ||
	    memcmp(bytes.p, "\xd0\x0d\xfe\xed", 4) != 0)
		return false;
	n = (size_t)octets_be_at(bytes.p + 4, 4);
	return memmem(bytes.p, n < bytes.n ? n : bytes.n,
	    "\0\0\0\1images\0\0", 12) != NULL;
}

static const struct unreadable *
find(struct span bytes)
{
	static const struct unreadable fit = { .name = "a FIT of U-Boot" };

	if (is_fit(bytes))
		return &fit;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct unreadable *row = &table[i];

		if (bytes.n >= row->at + row->n && memcmp(bytes.p + row->at,
			row->magic, row->n) == 0)
			return row;
	}
	return NULL;
}

enum form_result
container_unreadable(struct level *level, struct span bytes, struct err *err)
{
	const char *flash = flash_system_at(bytes);
	const struct unreadable *row = flash ? NULL : find(bytes);
	const char *secret = row == NULL ? encrypted_kind(bytes) :
	    row->is_secret ? row->name : NULL;

	(void)level;	/* nothing of it can be handed over */
	if (flash == NULL && row == NULL && secret == NULL)
		return FORM_NOT_MINE;
	if (flash == NULL && secret != NULL)
		err_set(err, ERR_FAILED, "it is encrypted (%s); decrypt it "
		    "and name what is inside", secret);
	else
		err_set(err, ERR_FAILED, "it is unreadable here (%s); unpack "
		    "it and name what is inside", flash ? flash : row->name);
	return FORM_BAD;
}
