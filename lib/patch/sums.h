#ifndef PATCH_SUMS_H
#define PATCH_SUMS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "pki/cert.h"

#define SUMS_NAME	"SHA256SUMS"

/*
 * Which releases a set of patches has: the line that sha256sum writes for the
 * manifest of each, in the order of their names. The manifest vouches for the
 * rest. One that is missing is missed.
 */
struct sums {
	struct sum {
		char *release;
		char sha256[SHA256_TEXT];
	} *items;
	size_t n, cap;
};

/* Appends a line for each sub-folder of folder; each has a manifest. */
int sums_write(struct buf *out, const char *folder, struct err *err);

/* Reads what sums_write wrote, and takes nothing else. name: for messages. */
int sums_read(struct sums *out, struct span text, const char *name,
    struct err *err);
void sums_release(struct sums *sums);

/* NULL where the release is not listed. */
const struct sum *sums_find(const struct sums *sums, const char *release);

#endif
