#include "probe/pace.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct sockaddr_storage
place(uint32_t address, uint16_t port)
{
	struct sockaddr_storage storage = { 0 };
	struct sockaddr_in *in = (struct sockaddr_in *)&storage;

	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(address);
	in->sin_port = htons(port);
	return storage;
}

static void
turns_come_in_order(void **state)
{
	const struct sockaddr_storage here = place(0x7f000001, 443);
	struct pace pace = { 0 };
	struct pace_waiter w[5];

	(void)state;
	assert_true(pace_enter(&pace, &here, &w[0]));
	assert_true(pace_enter(&pace, &here, &w[1]));
	assert_false(pace_enter(&pace, &here, &w[2]));
	assert_false(pace_enter(&pace, &here, &w[3]));
	assert_ptr_equal(pace_leave(&w[1]), &w[2]);
	assert_false(pace_enter(&pace, &here, &w[4]));
	assert_ptr_equal(pace_leave(&w[0]), &w[3]);
	assert_ptr_equal(pace_leave(&w[2]), &w[4]);
	assert_null(pace_leave(&w[3]));
	assert_null(pace_leave(&w[4]));
	assert_true(pace_enter(&pace, &here, &w[0]));
	pace_release(&pace);
}

static void
places_are_apart(void **state)
{
	const struct sockaddr_storage here = place(0x7f000001, 443);
	const struct sockaddr_storage port = place(0x7f000001, 444);
	const struct sockaddr_storage host = place(0x7f000002, 443);
	struct pace pace = { 0 };
	struct pace_waiter w[5];

	(void)state;
	assert_true(pace_enter(&pace, &here, &w[0]));
	assert_true(pace_enter(&pace, &here, &w[1]));
	assert_false(pace_enter(&pace, &here, &w[2]));
	assert_true(pace_enter(&pace, &port, &w[3]));
	assert_true(pace_enter(&pace, &host, &w[4]));
	pace_release(&pace);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(turns_come_in_order),
		cmocka_unit_test(places_are_apart),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
