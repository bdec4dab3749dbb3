#include "image/container.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/octets.h"
#include "image/walk.h"

#define SUPERBLOCK	1024	/* offset and size */
#define CHUNK		((size_t)1 << 20)
#define MAX_LOG_BLOCK	6	/* 64 KiB */

/* A folder or a file, by its inode. */
struct item {
	uint32_t inode, id, depth;
};

struct items {
	struct item *items;
	size_t n, cap;
};

struct ext4 {
	struct level *level;
	ext2_filsys fs;
	struct items waiting, files;
	/* Of the folder that is being listed */
	char *path;
	uint32_t depth;
	bool is_full;
	uint8_t *chunk;
};

static struct struct_io_manager span_manager;

/* libext2fs hands over a name and no more: that of the span is its address. */
static errcode_t
open_span(const char *name, int flags, io_channel *out)
{
	struct struct_io_channel *channel;
	void *bytes;

	(void)flags;
	if (sscanf(name, "%p", &bytes) != 1)
		return EXT2_ET_BAD_DEVICE_NAME;
	channel = mem_zalloc(sizeof(*channel));
	channel->magic = EXT2_ET_MAGIC_IO_CHANNEL;
	channel->manager = &span_manager;
	channel->block_size = SUPERBLOCK;
	channel->refcount = 1;
	channel->name = mem_strdup(name);
	channel->private_data = bytes;
	*out = channel;
	return 0;
}

static errcode_t
close_span(io_channel channel)
{
	if (--channel->refcount > 0)
		return 0;
	free(channel->name);
	free(channel);
	return 0;
}

static errcode_t
set_block_size(io_channel channel, int size)
{
	channel->block_size = size;
	return 0;
}

/* count is of blocks, or where it is negative of bytes. */
static errcode_t
read_blocks(io_channel channel, unsigned long long block, int count,
    void *out)
{
	const struct span *bytes = channel->private_data;
	uint64_t size = (uint64_t)channel->block_size;
	uint64_t n = count < 0 ? (uint64_t)-(int64_t)count :
	    (uint64_t)count * size;

	if (block > bytes->n / size || n > bytes->n - block * size)
		return EXT2_ET_SHORT_READ;
	memcpy(out, bytes->p + block * size, n);
	return 0;
}

static errcode_t
read_blocks_32(io_channel channel, unsigned long block, int count, void *out)
{
	return read_blocks(channel, block, count, out);
}

static errcode_t
refuse_write(io_channel channel, unsigned long block, int count,
    const void *p)
{
	(void)channel;
	(void)block;
	(void)count;
	(void)p;
	return EXT2_ET_RO_FILSYS;
}

static errcode_t
flush_nothing(io_channel channel)
{
	(void)channel;
	return 0;
}

static struct struct_io_manager span_manager = {
	.magic = EXT2_ET_MAGIC_IO_MANAGER,
	.name = "bytes in memory",
	.open = open_span,
	.close = close_span,
	.set_blksize = set_block_size,
	.read_blk = read_blocks_32,
	.read_blk64 = read_blocks,
	.write_blk = refuse_write,
	.flush = flush_nothing,
};

static const char *
words(errcode_t code)
{
	switch (code) {
	case EXT2_ET_SHORT_READ:
		return "it lies past the end of the image";
	case EXT2_ET_NO_MEMORY:
		return "there is not enough memory";
	case EXT2_ET_UNSUPP_FEATURE:
	case EXT2_ET_RO_UNSUPP_FEATURE:
		return "it has a feature that cannot be read here";
	case EXT2_ET_SB_CSUM_INVALID:
	case EXT2_ET_INODE_CSUM_INVALID:
	case EXT2_ET_EXTENT_CSUM_INVALID:
	case EXT2_ET_DIR_CSUM_INVALID:
		return "a checksum is wrong";
	}
	return "it is damaged";
}

/* A number of the superblock by its name in ext2_fs.h. */
#define FIELD(bytes, name) octets_le_at((bytes).p + SUPERBLOCK +	\
	    offsetof(struct ext2_super_block, name),			\
	    sizeof(((struct ext2_super_block *)0)->name))

/* The magic is two bytes: the sizes have to be possible, too. */
static bool
is_ext4(struct span bytes)
{
	uint64_t block, per_group, inodes;

	if (bytes.n < 2 * SUPERBLOCK ||
	    FIELD(bytes, s_magic) != EXT2_SUPER_MAGIC ||
	    FIELD(bytes, s_log_block_size) > MAX_LOG_BLOCK ||
	    FIELD(bytes, s_rev_level) > EXT2_DYNAMIC_REV)
		return false;
	block = (uint64_t)SUPERBLOCK << FIELD(bytes, s_log_block_size);
	per_group = FIELD(bytes, s_blocks_per_group);
	inodes = FIELD(bytes, s_inodes_per_group);
	return per_group > 0 && inodes > 0 && inodes <= 8 * block &&
	    FIELD(bytes, s_inodes_count) % inodes == 0 &&
	    FIELD(bytes, s_first_data_block) <= 1;
}

