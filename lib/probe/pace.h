#ifndef PROBE_PACE_H
#define PROBE_PACE_H

#include <stddef.h>
#include <sys/socket.h>

#include "base/map.h"

#define PACE_AT_ONCE 2	/* connections to one address and port */

/* Somebody who waits for a turn at an address. */
struct pace_waiter {
	struct pace_place *place;	/* set by pace_enter */
	struct pace_waiter *next;
};

/*
 * Turns, so that no server is pressed: at most PACE_AT_ONCE at once for each
 * address and port, in the order of arrival.
 */
struct pace {
	struct map by_address;
	struct pace_place **places;
	size_t n, cap;
};

/* True: it is the waiter's turn. False: it comes out of a later pace_leave. */
bool pace_enter(struct pace *pace, const struct sockaddr_storage *address,
    struct pace_waiter *waiter);
/* The turn of one who came in ends; the one whose turn it is now, or NULL. */
struct pace_waiter *pace_leave(struct pace_waiter *waiter);
void pace_release(struct pace *pace);

#endif
