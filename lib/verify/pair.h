#ifndef VERIFY_PAIR_H
#define VERIFY_PAIR_H

#include "verify/forecast.h"

/*
 * One endpoint as one release reaches it. Everything is borrowed; many pairs
 * share a forecast (verify/docket.h).
 */
struct pair {
	const char *endpoint, *address, *release;	/* or NULL */
	int64_t act_by_s;	/* INSTANT_NEVER where no lead time is known */
	const struct forecast *forecast;
};

#endif
