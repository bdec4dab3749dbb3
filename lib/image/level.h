#ifndef IMAGE_LEVEL_H
#define IMAGE_LEVEL_H

#include "base/limits.h"
#include "form/form.h"
#include "image/image.h"
#include "image/tree.h"

/*
 * What the reading of one image shares among image.c, walk.c and the files of
 * a level; the readers of containers see walk.h alone.
 */

/* A file that holds certificates, kept until its container is read. */
struct kept {
	size_t id;
	struct buf bytes;
	struct reading reading;	/* of the file on its own */
	bool is_reached;	/* by a hashed name of its own folder */
	bool is_carved;	/* out of a program: without its bytes */
};

/* What was not read: an entry, or with NO_ENTRY more than can be told. */
#define NO_ENTRY	SIZE_MAX

struct missed {
	size_t id;
	char *reason;
};

/* One reading of one image. */
struct walk {
	const struct image *image;
	struct certpool *pool;
	struct budget budget;
	struct finds *finds;
	char **parts;	/* of the path that is asked for; n 0: every store */
	size_t n_parts;
	struct held held[LIMIT_IMAGE_DEPTH + 1];	/* by depth less one */
	uint64_t touched;	/* bytes of the map, since it was trimmed */
};

struct level {
	struct walk *walk;
	char *way;	/* what stands before its paths: "a.swu!", or "" */
	char *name;
	bool is_file_system;
	bool is_in_file_system;
	unsigned depth;	/* 1: the image itself, where it is a container */
	struct tree tree;
	struct kept *kept;
	size_t n_kept, kept_cap;
	struct missed *missed;
	size_t n_missed, missed_cap;
	bool *wanted;	/* by id, once all are listed; NULL: any may */
	bool is_listed;
	bool is_spent;	/* told that nothing more can be unpacked */
	size_t first_found, first_lost;	/* in the finds, of this level */
};

/*
 * The pattern of the level's paths, without "/" or "./" at its beginning, or
 * NULL: every store is asked for.
 */
const char *level_pattern(const struct level *level);
/* Can what is asked for be in this level, rather than only further in? */
bool level_is_last(const struct level *level);

/* Does the path of the entry, links aside, match the pattern? */
bool level_names(const struct level *level, size_t id);

/*
 * Keeps what the bytes of an entry hold, if the path that is asked for can be
 * this one. False where they are of no form; certificates that are within
 * them all the same are kept as well, and those of signatures counted.
 */
bool level_look_for_store(struct level *level, size_t id, struct span bytes);

/* A path of the level as people are told it; the caller frees it. */
char *level_place(const struct level *level, const char *path);
/* The name of the image, with "!" and that behind it. */
char *level_where(const struct level *level, const char *path);

/* The same for the level as a whole. */
char *level_own_name(const struct level *level);

void level_reading(const struct level *level, struct reading *out,
    const char *name);

/* NULL where the entry is not kept. */
struct kept *level_kept(const struct level *level, size_t id);
/* Why the entry was not read; NULL where it was. */
const char *level_missed(const struct level *level, size_t id);

/*
 * By id, whether the level's pattern picks the entry, or it is in a folder
 * that is picked, links followed; NULL where nothing is. The tree is sorted.
 */
bool *level_picks(const struct level *level);

/*
 * Opens bytes as the container that level is to be, with its walk, depth, way
 * and name, and releases it.
 */
enum form_result level_descend(struct level *level, struct span bytes,
    struct err *err);
void level_release(struct level *level);
/* What all levels of a depth hold, one after the other. */
struct held *level_held(const struct level *level);

/* All is read: moves what was kept to the finds, as stores, and the losses. */
void level_report(struct level *level);
/* The same where the level has a pattern. False: nothing is there. */
bool level_report_picks(struct level *level);

/* A store of the level's folder, by the rules of form_directory. */
int level_read_folder(struct level *level, struct reading *reading,
    const char *folder, struct err *err);

#endif
