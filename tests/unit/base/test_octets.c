#include "base/octets.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

static void
numbers_are_read_in_both_orders(void **state)
{
	struct octets octets = octets_of((struct span){ bytes,
	    sizeof(bytes) });

	(void)state;
	assert_int_equal(octets_be(&octets, 2), 0x0102);
	assert_int_equal(octets_le(&octets, 4), 0x06050403);
	assert_int_equal(octets_be(&octets, 0), 0);
	assert_int_equal(octets.at, 6);
	assert_int_equal(octets_take(&octets, 3).p[2], 9);
	assert_false(octets.is_short);
	octets = octets_of((struct span){ bytes, sizeof(bytes) });
	assert_true(octets_be(&octets, 8) == UINT64_C(0x0102030405060708));
}

/* What is too short stays so, even for what would still be there. */
static void
past_the_end_all_is_nothing(void **state)
{
	struct octets octets = octets_of((struct span){ bytes,
	    sizeof(bytes) });

	(void)state;
	octets_take(&octets, 8);
	assert_int_equal(octets_be(&octets, 2), 0);
	assert_true(octets.is_short);
	assert_int_equal(octets_be(&octets, 1), 0);
	assert_int_equal(octets_take(&octets, 0).n, 0);
	assert_int_equal(octets.at, 8);
	octets = octets_of((struct span){ bytes, sizeof(bytes) });
	assert_null(octets_take(&octets, SIZE_MAX).p);
	assert_true(octets.is_short);
}

static void
what_is_put_is_read(void **state)
{
	struct buf out = BUF_INIT(100);
	struct octets octets;

	(void)state;
	octets_put_be(&out, UINT64_C(0x1122334455667788), 8);
	octets_put_be(&out, 0x123456, 2);
	octets_put_le(&out, 0xfedcba98, 4);
	octets_put_le(&out, 0x1234, 2);
	assert_int_equal(out.n, 16);
	octets = octets_of(buf_span(&out));
	assert_true(octets_be(&octets, 8) == UINT64_C(0x1122334455667788));
	assert_int_equal(octets_be(&octets, 2), 0x3456);
	assert_true(octets_le(&octets, 4) == 0xfedcba98);
	assert_int_equal(octets_be(&octets, 2), 0x3412);
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_in_both_orders),
		cmocka_unit_test(past_the_end_all_is_nothing),
		cmocka_unit_test(what_is_put_is_read),
	};

	return cmocka_run_group_tests_name("octets", tests, NULL, NULL);
}
