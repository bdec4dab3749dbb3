#ifndef PATCH_COMMIT_H
#define PATCH_COMMIT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define COMMIT_TIME_MAX	INT64_C(0xffffffff)	/* past it, dates wrap */

/*
 * Commits that exist in memory alone: every new object goes to a store of
 * this process, so the repository gains no object, no reference and no work
 * tree, and may be read-only. Nothing is ever pushed.
 */
struct commit_request {
	const char *repository;
	const char *base;	/* commit, hexadecimal */
	const char *path;	/* in the tree; it is there already */
	struct span bytes;	/* its new content; the mode stays */
	const char *message;	/* subject line, empty line, body; LF */
	int64_t at_s;		/* author's and committer's time, from 0 to
				   COMMIT_TIME_MAX */
};

/*
 * The change as `git format-patch` writes it, author Kedge, appended to out;
 * equal requests give equal bytes. Fails where the change is not exactly one
 * delta of one file. `git am` takes it, with --keep-cr if bytes hold CR LF.
 */
int commit_patch(struct buf *out, const struct commit_request *request,
    struct err *err);

/* What a mail-format patch makes of a commit. */
struct commit_applied {
	size_t n_deltas;
	char *path;		/* of the first delta, as are the modes */
	uint32_t old_mode, new_mode;	/* 0: the file is not there */
	struct buf bytes;	/* of the first delta's new file */
};

/* Applies patch to the tree of the commit base. The caller releases out. */
int commit_apply(struct commit_applied *out, const char *repository,
    const char *base, struct span patch, struct err *err);
void commit_applied_release(struct commit_applied *applied);

/* When the commit was made, seconds UTC. */
int commit_time(int64_t *out_s, const char *repository, const char *base,
    struct err *err);

#endif
