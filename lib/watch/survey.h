#ifndef WATCH_SURVEY_H
#define WATCH_SURVEY_H

#include "watch/pass.h"

/*
 * One pass over each of several estates, which share certificates and
 * checked signatures and nothing else: none can disturb another.
 */
struct survey {
	struct evidence evidence;
	struct estate *estates;
	struct pass *passes;	/* one for each estate once it has run */
	size_t n, n_passes;
	struct err *refusals;	/* of the policies that cannot be used */
	size_t n_refusals;
};

/*
 * Loads each policy; none given means POLICY_DEFAULT. One that cannot be used
 * or that has the estate name of an earlier one, is a refusal and leaves
 * the others alone. ERR_POLICY where none can be, or,
 * with strict, at the first fault of any.
 */
int survey_load(struct survey *out, const char *const *policies, size_t n,
    bool strict, struct err *err);
/* With candidates there must be one estate only. */
int survey_run(struct survey *survey, const struct pass_settings *settings,
    struct err *err);
void survey_release(struct survey *survey);

/* All passes together; findings from least up. */
struct tally survey_tally(const struct survey *survey, enum severity least);

#endif
