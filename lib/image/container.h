#ifndef IMAGE_CONTAINER_H
#define IMAGE_CONTAINER_H

#include "form/form.h"

struct level;

/*
 * A form of container: hands its entries to the level. FORM_BAD where it is
 * of this form and nothing of it can be read; what is lost after the
 * beginning is told to the level. bytes stay for as long as the level.
 */
typedef enum form_result container_walk(struct level *level, struct span bytes,
    struct err *err);

container_walk container_archive, container_compressed, container_disk,
    container_ext4, container_flash, container_squashfs,
    container_unreadable, container_zip_behind;

#endif
