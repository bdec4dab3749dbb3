#ifndef KEDGE_SCAN_TARGETS_H
#define KEDGE_SCAN_TARGETS_H

#include "base/options.h"
#include "probe/target.h"

/* Which server name to send instead of each target's own. */
struct naming {
	const char *name;	/* or NULL */
	bool none;		/* send no name at all */
};

struct targets {
	struct target *items;
	size_t n, cap;
	size_t n_estates;	/* policies that they come from */
	size_t n_bad;	/* lines and parts of policies that gave none */
};

/*
 * What the arguments name ("-": lines of standard input), or, without any,
 * the endpoints of the policies. A line, or a part of a policy, that is wrong
 * is told on standard error and counted; the rest stands. Fails with
 * ERR_POLICY where an argument or a whole policy is wrong.
 */
int targets_collect(struct targets *out, const struct program *program,
    const struct options *options, const struct naming *naming,
    struct err *err);
/* Fails where there is nothing to scan. */
int targets_check(const struct targets *targets, struct err *err);
void targets_release(struct targets *targets);

#endif
