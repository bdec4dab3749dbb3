#ifndef IMAGE_WORKER_H
#define IMAGE_WORKER_H

#include "image/image.h"

/*
 * image_read in a process of its own that is shut in (sandbox.h): a library
 * that an image deceives can do no more than lie. What it says is checked
 * again here, and every certificate parsed again. If it dies or breaks its
 * word, what it said before stands, and out->lost says what happened and is
 * partial. Fails where no such process can be had: the image is then not read
 * at all.
 */
int worker_find(struct finds *out, struct certpool *pool,
    const struct image *image, const char *path, struct err *err);

#endif
