#include "probe/pools.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"

/* As many certificates as make a pool full, and one more pool is wanted. */
static void
fill(struct certpool *pool)
{
	const struct cert *cert;
	struct err err = ERR_NONE;

	for (size_t i = 0; i < LIMIT_POOL_CERTS; i++) {
		char *name = mem_printf("name %zu", i);
		uint8_t subject[64] = { 0x30, 0, 0x31, 0, 0x30, 0, 0x06, 3,
			0x55, 4, 3, 0x0c, 0 };
		static const uint8_t key[] = { 0x30, 0x2a, 0x30, 0x05, 0x06,
			0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, 1, 2, 3, 4,
			5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
			20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32 };
		size_t n = strlen(name);

		subject[1] = (uint8_t)(n + 11);
		subject[3] = (uint8_t)(n + 9);
		subject[5] = (uint8_t)(n + 7);
		subject[12] = (uint8_t)n;
		memcpy(subject + 13, name, n);
		if (certpool_add_anchor(pool, &cert, (struct span){ subject,
			n + 13 }, (struct span){ key, sizeof(key) },
			&err) == -1)
			fail_msg("%s", err.msg);
		free(name);
	}
}

static void
a_full_pool_goes_with_its_last_user(void **state)
{
	struct pools *pools = pools_new(NULL);
	struct pools_share *a = pools_borrow(pools), *b = pools_borrow(pools);
	struct pools_share *c, *d;

	(void)state;
	assert_ptr_equal(a, b);
	fill(a->pool);
	c = pools_borrow(pools);
	assert_ptr_not_equal(c, a);
	assert_int_equal(certpool_count(c->pool), 0);
	pools_return(pools, a);
	assert_int_equal(certpool_count(b->pool), LIMIT_POOL_CERTS);
	pools_return(pools, b);
	pools_return(pools, c);
	d = pools_borrow(pools);	/* an empty pool is used again */
	assert_ptr_equal(d, c);
	fill(d->pool);
	pools_return(pools, d);
	c = pools_borrow(pools);	/* the full one had no user */
	assert_int_equal(certpool_count(c->pool), 0);
	assert_null(c->older);
	pools_return(pools, c);
	pools_free(pools);
}

static void
a_callers_pool_is_kept(void **state)
{
	struct certpool *pool = certpool_new();
	struct pools *pools = pools_new(pool);
	struct pools_share *share = pools_borrow(pools);

	(void)state;
	assert_ptr_equal(share->pool, pool);
	fill(pool);
	pools_return(pools, share);
	share = pools_borrow(pools);
	assert_ptr_equal(share->pool, pool);
	pools_return(pools, share);
	pools_free(pools);
	assert_int_equal(certpool_count(pool), LIMIT_POOL_CERTS);
	certpool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_pool_goes_with_its_last_user),
		cmocka_unit_test(a_callers_pool_is_kept),
	};

	return cmocka_run_group_tests_name("pools", tests, NULL, NULL);
}
