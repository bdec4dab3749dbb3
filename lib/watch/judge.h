#ifndef WATCH_JUDGE_H
#define WATCH_JUDGE_H

#include "watch/pass.h"

/*
 * Forecasts every pair in scope whose chain and store are there; of several
 * chains that an endpoint's addresses serve to the release's library, the
 * worst counts. Worst pairs come first.
 */
void judge_pairs(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings);

/* Does mending it need new firmware on the devices, or the server alone? What
 * nothing that we know mends is taken to need firmware, the slower way. */
bool mending_needs_firmware(const struct forecast *forecast);

/* The threshold, or what is meant where the policy says nothing. */
struct threshold endpoint_renew_at(const struct endpoint *endpoint,
    int64_t lifetime_s);
struct threshold endpoint_alarm_at(const struct endpoint *endpoint,
    int64_t lifetime_s);

/* The instant at which threshold is reached before the break of forecast. */
int64_t threshold_before_break(const struct threshold *threshold,
    const struct forecast *forecast);

#endif
