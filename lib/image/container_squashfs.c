#include "image/container.h"

#include <stdlib.h>

#include <sqfs/compressor.h>
#include <sqfs/data_reader.h>
#include <sqfs/dir.h>
#include <sqfs/error.h>
#include <sqfs/inode.h>
#include <sqfs/io.h>
#include <sqfs/meta_reader.h>
#include <sqfs/super.h>

#include "base/limits.h"
#include "base/mem.h"
#include "image/deflate.h"
#include "image/squashfs_inode.h"
#include "image/walk.h"

#define CHUNK		((size_t)1 << 20)	/* the largest block there is */
#define NO_FRAGMENT	UINT32_MAX

/* The bytes of the image as libsquashfs asks for them. */
struct view {
	sqfs_file_t file;	/* first: libsquashfs knows no other */
	struct span bytes;
};

/* A folder or a file, by the place of its inode. */
struct item {
	uint64_t inode;
	uint64_t start;		/* of a file's blocks */
	uint32_t fragment;	/* of a file's end, or NO_FRAGMENT */
	uint32_t id, depth;
};

struct items {
	struct item *items;
	size_t n, cap;
};

/* In place of libsquashfs's own for gzip, which is what most images have. */
struct unpacker {
	sqfs_compressor_t compressor;	/* first, as above */
	struct libdeflate_decompressor *deflate;
};

struct squashfs {
	struct level *level;
	struct view view;
	struct unpacker unpacker;
	sqfs_super_t super;
	sqfs_compressor_t *compressor;
	sqfs_meta_reader_t *inodes, *folders;
	sqfs_data_reader_t *data;
	struct items waiting, files;
	uint8_t *chunk;
};

static int
view_read(sqfs_file_t *file, sqfs_u64 offset, void *buffer, size_t n)
{
	const struct view *view = (const struct view *)file;

	if (offset > view->bytes.n || n > view->bytes.n - offset)
		return SQFS_ERROR_OUT_OF_BOUNDS;
	memcpy(buffer, view->bytes.p + offset, n);
	return 0;
}

static int
view_write(sqfs_file_t *file, sqfs_u64 offset, const void *p, size_t n)
{
	(void)file;
	(void)offset;
	(void)p;
	(void)n;
	return SQFS_ERROR_IO;
}

static sqfs_u64
view_size(const sqfs_file_t *file)
{
	return ((const struct view *)file)->bytes.n;
}

static int
view_truncate(sqfs_file_t *file, sqfs_u64 size)
{
	(void)file;
	(void)size;
	return SQFS_ERROR_IO;
}

static void
view_open(struct view *view, struct span bytes)
{
	*view = (struct view){ .bytes = bytes, .file = {
		.read_at = view_read,
		.write_at = view_write,
		.get_size = view_size,
		.truncate = view_truncate,
	} };
}

static sqfs_s32
unpack_block(sqfs_compressor_t *compressor, const sqfs_u8 *in, sqfs_u32 n,
    sqfs_u8 *out, sqfs_u32 room)
{
	struct unpacker *unpacker = (struct unpacker *)compressor;
	size_t unpacked;

	if (!deflate_unpack(unpacker->deflate, (struct span){ in, n }, out,
		room, &unpacked) || unpacked > INT32_MAX)
		return SQFS_ERROR_COMPRESSOR;
	return (sqfs_s32)unpacked;
}

static const char *
words(int code)
{
	switch ((SQFS_ERROR)code) {
	case SQFS_ERROR_ALLOC:
		return "there is not enough memory";
	case SQFS_ERROR_OUT_OF_BOUNDS:
		return "it points past the end of the image";
	case SQFS_ERROR_COMPRESSOR:
		return "compressed data is damaged";
	case SQFS_ERROR_UNSUPPORTED:
		return "it has a feature that cannot be read here";
	case SFQS_ERROR_SUPER_VERSION:
		return "its version cannot be read here, 4.0 alone";
	case SQFS_ERROR_SUPER_BLOCK_SIZE:
	case SQFS_ERROR_IO:
	case SQFS_ERROR_INTERNAL:
	case SQFS_ERROR_CORRUPTED:
	case SQFS_ERROR_OVERFLOW:
	case SFQS_ERROR_SUPER_MAGIC:
	case SQFS_ERROR_NOT_DIR:
	case SQFS_ERROR_NO_ENTRY:
	case SQFS_ERROR_LINK_LOOP:
	case SQFS_ERROR_NOT_FILE:
	case SQFS_ERROR_ARG_INVALID:
	case SQFS_ERROR_SEQUENCE:
		break;
	}
	return "it is damaged";
}

