#ifndef WATCH_JUDGE_H
#define WATCH_JUDGE_H

#include "watch/pass.h"

/*
 * Forecasts every pair in scope whose chain and store are there, for each of
 * the chains that an endpoint's addresses serve to the release's library. Of
 * a pair the worst of these counts, and the earliest instant to act of all.
 */
void judge_pairs(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings);

/* Does mending it need new firmware, of its release or of others first, or the
 * server alone? What nothing that we know mends is taken to need firmware, the
 * slower way. */
bool mending_needs_firmware(const struct pair *pair);

/*
 * When whatever renews a certificate of that life begins, and when its not
 * being renewed is alarming: by the policy, or as it means by saying nothing.
 * An alarm that would come before the renewal comes when a quarter of the
 * time from the renewal to the end has passed.
 */
struct renewal {
	int64_t due_s, alarm_s;
};
struct renewal endpoint_renewal(const struct endpoint *endpoint,
    int64_t from_s, int64_t until_s);

/* The same before the break of forecast; both the break where that is at no
 * certain instant. */
struct renewal renewal_before_break(const struct endpoint *endpoint,
    const struct forecast *forecast);

#endif
