#ifndef WATCH_ROSTER_H
#define WATCH_ROSTER_H

#include "base/map.h"
#include "verify/observation.h"

/*
 * Observations by the name of their endpoint. It borrows them; they stay as
 * they are meanwhile.
 */
struct roster {
	const struct observation *items;
	struct map first;	/* name -> the first observation */
	size_t *next;		/* the next of the same name, or SIZE_MAX */
};

void roster_init(struct roster *roster,
    const struct observations *observations);
void roster_release(struct roster *roster);

/* One endpoint's in their order: *at starts at 0; NULL after the last. */
const struct observation *roster_next(const struct roster *roster,
    const char *endpoint, size_t *at);

#endif
