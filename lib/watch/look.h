#ifndef WATCH_LOOK_H
#define WATCH_LOOK_H

#include "watch/pass.h"

/*
 * One look at an estate: scan its endpoints, read its releases' stores, judge
 * each endpoint against each release that must reach it, and say what a
 * person should act on. The one composition that all programs share.
 *
 * With candidates, only the pairs that they touch are looked at; what is
 * replaced is neither scanned nor read. A candidate for an endpoint or a
 * release that the estate lacks, or a second one for the same, is ERR_POLICY.
 * Whatever else goes wrong is a finding. The pass borrows from estate and
 * evidence.
 */
int look_at_estate(struct pass *out, const struct estate *estate,
    struct evidence *evidence, const struct pass_settings *settings,
    struct err *err);

#endif
