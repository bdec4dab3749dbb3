#include "probe/room.h"

#include "base/limits.h"

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void
room_init(struct room *room, size_t most)
{
	room->most = most;
	room->now = least(most, ROOM_TO_BEGIN);
}

void
room_turn(struct room *room, int64_t busy_ms)
{
	if (busy_ms <= LIMIT_TURN_MS)
		room->now = least(room->most, room->now * 2);
	else if (room->now / 2 >= ROOM_LEAST)
		room->now /= 2;
	else
		room->now = least(room->most, ROOM_LEAST);
}
