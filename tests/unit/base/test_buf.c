#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

static void
test_ceiling(void **state)
{
	struct buf buf = BUF_INIT(10);

	(void)state;
	buf_text(&buf, "123456789");
	assert_false(buf.full);
	buf_text(&buf, "0");
	assert_false(buf.full);
	assert_string_equal(buf.p, "1234567890");
	buf_text(&buf, "");
	assert_false(buf.full);
	buf_text(&buf, "x");
	assert_true(buf.full);
	assert_string_equal(buf.p, "1234567890");
	buf_release(&buf);
	assert_int_equal(buf.max, 10);
}

/* What does not fit whole is not taken, nor is anything after it. */
static void
test_full_stays_full(void **state)
{
	struct buf buf = BUF_INIT(10);

	(void)state;
	buf_text(&buf, "12345");
	buf_printf(&buf, "%d", 678901);
	assert_true(buf.full);
	buf_text(&buf, "6");
	assert_string_equal(buf.p, "12345");
	assert_int_equal(buf.n, 5);
	buf_clear(&buf);
	assert_false(buf.full);
	assert_string_equal(buf.p, "");
	buf_printf(&buf, "%s-%d", "ab", 42);
	assert_string_equal(buf.p, "ab-42");
	buf_release(&buf);
}

static void
test_sizes_that_overflow(void **state)
{
	struct buf buf = BUF_INIT(SIZE_MAX / 2);

	(void)state;
	buf_text(&buf, "abc");
	buf_append(&buf, "x", SIZE_MAX);
	assert_true(buf.full);
	assert_string_equal(buf.p, "abc");
	buf_release(&buf);
}

static void
test_bytes(void **state)
{
	struct buf buf = BUF_INIT(100000);
	struct span span;

	(void)state;
	for (size_t i = 0; i < 50000; i++)
		buf_append(&buf, "\0a", 2);
	span = buf_span(&buf);
	assert_false(buf.full);
	assert_int_equal(span.n, 100000);
	assert_int_equal(span.p[99998], 0);
	assert_int_equal(span.p[99999], 'a');
	assert_int_equal(buf.p[100000], 0);
	buf_release(&buf);
	assert_int_equal(buf_span(&buf).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_full_stays_full),
		cmocka_unit_test(test_sizes_that_overflow),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
