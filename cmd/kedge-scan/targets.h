#ifndef KEDGE_SCAN_TARGETS_H
#define KEDGE_SCAN_TARGETS_H

#include "base/fingerprints.h"
#include "command.h"
#include "endpoints.h"
#include "list.h"
#include "probe/scan.h"

/*
 * The targets of this run, one at a time: what the arguments name, then the
 * lines of the lists, or, without either, the endpoints of the policies. Of a
 * list only a fingerprint of each target is kept, to know it again.
 */
struct targets {
	const struct command *command;	/* borrowed */
	void (*quieten)(void *context);	/* called before each complaint */
	void *context;
	size_t n_arguments, n_lists;	/* done */
	struct list list;
	struct fingerprints seen;
	struct endpoints endpoints;
	size_t n;		/* given out */
	size_t n_elsewhere;	/* that belong to another shard */
	size_t n_again;		/* that were named before */
	size_t n_bad;	/* lines, lists and parts of policies that gave none */
};

/*
 * A part of a policy that is wrong is told on standard error and counted; the
 * rest stands. Fails with ERR_POLICY where an argument or a whole policy is
 * wrong. command must outlive out.
 */
int targets_open(struct targets *out, const struct command *command,
    struct err *err);
void targets_release(struct targets *targets);

/* For scan_settings. A line that is wrong is told and counted. */
enum scan_next targets_next(struct targets *targets,
    const struct target **out);
void targets_give_back(const struct target *target);
/* Its place among those given out, from 1. */
size_t targets_number(const struct target *target);

/* How many there are in all, but for those of which it is known that they were
 * named before; or 0 where nobody knows yet. */
size_t targets_total(const struct targets *targets);

/* Is there anything left of which nobody knows how much it is? */
bool targets_go_on(const struct targets *targets);

/* Fails where there was nothing to scan. */
int targets_check(const struct targets *targets, struct err *err);

#endif