static int
fail(struct err *err, const char *what, int code)
{
	return err_set(err, ERR_FAILED, "squashfs: %s: %s", what,
	    words(code));
}

static int
open_unpacker(struct squashfs *fs, struct err *err)
{
	fs->unpacker.compressor.do_block = unpack_block;
	fs->unpacker.deflate = deflate_open();
	if (fs->unpacker.deflate == NULL)
		return fail(err, "the compressor", SQFS_ERROR_ALLOC);
	fs->compressor = &fs->unpacker.compressor;
	return 0;
}

static int
open_compressor(struct squashfs *fs, struct err *err)
{
	static const char *const names[] = { "none", "gzip", "lzma", "lzo",
		"xz", "lz4", "zstd" };
	sqfs_compressor_config_t config;
	size_t id = fs->super.compression_id;
	int code;

	if (id == SQFS_COMP_GZIP)
		return open_unpacker(fs, err);
	code = sqfs_compressor_config_init(&config, (SQFS_COMPRESSOR)id,
	    fs->super.block_size, SQFS_COMP_FLAG_UNCOMPRESS);
	if (code == 0)
		code = sqfs_compressor_create(&config, &fs->compressor);
	if (code != 0)
		return err_set(err, ERR_FAILED, "squashfs: it is compressed "
		    "with %s, which cannot be read here; unpack it with "
		    "unsquashfs", id < sizeof(names) / sizeof(names[0]) ?
		    names[id] : "an unknown method");
	if (fs->super.flags & SQFS_FLAG_COMPRESSOR_OPTIONS)
		code = fs->compressor->read_options(fs->compressor,
		    &fs->view.file);
	return code == 0 ? 0 : fail(err, "the compressor's options", code);
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static int
open_squashfs(struct squashfs *fs, struct span bytes, struct err *err)
{
	uint64_t end;
	int code;

	view_open(&fs->view, bytes);
	code = sqfs_super_read(&fs->super, &fs->view.file);
	if (code != 0)
		return fail(err, "the superblock", code);
	if (fs->super.bytes_used > bytes.n)
		return err_set(err, ERR_FAILED, "squashfs: it is cut off, "
		    "with %zu of its %llu bytes", bytes.n,
		    (unsigned long long)fs->super.bytes_used);
	/* libsquashfs takes memory for as many as are claimed. */
	if (fs->super.fragment_entry_count > LIMIT_IMAGE_ENTRIES)
		return fail(err, "the table of fragments",
		    SQFS_ERROR_CORRUPTED);
	if (open_compressor(fs, err) == -1)
		return -1;
	end = least(fs->super.id_table_start, least(
	    fs->super.fragment_table_start, fs->super.export_table_start));
	fs->inodes = sqfs_meta_reader_create(&fs->view.file, fs->compressor,
	    fs->super.inode_table_start, fs->super.directory_table_start);
	fs->folders = sqfs_meta_reader_create(&fs->view.file, fs->compressor,
	    fs->super.directory_table_start, end);
	fs->data = sqfs_data_reader_create(&fs->view.file,
	    fs->super.block_size, fs->compressor, 0);
	if (fs->inodes == NULL || fs->folders == NULL || fs->data == NULL)
		return fail(err, "its tables", SQFS_ERROR_ALLOC);
	code = sqfs_data_reader_load_fragment_table(fs->data, &fs->super);
	return code == 0 ? 0 : fail(err, "the table of fragments", code);
}

static void
close_squashfs(struct squashfs *fs)
{
	sqfs_destroy(fs->data);
	sqfs_destroy(fs->folders);
	sqfs_destroy(fs->inodes);
	if (fs->unpacker.deflate == NULL)
		sqfs_destroy(fs->compressor);
	deflate_close(fs->unpacker.deflate);
	free(fs->waiting.items);
	free(fs->files.items);
	free(fs->chunk);
}

static int
read_inode(sqfs_inode_generic_t **out, struct squashfs *fs, uint64_t place)
{
	return squashfs_inode_read(out, fs->inodes, &fs->super, place);
}

static struct item *
items_add(struct items *items, uint64_t inode, size_t id)
{
	items->items = mem_grow(items->items, &items->cap, items->n + 1,
	    sizeof(*items->items));
	items->items[items->n] = (struct item){ .inode = inode,
		.id = (uint32_t)id, .fragment = NO_FRAGMENT };
	return &items->items[items->n++];
}

static enum entry_kind
kind_of(const sqfs_inode_generic_t *inode)
{
	switch ((SQFS_INODE_TYPE)inode->base.type) {
	case SQFS_INODE_DIR:
	case SQFS_INODE_EXT_DIR:
		return ENTRY_FOLDER;
	case SQFS_INODE_FILE:
	case SQFS_INODE_EXT_FILE:
		return ENTRY_FILE;
	case SQFS_INODE_SLINK:
	case SQFS_INODE_EXT_SLINK:
		return ENTRY_LINK;
	case SQFS_INODE_BDEV:
	case SQFS_INODE_CDEV:
	case SQFS_INODE_FIFO:
	case SQFS_INODE_SOCKET:
	case SQFS_INODE_EXT_BDEV:
	case SQFS_INODE_EXT_CDEV:
	case SQFS_INODE_EXT_FIFO:
	case SQFS_INODE_EXT_SOCKET:
		break;
	}
	return ENTRY_OTHER;
}

/* Where a link leads; the caller frees it. */
static char *
target_of(const sqfs_inode_generic_t *inode)
{
	size_t n = inode->base.type == SQFS_INODE_SLINK ?
	    inode->data.slink.target_size : inode->data.slink_ext.target_size;

	/* What is longer leads nowhere. */
	if (n > inode->payload_bytes_used || n > LIMIT_IMAGE_PATH_BYTES)
		n = 0;
	return mem_printf("%.*s", (int)n, (const char *)inode->extra);
}

/* Remembers what is to be read later: in folders, and of files. */
static void
remember(struct squashfs *fs, const sqfs_inode_generic_t *inode,
    enum entry_kind kind, uint64_t place, size_t id, uint32_t depth)
{
	struct item *item;
	uint32_t offset;

	if (kind == ENTRY_FOLDER) {
		items_add(&fs->waiting, place, id)->depth = depth + 1;
	} else if (kind == ENTRY_FILE) {
		item = items_add(&fs->files, place, id);
		sqfs_inode_get_file_block_start(inode, &item->start);
		sqfs_inode_get_frag_location(inode, &item->fragment, &offset);
	}
}

/* Adds an entry of a folder. False: no more can be added. */
static bool
add_entry(struct squashfs *fs, const char *path, uint64_t place,
    uint32_t depth)
{
	sqfs_inode_generic_t *inode;
	int code = read_inode(&inode, fs, place);
	struct entry entry = { .path = path, .kind = ENTRY_OTHER };
	char *target = NULL;
	size_t id;
	bool added;

	if (code == 0)
		entry.kind = kind_of(inode);
	if (code == 0 && entry.kind == ENTRY_LINK)
		entry.target = target = target_of(inode);
	added = level_add(fs->level, &id, &entry);
	if (added && code != 0)
		level_lose_entry(fs->level, id, words(code));
	else if (added)
		remember(fs, inode, entry.kind, place, id, depth);
	free(target);
	sqfs_free(inode);
	return added;
}

/* Adds what is in a folder. False: no more can be added. */
static bool
list_folder(struct squashfs *fs, const struct item *folder,
    const sqfs_inode_generic_t *inode, const char *path)
{
	struct buf whole = BUF_INIT(LIMIT_IMAGE_PATH_BYTES * 2);
	sqfs_readdir_state_t state;
	sqfs_dir_entry_t *entry = NULL;
	uint64_t place;
	int code = sqfs_readdir_state_init(&state, &fs->super, inode);
	bool more = true;

	while (more && code == 0) {
		code = sqfs_meta_reader_readdir(fs->folders, &state, &entry,
		    NULL, &place);
		if (code != 0)
			break;
		buf_clear(&whole);
		buf_printf(&whole, "%s/%.*s", path, entry->size + 1,
		    (const char *)entry->name);
		more = add_entry(fs, whole.p, place, folder->depth);
		sqfs_free(entry);
		entry = NULL;
	}
	if (code < 0 && folder->depth > 0)
		level_lose_entry(fs->level, folder->id, words(code));
	else if (code < 0)
		level_lose(fs->level, words(code));
	buf_release(&whole);
	return more;
}

/* Folders as they come, so that a loop of them hides none of the others. */
static void
list_all(struct squashfs *fs)
{
	bool more = true;

	items_add(&fs->waiting, fs->super.root_inode_ref, 0);
	for (size_t i = 0; more && i < fs->waiting.n; i++) {
		struct item folder = fs->waiting.items[i];
		sqfs_inode_generic_t *inode;
		int code = read_inode(&inode, fs, folder.inode);
		char *path = mem_strdup(folder.depth == 0 ? "" :
		    level_path(fs->level, folder.id));

		if (code == 0 && folder.depth <= LIMIT_IMAGE_FOLDERS)
			more = list_folder(fs, &folder, inode, path);
		else if (folder.depth == 0)
			level_lose(fs->level, words(code));
		else
			level_lose_entry(fs->level, folder.id, code != 0 ?
			    words(code) : "it is in too many folders");
		sqfs_free(inode);
		free(path);
	}
}

/*
 * By fragment and then by place, so that every block is unpacked once: the
 * reader remembers the last block and the last fragment, no more.
 */
static int
by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->fragment != y->fragment)
		return x->fragment < y->fragment ? -1 : 1;
	return (x->start > y->start) - (x->start < y->start);
}

