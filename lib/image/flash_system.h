#ifndef IMAGE_FLASH_SYSTEM_H
#define IMAGE_FLASH_SYSTEM_H

#include "base/span.h"

/* "UBI", "UBIFS" or "JFFS2" where such a thing begins, by its checksum. */
const char *flash_system_at(struct span bytes);

#endif
