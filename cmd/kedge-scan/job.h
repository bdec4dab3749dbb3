#ifndef KEDGE_SCAN_JOB_H
#define KEDGE_SCAN_JOB_H

#include "fetching.h"
#include "progress.h"
#include "results.h"

/* One scan, from the targets to the results. */
struct job {
	const struct command *command;
	struct targets targets;
	struct fetching fetching;
	struct results results;
	size_t n_under_way;	/* targets */
	struct err failure;	/* of asking others */
	struct progress progress;
	bool shares_terminal;	/* the progress, with the results */
};

/*
 * Scans all targets, and writes what it sees as it ends. An interrupt ends it
 * early, with what was seen until then, and is told on standard error. Fails
 * where nothing was there to be scanned or the results cannot be written.
 */
int job_run(struct job *job, struct err *err);

#endif
