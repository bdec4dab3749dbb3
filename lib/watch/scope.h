#ifndef WATCH_SCOPE_H
#define WATCH_SCOPE_H

#include "watch/pass.h"

/*
 * Which pairs of endpoint and release a pass looks at: all that the policy
 * names, or only those that a candidate touches; none of a release whose
 * support has ended, though it be touched.
 */
bool scope_is_supported(const struct pass_settings *settings,
    const struct release *release);
bool scope_touches(const struct pass_settings *settings,
    const struct endpoint *endpoint, const struct release *release);
bool scope_pair(const struct pass_settings *settings,
    const struct endpoint *endpoint, const struct release *release);
bool scope_endpoint(const struct pass_settings *settings,
    const struct endpoint *endpoint);
bool scope_release(const struct pass_settings *settings,
    const struct estate *estate, const struct release *release);

const struct chain *scope_candidate_chain(
    const struct pass_settings *settings, const struct endpoint *endpoint);
const struct store *scope_candidate_store(
    const struct pass_settings *settings, const struct release *release);

/* ERR_POLICY where a candidate is for something that the estate lacks, or two
 * are for the same. */
int scope_check(const struct pass_settings *settings,
    const struct estate *estate, struct err *err);

#endif
