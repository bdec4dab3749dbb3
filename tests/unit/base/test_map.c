#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"

#include <stdio.h>

#define MANY	5000

static void
test_many(void **state)
{
	static char keys[MANY][8];
	struct map map = { 0 };

	(void)state;
	assert_null(map_get(&map, map_key("k0")));
	for (size_t i = 0; i < MANY; i++) {
		snprintf(keys[i], sizeof(keys[i]), "k%zu", i);
		map_put(&map, map_key(keys[i]), keys[i]);
	}
	assert_int_equal(map.n, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_ptr_equal(map_get(&map, map_key(keys[i])), keys[i]);
	assert_null(map_get(&map, map_key("k5000")));
	map_put(&map, map_key("k7"), "other");
	assert_int_equal(map.n, MANY);
	assert_string_equal(map_get(&map, map_key("k7")), "other");
	map_release(&map);
	assert_null(map_get(&map, map_key("k7")));
}

/* Keys are bytes: a NUL is one like any other, and nothing is a key too. */
static void
test_bytes(void **state)
{
	struct map map = { 0 };
	struct span a = { (const uint8_t *)"a\0b", 3 };
	struct span b = { (const uint8_t *)"a\0c", 3 };
	struct span none = { NULL, 0 };

	(void)state;
	map_put(&map, a, "one");
	map_put(&map, none, "none");
	assert_null(map_get(&map, b));
	assert_null(map_get(&map, map_key("a")));
	assert_string_equal(map_get(&map, a), "one");
	assert_string_equal(map_get(&map, map_key("")), "none");
	map_release(&map);
}

/* Half of them go, in an order that is not theirs; the rest is found. */
static void
test_remove(void **state)
{
	static char keys[MANY][8];
	struct map map = { 0 };

	(void)state;
	map_remove(&map, map_key("k0"));
	for (size_t i = 0; i < MANY; i++) {
		snprintf(keys[i], sizeof(keys[i]), "k%zu", i);
		map_put(&map, map_key(keys[i]), keys[i]);
	}
	for (size_t i = 0; i < MANY; i++) {
		size_t at = i * 1237 % MANY;	/* all, each once */

		if (at % 2 == 1)
			map_remove(&map, map_key(keys[at]));
	}
	map_remove(&map, map_key("k1"));
	assert_int_equal(map.n, MANY / 2);
	for (size_t i = 0; i < MANY; i++)
		assert_ptr_equal(map_get(&map, map_key(keys[i])),
		    i % 2 == 1 ? NULL : keys[i]);
	map_put(&map, map_key(keys[1]), keys[1]);
	assert_ptr_equal(map_get(&map, map_key(keys[1])), keys[1]);
	map_release(&map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_remove),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
