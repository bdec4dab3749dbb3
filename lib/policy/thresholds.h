#ifndef POLICY_THRESHOLDS_H
#define POLICY_THRESHOLDS_H

#include <stdint.h>

#include "base/err.h"

/*
 * A time before an end ("60d") or a share of a lifetime that is left ("1/3").
 * Neither may be nothing, so that all zero can mean that none was given.
 */
struct threshold {
	int64_t before_s;		/* where denominator is 0 */
	int numerator, denominator;	/* 0 < numerator < denominator */
};

/* ERR_POLICY where text is neither. */
int threshold_parse(struct threshold *out, const char *text, struct err *err);

/* The instant at which it is reached, for a life of [from_s, until_s). */
int64_t threshold_instant(const struct threshold *threshold, int64_t from_s,
    int64_t until_s);

/* For a certificate that lives this long: what a policy that is silent means:
 * renew at 1/3 left (1/2 if the life is at most ten days), alarm at 1/4 (3/8)
 * left. */
struct threshold threshold_default_renew(int64_t lifetime_s);
struct threshold threshold_default_alarm(int64_t lifetime_s);

#endif
