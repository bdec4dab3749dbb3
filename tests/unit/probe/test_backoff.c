#include "probe/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define DRAWS	20000

static const struct wait_case {
	unsigned attempts;
	int64_t most_ms;
} waits[] = {
	{ 1, 1000 },
	{ 2, 2000 },
	{ 3, 4000 },
	{ 9, 256000 },
	{ 10, 300000 },
	{ 4000000000, 300000 },
};

/* The whole range is used, and evenly: that is what keeps clients apart. */
static void
waits_are_drawn_from_the_whole_range(void **state)
{
	struct backoff backoff;

	(void)state;
	backoff_init(&backoff, 7);
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		int64_t most_ms = waits[i].most_ms;
		size_t quarters[4] = { 0 };

		for (size_t n = 0; n < DRAWS; n++) {
			int64_t wait_ms = backoff_wait_ms(&backoff,
			    waits[i].attempts);

			assert_true(wait_ms >= 0 && wait_ms <= most_ms);
			quarters[wait_ms * 4 / (most_ms + 1)]++;
		}
		for (size_t q = 0; q < 4; q++) {
			if (quarters[q] < DRAWS / 5 || quarters[q] > DRAWS / 3)
				fail_msg("%lld ms: quarter %zu has %zu",
				    (long long)most_ms, q, quarters[q]);
		}
	}
}

static size_t
spend_all(struct backoff *backoff)
{
	size_t n = 0;

	while (backoff_spend(backoff))
		n++;
	return n;
}

static void
retries_are_a_tenth_of_the_answers(void **state)
{
	struct backoff backoff;

	(void)state;
	backoff_init(&backoff, 7);
	assert_int_equal(spend_all(&backoff), 10);
	for (size_t i = 0; i < 9; i++)
		backoff_earn(&backoff);
	assert_int_equal(spend_all(&backoff), 0);
	backoff_earn(&backoff);
	assert_int_equal(spend_all(&backoff), 1);
	for (size_t i = 0; i < 1000; i++)
		backoff_earn(&backoff);
	assert_int_equal(spend_all(&backoff), 100);
}

static void
seeds_differ(void **state)
{
	struct backoff a, b;
	size_t n_equal = 0;

	(void)state;
	backoff_init(&a, 1);
	backoff_init(&b, 2);
	for (size_t i = 0; i < 1000; i++)
		n_equal += backoff_wait_ms(&a, 1) == backoff_wait_ms(&b, 1);
	assert_true(n_equal < 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_are_drawn_from_the_whole_range),
		cmocka_unit_test(retries_are_a_tenth_of_the_answers),
		cmocka_unit_test(seeds_differ),
	};

	return cmocka_run_group_tests_name("backoff", tests, NULL, NULL);
}
