#ifndef PROBE_PACE_H
#define PROBE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/fingerprints.h"

/* Somebody who waits for a turn at an address. */
struct pace_waiter {
	struct pace_place *place;	/* set by pace_enter */
	struct pace_waiter *next;
};

/*
 * Turns, so that no server is pressed: LIMIT_ADDRESS_CONNECTIONS at once and
 * LIMIT_ADDRESS_RATE new ones a second for an address, whatever the port, and
 * LIMIT_NETWORK_RATE a second for the /24 or /48 around it. An address of this
 * machine (127/8, ::1) has none of these but so many at once for each of its
 * ports; ::ffff:a.b.c.d is a.b.c.d. Instants are in ms of one monotonic clock.
 */
struct pace;

/*
 * At most per_second turns begin in a second, a tenth of them at once; 0: any
 * number. is_unpaced: every address is treated as one of this machine.
 */
struct pace *pace_new(int64_t per_second, bool is_unpaced);
void pace_free(struct pace *pace);	/* whoever waits is forgotten */

/* The waiter gets in line, and comes out of pace_next once. */
void pace_enter(struct pace *pace, const struct sockaddr_storage *address,
    struct pace_waiter *waiter, int64_t now_ms);

/* The same where a proxy hides the address: that of its host's name. */
void pace_enter_hidden(struct pace *pace,
    const uint8_t fingerprint[FINGERPRINT_BYTES], struct pace_waiter *waiter,
    int64_t now_ms);

/*
 * The one whose turn it is now, or NULL; then *wait_ms says in how long the
 * next one's may come, -1 where that takes a pace_enter or a pace_leave.
 */
struct pace_waiter *pace_next(struct pace *pace, int64_t now_ms,
    int64_t *wait_ms);

/* The turn of one who came out of pace_next is over. */
void pace_leave(struct pace *pace, struct pace_waiter *waiter,
    int64_t now_ms);

/* How many addresses it keeps in mind: those in use, or used just before. */
size_t pace_places(const struct pace *pace);

#endif
