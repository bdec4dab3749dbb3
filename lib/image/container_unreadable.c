#include "image/container.h"

#include "base/octets.h"
#include "image/encrypted.h"
#include "image/flash_system.h"

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
