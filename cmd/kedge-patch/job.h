#ifndef KEDGE_PATCH_JOB_H
#define KEDGE_PATCH_JOB_H

#include "base/buf.h"
#include "base/options.h"
#include "policy/estate.h"
#include "record/record.h"
#include "report/table.h"
#include "watch/pass.h"

/* What the command line asks for, and what both verbs need. */
struct job {
	const struct options *options;
	const char *observations;	/* a file instead of a scan, or NULL */
	const char *candidate_chain, *endpoint;	/* both, or neither */
	const char *repository;		/* verify: in the manifest's stead */
	struct texts releases;		/* make: these alone; else all */

	bool verify;
	char *folder;			/* of the policy; see place.h */
	struct estate estate;		/* verify: empty without a policy */
	struct evidence evidence;
	struct store approved;		/* the policy's roots, */
	struct chain roots;		/* and their certificates alone */
	size_t findings, incomplete;	/* what decides the exit code */
	struct err said;		/* the last complaint */
	size_t done;			/* releases judged, or proven again */
};

int job_init(struct job *job, const struct options *options,
    struct err *err);
void job_release(struct job *job);
enum exit_code job_status(const struct job *job);

/* Something could not be examined: counts it and says why, if the reason is
 * another than the last one. */
void job_complain(struct job *job, const struct err *err);

/* The table, then the notes (may be empty); fails where they were not taken. */
int job_print(const struct job *job, struct table *table,
    const struct buf *notes, FILE *stream, struct err *err);

/* Makes the patches into the folder options->output; says so on stream. */
int make_run(struct job *job, FILE *stream, struct err *err);
/* Proves the folder of the arguments once more. */
int verify_run(struct job *job, FILE *stream, struct err *err);

#endif
