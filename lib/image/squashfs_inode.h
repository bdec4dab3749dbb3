#ifndef IMAGE_SQUASHFS_INODE_H
#define IMAGE_SQUASHFS_INODE_H

#include <stdint.h>

struct sqfs_inode_generic_t;
struct sqfs_meta_reader_t;
struct sqfs_super_t;

/*
 * The inode of a squashfs at place, as a folder's entry names it; sqfs_free
 * releases it. libsquashfs reserves whatever the image says that an inode has:
 * one that says more than there can be is refused before it is asked. 0, or
 * an SQFS_ERROR: OVERFLOW for a name or a link that is too long, ALLOC for a
 * file of more blocks than are listed here. *out is NULL where it fails.
 */
int squashfs_inode_read(struct sqfs_inode_generic_t **out,
    struct sqfs_meta_reader_t *inodes, const struct sqfs_super_t *super,
    uint64_t place);

#endif
