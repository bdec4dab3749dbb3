#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/verifier.h"

#include <string.h>

static void
test_find(void **state)
{
	static const char *const names[] = { "complete", "openssl-1.0.1",
		"openssl-1.0.1n", "openssl-1.0.2",
		"openssl-1.0.2-trusted-first", "openssl-1.1", "openssl-3",
		"openssl-3-partial" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_non_null(verifier_find(names[i]));
		assert_string_equal(verifier_find(names[i])->name, names[i]);
	}
	assert_null(verifier_find("openssl"));
	assert_null(verifier_find(""));
}

/* A name stands for one row, and each row says what it models. */
static void
test_rows(void **state)
{
	const struct verifier *v;
	size_t n = 0;

	(void)state;
	for (; (v = verifier_at(n)) != NULL; n++) {
		assert_ptr_equal(verifier_find(v->name), v);
		assert_true(v->models[0] != '\0');
		assert_true(v->depth > 0);
		assert_in_range(v->delta_s, 0, 1);
		for (size_t i = 0; i < VERIFIER_SWITCHES && v->switches[i];
		    i++) {
			assert_non_null(verifier_find(v->switches[i]));
			assert_string_not_equal(v->switches[i], v->name);
		}
	}
	assert_true(n >= 4);
	assert_null(verifier_at(n + 1));
}

/* What is compared with mbedTLS 2.28 holds for 3.6: only its hello and the
 * curves that it takes for strong enough differ. */
static void
test_same_judge(void **state)
{
	const struct verifier *old = verifier_find("mbedtls-2.28");
	const struct verifier *new = verifier_find("mbedtls-3.6");
	struct verifier judge;

	(void)state;
	assert_string_equal(new->shape, "mbedtls-3.6");
	memcpy(&judge, new, sizeof(judge));
	judge.name = old->name;
	assert_int_equal(old->strength.kinds & ~new->strength.kinds,
	    KIND_P224 | KIND_SECP256K1);
	judge.strength.kinds = old->strength.kinds;
	judge.shape = old->shape;
	judge.models = old->models;
	assert_memory_equal(&judge, old, sizeof(judge));
}

static void
test_end(void **state)
{
	(void)state;
	assert_int_equal(verifier_end_s(verifier_find("openssl-3"), 1000),
	    1000);
	assert_int_equal(verifier_end_s(verifier_find("complete"), 1000),
	    1001);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_same_judge),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