/* Bytes; what is cut off of them is told. */
static uint64_t
whole_size(struct span bytes)
{
	uint64_t blocks = FIELD(bytes, s_blocks_count);

	if (FIELD(bytes, s_feature_incompat) & EXT4_FEATURE_INCOMPAT_64BIT)
		blocks |= FIELD(bytes, s_blocks_count_hi) << 32;
	if (blocks > UINT64_MAX >> (10 + MAX_LOG_BLOCK))
		return UINT64_MAX;
	return blocks * SUPERBLOCK << FIELD(bytes, s_log_block_size);
}

/* The table of the groups, which libext2fs reads at once, fits in the bytes. */
static bool
has_groups(struct span bytes)
{
	uint64_t size = whole_size(bytes);
	uint64_t per_group = FIELD(bytes, s_blocks_per_group) *
	    SUPERBLOCK << FIELD(bytes, s_log_block_size);

	return size / per_group <= bytes.n / EXT2_MIN_DESC_SIZE;
}

static int
open_ext4(struct ext4 *ext4, struct span *bytes, struct err *err)
{
	char name[32];
	errcode_t code;

	if (!has_groups(*bytes))
		return err_set(err, ERR_FAILED, "ext4: it is cut off, with "
		    "%zu of its %" PRIu64 " bytes", bytes->n,
		    whole_size(*bytes));
	snprintf(name, sizeof(name), "%p", (void *)bytes);
	code = ext2fs_open2(name, NULL, EXT2_FLAG_64BITS |
	    EXT2_FLAG_SKIP_MMP, 0, 0, &span_manager, &ext4->fs);
	if (code != 0)
		return err_set(err, ERR_FAILED, "ext4: %s", words(code));
	return 0;
}

/* What makes everything in it uncertain. */
static void
lose_certainty(struct ext4 *ext4, struct span bytes)
{
	const struct ext2_super_block *super = ext4->fs->super;
	uint64_t size = whole_size(bytes);

	if (ext2fs_has_feature_journal_needs_recovery(ext4->fs->super))
		level_lose(ext4->level, "ext4: its journal was not replayed, "
		    "so what was read may be old; replay it with e2fsck");
	else if ((super->s_state & EXT2_ERROR_FS) ||
	    !(super->s_state & EXT2_VALID_FS))
		level_lose(ext4->level, "ext4: it is marked as not clean, so "
		    "what was read may be wrong; repair it with e2fsck");
	if (size > bytes.n) {
		char *reason = mem_printf("ext4: it is cut off, with %zu of "
		    "its %" PRIu64 " bytes", bytes.n, size);

		level_lose(ext4->level, reason);
		free(reason);
	}
}

static struct item *
items_add(struct items *items, uint32_t inode, size_t id)
{
	items->items = mem_grow(items->items, &items->cap, items->n + 1,
	    sizeof(*items->items));
	items->items[items->n] = (struct item){ .inode = inode,
		.id = (uint32_t)id };
	return &items->items[items->n++];
}

/* Appends what the inode, of a file or a link, holds. */
static int
unpack(struct held *held, struct ext4 *ext4, uint32_t inode, struct err *err)
{
	ext2_file_t file;
	unsigned n = 1;
	errcode_t code = ext2fs_file_open(ext4->fs, inode, 0, &file);
	int result = 0;

	if (code != 0)
		return err_set(err, ERR_FAILED, "%s", words(code));
	while (code == 0 && n > 0 && result == 0) {
		code = ext2fs_file_read(file, ext4->chunk, CHUNK, &n);
		if (code == 0)
			result = held_append(held, ext4->chunk, n, err);
	}
	ext2fs_file_close(file);
	if (code != 0)
		return err_set(err, ERR_FAILED, "%s, at byte %zu of it",
		    words(code), held->n);
	return result;
}

/* Where a link leads; the caller frees it. */
static char *
target_of(struct ext4 *ext4, uint32_t number, struct ext2_inode *inode)
{
	struct held *held = level_hold(ext4->level);
	struct err err = ERR_NONE;
	const char *text = (const char *)inode->i_block;

	if (ext2fs_is_fast_symlink(inode))
		return mem_printf("%.*s", (int)sizeof(inode->i_block), text);
	if (EXT2_I_SIZE(inode) > LIMIT_IMAGE_PATH_BYTES ||
	    unpack(held, ext4, number, &err) == -1 || held->n == 0)
		return mem_strdup("");
	return mem_printf("%.*s", (int)held->n, (const char *)held->p);
}

