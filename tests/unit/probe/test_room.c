#include "probe/room.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/limits.h"

enum { TURNS = 8 };

static const struct room_case {
	const char *name;
	size_t most;
	size_t begin;
	int64_t busy_ms[TURNS];
	size_t now[TURNS];
} cases[] = {
	{ "an idle loop soon has all", 500, 64, { 0, 1, 2, 100, 0 },
	    { 128, 256, 500, 500, 500, 500, 500, 500 } },
	{ "a slow one has few, and some", 500, 64,
	    { 101, 200, 200, 200, 200, 200, 200, 200 },
	    { 32, 16, 16, 16, 16, 16, 16, 16 } },
	{ "one that recovers", 300, 64, { 50, 50, 50, 400, 400, 90, 90, 90 },
	    { 128, 256, 300, 150, 75, 150, 300, 300 } },
	{ "a slow turn from just above the least", 20, 20, { 101, 0, 101 },
	    { 16, 20, 16, 20, 20, 20, 20, 20 } },
	{ "never more than asked for", 3, 3, { 0, 1000, 1000, 0 },
	    { 3, 3, 3, 3, 3, 3, 3, 3 } },
};

static void
turns(void **state)
{
	(void)state;
	assert_int_equal(LIMIT_TURN_MS, 100);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct room_case *c = &cases[i];
		struct room room;

		room_init(&room, c->most);
		if (room.now != c->begin)
			fail_msg("%s: begins with %zu", c->name, room.now);
		for (int t = 0; t < TURNS; t++) {
			room_turn(&room, c->busy_ms[t]);
			if (room.now != c->now[t])
				fail_msg("%s: %zu after turn %d", c->name,
				    room.now, t + 1);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns),
	};

	return cmocka_run_group_tests_name("room", tests, NULL, NULL);
}
