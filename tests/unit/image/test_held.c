#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/held.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"

#define MIB	((size_t)1024 * 1024)

static struct budget budget;
static struct held held;

static void
append(const void *p, size_t n)
{
	struct err err = ERR_NONE;

	if (held_append(&held, p, n, &err) == -1)
		fail_msg("%s", err.msg);
}

static void
append_zeros(uint64_t n)
{
	struct err err = ERR_NONE;

	if (held_append_zeros(&held, n, &err) == -1)
		fail_msg("%s", err.msg);
}

static void
bytes_come_out_as_they_went_in(void **state)
{
	struct buf want = BUF_INIT(64 * MIB);
	uint8_t chunk[70000];
	unsigned seed = 1;

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		size_t n = (size_t)rand_r(&seed) % sizeof(chunk);
		bool zeros = rand_r(&seed) % 3 == 0;

		for (size_t j = 0; j < n; j++)
			chunk[j] = zeros ? 0 : (uint8_t)rand_r(&seed);
		append(chunk, n);
		buf_append(&want, chunk, n);
	}
	assert_true(span_equal(held_span(&held), buf_span(&want)));
	buf_release(&want);
}

/* Zeros in between, at the start and at the end of pieces, read as zeros. */
static void
zeros_cost_address_space_alone(void **state)
{
	uint64_t before;
	struct span got;

	(void)state;
	append("a", 1);
	append_zeros(16 * MIB);
	before = budget.held;
	append_zeros(2048 * MIB);
	assert_int_equal(budget.held, before);
	append("z", 1);
	assert_true(before - budget.held <= MIB);
	got = held_span(&held);
	assert_int_equal(got.n, 2064 * MIB + 2);
	assert_int_equal(got.p[0], 'a');
	assert_int_equal(got.p[1], 0);
	assert_int_equal(got.p[1000 * MIB + 77], 0);
	assert_int_equal(got.p[got.n - 2], 0);
	assert_int_equal(got.p[got.n - 1], 'z');
}

static void
what_is_cleared_is_forgotten(void **state)
{
	static const size_t sizes[] = { 1, 3 * MIB, 9 * MIB };
	uint8_t *noise = malloc(9 * MIB);

	(void)state;
	memset(noise, 0xa5, 9 * MIB);
	for (size_t i = 0; i < 3; i++) {
		struct span got;

		append(noise, sizes[i]);
		held_clear(&held);
		append_zeros(10 * MIB);
		got = held_span(&held);
		assert_int_equal(got.n, 10 * MIB);
		for (size_t j = 0; j < got.n; j++) {
			if (got.p[j] != 0)
				fail_msg("%zu bytes: byte %zu is there",
				    sizes[i], j);
		}
		held_clear(&held);
	}
	free(noise);
}

static void
the_budget_holds(void **state)
{
	uint8_t *noise = malloc(MIB);
	struct err err = ERR_NONE;
	size_t n = 0;

	(void)state;
	memset(noise, 0xa5, MIB);
	while (held_append(&held, noise, MIB, &err) == 0)
		n++;
	assert_int_equal(n, LIMIT_IMAGE_HELD / MIB);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(held.n, n * MIB);
	assert_int_equal(budget.held, 0);
	held_release(&held);
	assert_int_equal(budget.held, LIMIT_IMAGE_HELD);
	free(noise);
}

static void
what_is_unpacked_counts_whatever_becomes_of_it(void **state)
{
	struct err err = ERR_NONE;

	(void)state;
	budget.unpacked = 4 * MIB;
	append_zeros(2 * MIB);
	held_clear(&held);
	assert_int_equal(held_append_zeros(&held, 2 * MIB + 1, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	append_zeros(MIB);	/* a refusal took the other one */
	assert_int_equal(budget.unpacked, 0);
	assert_int_equal(held_append_zeros(&held, 1, &err), -1);
}

static void
room_is_given_at_once(void **state)
{
	struct err err = ERR_NONE;
	uint8_t *p;

	(void)state;
	append("abc", 3);
	p = held_extend(&held, 5 * MIB, &err);
	assert_non_null(p);
	memset(p, 'x', 5 * MIB);
	assert_int_equal(held.n, 5 * MIB + 3);
	assert_int_equal(held_span(&held).p[2], 'c');
	assert_int_equal(held_span(&held).p[3], 'x');
	assert_null(held_extend(&held, LIMIT_IMAGE_HELD, &err));
	assert_int_equal(err.code, ERR_LIMIT);
}

static int
set_up(void **state)
{
	(void)state;
	budget = budget_whole;
	held = (struct held){ .budget = &budget };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	held_release(&held);
	return 0;
}

#define WITH_HELD(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_HELD(bytes_come_out_as_they_went_in),
		WITH_HELD(zeros_cost_address_space_alone),
		WITH_HELD(what_is_cleared_is_forgotten),
		WITH_HELD(the_budget_holds),
		WITH_HELD(what_is_unpacked_counts_whatever_becomes_of_it),
		WITH_HELD(room_is_given_at_once),
	};

	return cmocka_run_group_tests_name("image_held", tests, NULL, NULL);
}