static enum entry_kind
kind_of(const struct ext2_inode *inode)
{
	switch (inode->i_mode & S_IFMT) {
	case S_IFREG:
		return ENTRY_FILE;
	case S_IFDIR:
		return ENTRY_FOLDER;
	case S_IFLNK:
		return ENTRY_LINK;
	}
	return ENTRY_OTHER;
}

/* Adds an entry of the folder that is being listed. */
static void
add_entry(struct ext4 *ext4, const char *path, uint32_t number)
{
	struct ext2_inode inode;
	errcode_t code = ext2fs_read_inode(ext4->fs, number, &inode);
	struct entry entry = { .path = path, .kind = ENTRY_OTHER };
	bool is_secret = code == 0 && inode.i_flags & EXT4_ENCRYPT_FL;
	char *target = NULL;
	size_t id;

	if (code == 0)
		entry.kind = kind_of(&inode);
	if (code == 0 && entry.kind == ENTRY_LINK && !is_secret)
		entry.target = target = target_of(ext4, number, &inode);
	ext4->is_full = !level_add(ext4->level, &id, &entry);
	free(target);
	if (ext4->is_full)
		return;
	if (code != 0)
		level_lose_entry(ext4->level, id, words(code));
	else if (is_secret)
		level_lose_entry(ext4->level, id, "it is encrypted");
	else if (entry.kind == ENTRY_FOLDER)
		items_add(&ext4->waiting, number, id)->depth = ext4->depth + 1;
	else if (entry.kind == ENTRY_FILE)
		items_add(&ext4->files, number, id);
}

static int
take_dirent(ext2_ino_t folder, int kind, struct ext2_dir_entry *dirent,
    int offset, int size, char *block, void *data)
{
	struct ext4 *ext4 = data;
	int n = ext2fs_dirent_name_len(dirent);
	char *path;

	(void)folder;
	(void)kind;
	(void)offset;
	(void)size;
	(void)block;
	if ((n == 1 && dirent->name[0] == '.') ||
	    (n == 2 && memcmp(dirent->name, "..", 2) == 0))
		return 0;
	path = mem_printf("%s/%.*s", ext4->path, n, dirent->name);
	add_entry(ext4, path, dirent->inode);
	free(path);
	return ext4->is_full ? DIRENT_ABORT : 0;
}

/* Folders as they come, so that a loop of them hides none of the others. */
static void
list_all(struct ext4 *ext4)
{
	items_add(&ext4->waiting, EXT2_ROOT_INO, 0);
	for (size_t i = 0; !ext4->is_full && i < ext4->waiting.n; i++) {
		struct item folder = ext4->waiting.items[i];
		errcode_t code = 0;

		ext4->depth = folder.depth;
		ext4->path = mem_strdup(folder.depth == 0 ? "" :
		    level_path(ext4->level, folder.id));
		if (folder.depth <= LIMIT_IMAGE_FOLDERS)
			code = ext2fs_dir_iterate2(ext4->fs, folder.inode, 0,
			    NULL, take_dirent, ext4);
		else
			level_lose_entry(ext4->level, folder.id, "it is in "
			    "too many folders");
		if (code != 0 && folder.depth == 0)
			level_lose(ext4->level, words(code));
		else if (code != 0)
			level_lose_entry(ext4->level, folder.id, words(code));
		free(ext4->path);
	}
}

static void
read_files(struct ext4 *ext4)
{
	for (size_t i = 0; i < ext4->files.n; i++) {
		const struct item *item = &ext4->files.items[i];
		struct held *held;
		struct err err = ERR_NONE;

		if (!level_wants(ext4->level, item->id))
			continue;
		held = level_hold(ext4->level);
		if (unpack(held, ext4, item->inode, &err) == 0)
			level_take_held(ext4->level, item->id);
		else
			level_lose_entry(ext4->level, item->id, err.msg);
	}
}

enum form_result
container_ext4(struct level *level, struct span bytes, struct err *err)
{
	struct ext4 ext4 = { .level = level };
	struct rest rest;

	if (!is_ext4(bytes))
		return FORM_NOT_MINE;
	if (open_ext4(&ext4, &bytes, err) == -1)
		return FORM_BAD;
	ext4.chunk = mem_zalloc(CHUNK);
	level_mark_file_system(level);
	lose_certainty(&ext4, bytes);
	list_all(&ext4);
	level_add_rest(level, &rest, bytes, whole_size(bytes));
	level_listed(level);
	read_files(&ext4);
	level_take_rest(level, &rest);
	ext2fs_close_free(&ext4.fs);
	free(ext4.waiting.items);
	free(ext4.files.items);
	free(ext4.chunk);
	return FORM_READ;
}
