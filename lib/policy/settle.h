#ifndef POLICY_SETTLE_H
#define POLICY_SETTLE_H

#include "policy/draft.h"

/*
 * Makes the files of a policy one estate: moves what they say out of drafts
 * into estate, which is empty, and puts the thing itself in the place of each
 * name that stands for it. What bears the name of another thing of its kind,
 * or refers to what is not there, is a fault and left out.
 */
void settle(struct estate *estate, struct draft *drafts, size_t n,
    struct faults *faults);

#endif