/* Unpacks a file into held. */
static int
unpack(struct held *held, struct squashfs *fs, const struct item *item,
    struct err *err)
{
	sqfs_inode_generic_t *inode;
	uint64_t at = 0, size = 0;
	int32_t n = read_inode(&inode, fs, item->inode);
	int result = 0;

	if (n == 0)
		n = sqfs_inode_get_file_size(inode, &size);
	while (n >= 0 && at < size && result == 0) {
		n = sqfs_data_reader_read(fs->data, inode, at, fs->chunk,
		    (sqfs_u32)least(CHUNK, size - at));
		if (n == 0)
			n = SQFS_ERROR_OUT_OF_BOUNDS;
		if (n > 0)
			result = held_append(held, fs->chunk, (size_t)n, err);
		at += n > 0 ? (uint64_t)n : 0;
	}
	sqfs_free(inode);
	if (n < 0)
		return err_set(err, ERR_FAILED, "%s, at byte %llu of it",
		    words(n), (unsigned long long)at);
	return result;
}

static void
read_files(struct squashfs *fs)
{
	if (fs->files.n > 0)
		qsort(fs->files.items, fs->files.n, sizeof(struct item),
		    by_place);
	fs->chunk = mem_zalloc(CHUNK);
	for (size_t i = 0; i < fs->files.n; i++) {
		const struct item *item = &fs->files.items[i];
		struct held *held;
		struct err err = ERR_NONE;

		if (!level_wants(fs->level, item->id))
			continue;
		held = level_hold(fs->level);
		if (unpack(held, fs, item, &err) == 0)
			level_take_held(fs->level, item->id);
		else
			level_lose_entry(fs->level, item->id, err.msg);
	}
}

enum form_result
container_squashfs(struct level *level, struct span bytes, struct err *err)
{
	struct squashfs fs = { .level = level };
	enum form_result result = FORM_BAD;
	struct rest rest;

	if (bytes.n >= 4 && memcmp(bytes.p, "sqsh", 4) == 0) {
		err_set(err, ERR_FAILED, "squashfs: %s",
		    words(SFQS_ERROR_SUPER_VERSION));
		return FORM_BAD;
	}
	if (bytes.n < 4 || memcmp(bytes.p, "hsqs", 4) != 0)
		return FORM_NOT_MINE;
	if (open_squashfs(&fs, bytes, err) == 0) {
		level_mark_file_system(level);
		list_all(&fs);
		level_add_rest(level, &rest, bytes, fs.super.bytes_used);
		level_listed(level);
		read_files(&fs);
		level_take_rest(level, &rest);
		result = FORM_READ;
	}
	close_squashfs(&fs);
	return result;
}
