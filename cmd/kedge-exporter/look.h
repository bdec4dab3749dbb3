#ifndef LOOK_H
#define LOOK_H

#include "watch/pass.h"

/*
 * One look at an estate, with what is remembered of earlier ones: an address
 * that gives no chain now is judged by the last that it gave.
 */
struct look {
	struct evidence evidence;
	struct pass seen;	/* what the scan saw */
	struct pass judged;	/* what is known; empty where the same */
	struct observations known;	/* the last chain of each address */
	struct findings findings;	/* borrowed from the two passes */
};

/* Borrows estate; before may be NULL, and is not changed. */
int look_take(struct look *out, const struct estate *estate,
    const struct look *before, int64_t now_s, struct err *err);
void look_release(struct look *look);

/* The pass whose forecasts count. */
const struct pass *look_verdict(const struct look *look);

#endif
