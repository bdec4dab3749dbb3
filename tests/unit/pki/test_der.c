#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pki/der.h"

#include "base/mem.h"

static const struct der_case {
	const char *name;
	const char *bytes;
	size_t n;
	bool whole;
	size_t content_n, rest_n;
} cases[] = {
	{ "nothing", "", 0, false, 0, 0 },
	{ "a tag alone", "\x30", 1, false, 0, 0 },
	{ "an empty sequence", "\x30\x00", 2, true, 0, 0 },
	{ "one byte and more behind", "\x02\x01\x05\x02", 4, true, 1, 1 },
	{ "content cut", "\x02\x02\x05", 3, false, 0, 0 },
	{ "a long length", "\x04\x81\x01x", 4, true, 1, 0 },
	{ "a length longer than it has to be", "\x04\x84\x00\x00\x00\x01x", 7,
	    true, 1, 0 },
	{ "five bytes of length", "\x04\x85\x00\x00\x00\x00\x01x", 8, false,
	    0, 0 },
	{ "the length cut", "\x04\x82\x01", 3, false, 0, 0 },
	{ "the largest length", "\x04\x84\xff\xff\xff\xffx", 7, false, 0, 0 },
	{ "an indefinite length", "\x30\x80\x00\x00", 4, false, 0, 0 },
	{ "a tag of several bytes", "\x1f\x81\x01\x00", 4, false, 0, 0 },
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct der_case *c = &cases[i];
		uint8_t *exact = mem_dup(c->bytes, c->n);
		struct span rest = { exact, c->n };
		struct der element;
		bool whole = der_next(&element, &rest);

		if (whole != c->whole)
			fail_msg("%s: whole %d", c->name, whole);
		if (!whole && (rest.p != exact || rest.n != c->n))
			fail_msg("%s: moved", c->name);
		if (whole && (element.content.n != c->content_n ||
			rest.n != c->rest_n ||
			element.whole.n != c->n - c->rest_n))
			fail_msg("%s: content %zu, rest %zu", c->name,
			    element.content.n, rest.n);
		free(exact);
	}
}

static void
test_expect(void **state)
{
	struct span rest = { (const uint8_t *)"\x02\x01\x05", 3 };
	struct der element;

	(void)state;
	assert_int_equal(der_peek(rest), DER_INTEGER);
	assert_false(der_expect(&element, &rest, DER_SEQUENCE));
	assert_int_equal(rest.n, 3);
	assert_true(der_expect(&element, &rest, DER_INTEGER));
	assert_int_equal(der_peek(rest), 0);
	assert_false(der_expect(&element, &rest, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_expect),
	};

	return cmocka_run_group_tests_name("der", tests, NULL, NULL);
}
