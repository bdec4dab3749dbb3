#include "image/squashfs_inode.h"

#include <endian.h>
#include <stddef.h>

#include <sqfs/dir.h>
#include <sqfs/error.h>
#include <sqfs/inode.h>
#include <sqfs/meta_reader.h>
#include <sqfs/super.h>

#include "base/limits.h"

#define NAME_BYTES	256	/* the longest name there is */

/* Both of a link begin with this. */
static int
check_link(sqfs_meta_reader_t *inodes)
{
	sqfs_inode_slink_t link;
	int code = sqfs_meta_reader_read(inodes, &link, sizeof(link));

	if (code != 0)
		return code;
	return le32toh(link.target_size) > LIMIT_IMAGE_PATH_BYTES ?
	    SQFS_ERROR_OVERFLOW : 0;
}

static int
check_file(sqfs_meta_reader_t *inodes, const sqfs_super_t *super)
{
	sqfs_inode_file_ext_t file;
	int code = sqfs_meta_reader_read(inodes, &file, sizeof(file));

	if (code != 0)
		return code;
	return le64toh(file.file_size) / super->block_size >
	    LIMIT_IMAGE_BLOCKS ? SQFS_ERROR_ALLOC : 0;
}

/* The index of a large folder has the names of some of its entries. */
static int
check_folder(sqfs_meta_reader_t *inodes)
{
	sqfs_inode_dir_ext_t folder;
	int code = sqfs_meta_reader_read(inodes, &folder, sizeof(folder));

	if (code == 0 && folder.size == 0)
		return 0;	/* its index is not read */
	for (unsigned i = 0; code == 0 && i < le16toh(folder.inodex_count);
	     i++) {
		char name[NAME_BYTES];
		sqfs_dir_index_t entry;

		code = sqfs_meta_reader_read(inodes, &entry, sizeof(entry));
		if (code == 0 && le32toh(entry.size) >= sizeof(name))
			code = SQFS_ERROR_OVERFLOW;
		if (code == 0)
			code = sqfs_meta_reader_read(inodes, name,
			    (size_t)le32toh(entry.size) + 1);
	}
	return code;
}

static int
check(sqfs_meta_reader_t *inodes, const sqfs_super_t *super, uint64_t place)
{
	sqfs_inode_t inode;
	int code = sqfs_meta_reader_seek(inodes,
	    super->inode_table_start + (place >> 16), place & 0xffff);

	if (code == 0)
		code = sqfs_meta_reader_read(inodes, &inode, sizeof(inode));
	if (code != 0)
		return code;
	switch (le16toh(inode.type)) {
	case SQFS_INODE_SLINK:
	case SQFS_INODE_EXT_SLINK:
		return check_link(inodes);
	case SQFS_INODE_EXT_FILE:
		return check_file(inodes, super);
	case SQFS_INODE_EXT_DIR:
		return check_folder(inodes);
	}
	return 0;	/* of a size that has little room for lies */
}

int
squashfs_inode_read(sqfs_inode_generic_t **out, sqfs_meta_reader_t *inodes,
    const sqfs_super_t *super, uint64_t place)
{
	int code = check(inodes, super, place);

	*out = NULL;
	if (code != 0)
		return code;
	return sqfs_meta_reader_read_inode(inodes, super, place >> 16,
	    place & 0xffff, out);
}
