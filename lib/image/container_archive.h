#ifndef IMAGE_CONTAINER_ARCHIVE_H
#define IMAGE_CONTAINER_ARCHIVE_H

#include "base/err.h"
#include "image/container.h"

/* The archives that are read, by how they begin. */
enum pack {
	PACK_NONE,
	PACK_TAR,
	PACK_CPIO,
	PACK_AR,
	PACK_ZIP,
	PACK_7Z,
	PACK_ISO,
};

enum pack pack_of(struct span bytes);

/* Can it be read as it comes? bytes may be no more than its beginning. */
bool pack_is_streamed(struct span bytes);

/*
 * Where an archive is within bytes: its own offsets count from base, and
 * nothing of it is before first or behind end. False where it is a zip whose
 * end is not there; one that begins with something else is known by its end.
 */
struct extent {
	uint64_t base, first, end;
};

bool pack_extent(struct extent *out, enum pack kind, struct span bytes);

/*
 * Bytes that come one piece after the other. pull gives the next one, valid
 * until it is called again: 1, or 0 at the end, or -1.
 */
struct pieces {
	int (*pull)(void *from, struct span *out, struct err *err);
	void *from;
};

/* As container_archive, for pieces that make an archive of this kind. */
enum form_result container_archive_stream(struct level *level, enum pack kind,
    const struct pieces *pieces, struct err *err);

#endif
