#ifndef PROBE_ROOM_H
#define PROBE_ROOM_H

#include <stddef.h>
#include <stdint.h>

#define ROOM_LEAST	16
#define ROOM_TO_BEGIN	64

/*
 * How many may be under way at once, so that a server that answers in time
 * does not run out of it because this machine is slow: after a turn of the
 * event loop that kept servers waiting for longer than LIMIT_TURN_MS half as
 * many, after any other twice as many, from ROOM_LEAST up to the most.
 */
struct room {
	size_t most, now;
};

void room_init(struct room *room, size_t most);
/* busy_ms: what a turn took, without the wait for something to do. */
void room_turn(struct room *room, int64_t busy_ms);

#endif
