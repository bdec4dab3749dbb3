#ifndef BASE_OUTPUT_FOLDER_H
#define BASE_OUTPUT_FOLDER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

/*
 * A folder of files on its way to path: a new one beside it, of which nothing
 * appears at path before output_folder_commit; output_folder_release without
 * it leaves no trace. Zero-initialised is none.
 */
struct output_folder {
	char *path;
	char *temporary;
};

int output_folder_open(struct output_folder *out, const char *path,
    struct err *err);
/* A new file of this name, which has no slash. */
int output_folder_put(struct output_folder *folder, const char *name,
    struct span bytes, struct err *err);

/*
 * Takes the place of a folder at path in one step, if all that it holds are
 * files and links whose names may_go says may go; else fails, and path is as
 * it was. A link to a folder is not followed.
 */
int output_folder_commit(struct output_folder *folder,
    bool (*may_go)(const char *name), struct err *err);
void output_folder_release(struct output_folder *folder);

#endif
