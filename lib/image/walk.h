#ifndef IMAGE_WALK_H
#define IMAGE_WALK_H

#include "base/err.h"
#include "base/span.h"
#include "image/held.h"

/*
 * What the readers of containers call. A level is one open container: the
 * reader adds each of its entries, and gives the bytes of those that are
 * wanted. What they hold, how links lead and what is reported is not its
 * business; nor are budgets, which the level keeps for all that is open.
 */
struct level;

enum entry_kind {
	ENTRY_FILE,
	ENTRY_FOLDER,
	ENTRY_LINK,	/* target is relative to the link, as symlink(7) */
	ENTRY_HARD_LINK, /* target is a path in the container */
	ENTRY_OTHER,	/* a device, a pipe, a socket */
};

struct entry {
	const char *path;	/* as it stands there; "a/../b" is a name */
	enum entry_kind kind;
	const char *target;	/* links only */
};

/*
 * Adds an entry and numbers it in *id, from 0. False where a limit is
 * reached: the loss is noted, and the reader returns.
 */
bool level_add(struct level *level, size_t *id, const struct entry *entry);

/* The entry's path without "." and outer slashes; until the next is added. */
const char *level_path(const struct level *level, size_t id);

/* All entries are added: a reader that can read in any order says so. */
void level_listed(struct level *level);

/* Should the bytes of this entry be given? Of a file, now. */
bool level_wants(struct level *level, size_t id);

/*
 * Where to put the bytes of one entry: empty, and valid until level_take.
 * held_append() what is unpacked; its failure is the loss's reason.
 */
struct held *level_hold(struct level *level);
/*
 * The bytes of the entry are those held, or lie in the container's own. False
 * where they are of no form that is known, whatever was carved out of them.
 */
bool level_take_held(struct level *level, size_t id);
bool level_take(struct level *level, size_t id, struct span bytes);

/* This entry, or with level_lose more than can be told, was not read. */
void level_lose_entry(struct level *level, size_t id, const char *reason);
void level_lose(struct level *level, const char *reason);

/*
 * What stands behind the end of the container, or between its parts, is an
 * entry too, if it is more than padding: another image, a signature. It begins
 * at, or behind the padding there, and goes to the end of bytes, of which its
 * name has the offset. Added before level_listed, and taken last.
 */
struct rest {
	struct span bytes;
	size_t id;
};

bool level_add_rest(struct level *level, struct rest *out, struct span bytes,
    uint64_t at);
void level_take_rest(struct level *level, const struct rest *rest);

/* Is the container in a file system, as a program or a manual is? */
bool level_is_in_file_system(const struct level *level);

/* File systems start their paths with a slash; called before level_add. */
void level_mark_file_system(struct level *level);
/* The name of the container itself, without folders, as "fw.tar.gz". */
const char *level_name(const struct level *level);

#endif
