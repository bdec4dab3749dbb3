#include "image/container.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/octets.h"
#include "image/walk.h"

#define SECTOR		512
#define MBR_TABLE	446
#define MBR_ENTRIES	4
#define MBR_ENTRY	16
#define EXTENDED	0x05
#define EXTENDED_LBA	0x0f
#define PROTECTIVE	0xee
#define GPT_ENTRIES	256	/* as many are looked at */
#define GPT_ENTRY	128	/* bytes, and no fewer */
#define MAX_LOGICAL	64

/* Sectors that are a partition or a table: from the first to before end. */
struct used {
	uint64_t first, end;
};

struct disk {
	struct level *level;
	struct span bytes;
	unsigned n;	/* partitions so far */
	struct used *used;
	size_t n_used, used_cap;
	bool is_full;
};

static bool
is_nothing(struct span bytes)
{
	return bytes.n == 0 || (bytes.p[0] == 0 &&
	    memcmp(bytes.p, bytes.p + 1, bytes.n - 1) == 0);
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void
use(struct disk *disk, uint64_t first, uint64_t n)
{
	uint64_t sectors = disk->bytes.n / SECTOR;

	if (first >= sectors || n == 0)
		return;
	disk->used = mem_grow(disk->used, &disk->used_cap, disk->n_used + 1,
	    sizeof(*disk->used));
	disk->used[disk->n_used++] = (struct used){ first,
		n > sectors - first ? sectors : first + n };
}

static int
by_first(const void *a, const void *b)
{
	const struct used *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* A boot loader, or another file system: what is between the partitions. */
static void
take_gaps(struct disk *disk)
{
	uint64_t at = 0;

	use(disk, 0, 1);
	disk->used = mem_grow(disk->used, &disk->used_cap, disk->n_used + 1,
	    sizeof(*disk->used));
	disk->used[disk->n_used++] = (struct used){
		(disk->bytes.n + SECTOR - 1) / SECTOR, 0 };
	qsort(disk->used, disk->n_used, sizeof(*disk->used), by_first);
	for (size_t i = 0; !disk->is_full && i < disk->n_used; i++) {
		const struct used *next = &disk->used[i];
		struct rest gap;

		if (next->first > at) {
			disk->is_full = !level_add_rest(disk->level, &gap,
			    (struct span){ disk->bytes.p,
				(size_t)least(next->first * SECTOR,
				    disk->bytes.n) }, at * SECTOR);
			level_take_rest(disk->level, &gap);
		}
		if (next->end > at)
			at = next->end;
	}
}

/* Sectors; what it holds is looked at, and has to be something known. */
static void
take_partition(struct disk *disk, uint64_t start, uint64_t n)
{
	char *path = mem_printf("partition %u", ++disk->n);
	const struct entry entry = { .path = path, .kind = ENTRY_FILE };
	uint64_t sectors = disk->bytes.n / SECTOR;
	bool is_cut = start >= sectors || n > sectors - start;
	struct span bytes = { 0 };
	size_t id;

	use(disk, start, n);
	disk->is_full = !level_add(disk->level, &id, &entry);
	free(path);
	if (disk->is_full || !level_wants(disk->level, id))
		return;
	if (start < sectors)
		bytes = (struct span){ disk->bytes.p + start * SECTOR,
			(size_t)(is_cut ? sectors - start : n) * SECTOR };
	if (!level_take(disk->level, id, bytes) && !is_nothing(bytes))
		level_lose_entry(disk->level, id, "it holds no file system "
		    "that is known here");
	else if (is_cut)
		level_lose_entry(disk->level, id, "it is cut off");
}

static const uint8_t *
mbr_entry(struct span bytes, uint64_t sector, size_t i)
{
	return bytes.p + sector * SECTOR + MBR_TABLE + i * MBR_ENTRY;
}

static bool
has_table(struct span bytes, uint64_t sector)
{
	const uint8_t *p;

	if (sector >= bytes.n / SECTOR)
		return false;
	p = bytes.p + sector * SECTOR;
	return p[SECTOR - 2] == 0x55 && p[SECTOR - 1] == 0xaa;
}

/*
 * A boot sector without a table has code in its place, so every entry has to
 * be a possible one, and the first to begin in the image.
 */
static bool
is_mbr(struct span bytes)
{
	size_t used = 0;

	if (!has_table(bytes, 0))
		return false;
	for (size_t i = 0; i < MBR_ENTRIES; i++) {
		const uint8_t *p = mbr_entry(bytes, 0, i);
		uint64_t start = octets_le_at(p + 8, 4);
		uint64_t n = octets_le_at(p + 12, 4);

		if (p[0] != 0 && p[0] != 0x80)
			return false;
		if ((p[4] == 0) != (n == 0) || (n > 0 && start == 0))
			return false;
		used += n > 0 && start < bytes.n / SECTOR;
	}
	return used > 0;
}

/* Logical partitions: a chain of tables, each with one and the next table. */
static void
take_extended(struct disk *disk, uint64_t extended)
{
	uint64_t table = extended;

	for (unsigned i = 0; !disk->is_full; i++) {
		const uint8_t *p;

		if (i == MAX_LOGICAL || !has_table(disk->bytes, table)) {
			level_lose(disk->level, "the chain of its extended "
			    "partitions is damaged or cut off");
			return;
		}
		use(disk, table, 1);
		p = mbr_entry(disk->bytes, table, 0);
		if (octets_le_at(p + 12, 4) > 0)
			take_partition(disk, table + octets_le_at(p + 8, 4),
			    octets_le_at(p + 12, 4));
		p = mbr_entry(disk->bytes, table, 1);
		if (octets_le_at(p + 12, 4) == 0)
			return;
		table = extended + octets_le_at(p + 8, 4);
	}
}

static void
take_mbr(struct disk *disk)
{
	for (size_t i = 0; !disk->is_full && i < MBR_ENTRIES; i++) {
		const uint8_t *p = mbr_entry(disk->bytes, 0, i);
		uint64_t start = octets_le_at(p + 8, 4);
		uint64_t n = octets_le_at(p + 12, 4);

		if (p[4] == EXTENDED || p[4] == EXTENDED_LBA)
			take_extended(disk, start);
		else if (n > 0)
			take_partition(disk, start, n);
	}
}

static void
take_gpt(struct disk *disk)
{
	const uint8_t *header = disk->bytes.p + SECTOR;
	uint64_t table = octets_le_at(header + 72, 8);
	uint64_t n = octets_le_at(header + 80, 4);
	uint64_t size = octets_le_at(header + 84, 4);
	uint64_t sectors = disk->bytes.n / SECTOR, table_sectors;

	if (n > GPT_ENTRIES || size < GPT_ENTRY || size > SECTOR * 8 ||
	    table >= sectors || n * size > disk->bytes.n - table * SECTOR) {
		level_lose(disk->level, "its table of partitions is damaged "
		    "or cut off");
		return;
	}
	table_sectors = (n * size + SECTOR - 1) / SECTOR;
	use(disk, 1, 1);
	use(disk, table, table_sectors);
	/* The same again, at the end. */
	use(disk, octets_le_at(header + 32, 8) - table_sectors,
	    table_sectors + 1);
	for (uint64_t i = 0; !disk->is_full && i < n; i++) {
		const uint8_t *p = disk->bytes.p + table * SECTOR + i * size;
		uint64_t first = octets_le_at(p + 32, 8);
		uint64_t last = octets_le_at(p + 40, 8);

		if (!is_nothing((struct span){ p, 16 }))
			take_partition(disk, first, last >= first ?
			    last - first + 1 : 0);
	}
}

enum form_result
container_disk(struct level *level, struct span bytes, struct err *err)
{
	struct disk disk = { .level = level, .bytes = bytes };

	(void)err;
	if (!is_mbr(bytes))
		return FORM_NOT_MINE;
	if (mbr_entry(bytes, 0, 0)[4] == PROTECTIVE && bytes.n > 2 * SECTOR &&
	    memcmp(bytes.p + SECTOR, "EFI PART", 8) == 0)
		take_gpt(&disk);
	else
		take_mbr(&disk);
	take_gaps(&disk);
	free(disk.used);
	return FORM_READ;
}
