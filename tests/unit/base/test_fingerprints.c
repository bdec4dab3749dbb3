#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fingerprints.h"

#define MANY	5000

/* A number in the first four bytes, and in the last four its complement. */
static const uint8_t *
fingerprint(uint8_t *out, uint32_t number)
{
	uint32_t last = ~number;

	memset(out, 0, FINGERPRINT_BYTES);
	memcpy(out, &number, sizeof(number));
	memcpy(out + 12, &last, sizeof(last));
	return out;
}

static void
each_is_new_once(void **state)
{
	struct fingerprints set = { 0 };
	uint8_t bytes[FINGERPRINT_BYTES];

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		/* Every second one differs from its neighbour only in its
		 * last bytes, so they seek the same slot. */
		const uint8_t *key = fingerprint(bytes, i / 2);

		bytes[11] = i % 2;
		assert_false(fingerprints_have(&set, key));
		assert_true(fingerprints_add(&set, key));
		assert_false(fingerprints_add(&set, key));
	}
	assert_int_equal(set.n, MANY);
	for (uint32_t i = 0; i < MANY; i++)
		assert_true(fingerprints_have(&set,
		    fingerprint(bytes, i / 2)));
	assert_false(fingerprints_have(&set, fingerprint(bytes, MANY)));
	fingerprints_release(&set);
	assert_false(fingerprints_have(&set, fingerprint(bytes, 1)));
}

static void
zeros_are_one_like_any_other(void **state)
{
	static const uint8_t zeros[FINGERPRINT_BYTES];
	struct fingerprints set = { 0 };
	uint8_t bytes[FINGERPRINT_BYTES];

	(void)state;
	assert_true(fingerprints_add(&set, fingerprint(bytes, 1)));
	assert_false(fingerprints_have(&set, zeros));
	assert_true(fingerprints_add(&set, zeros));
	assert_false(fingerprints_add(&set, zeros));
	for (uint32_t i = 2; i < MANY; i++)
		fingerprints_add(&set, fingerprint(bytes, i));
	assert_true(fingerprints_have(&set, zeros));
	fingerprints_release(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_new_once),
		cmocka_unit_test(zeros_are_one_like_any_other),
	};

	return cmocka_run_group_tests_name("fingerprints", tests, NULL, NULL);
}
