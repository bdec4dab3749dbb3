#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

/* The ends of each range, and what lies beside them. */
static const struct reach_case {
	const char *address;
	bool is_public;
} cases[] = {
	{ "0.0.0.0", false }, { "0.255.255.255", false },
	{ "1.0.0.0", true }, { "9.255.255.255", true },
	{ "10.0.0.0", false }, { "10.255.255.255", false },
	{ "11.0.0.0", true }, { "100.63.255.255", true },
	{ "100.64.0.0", false }, { "100.127.255.255", false },
	{ "100.128.0.0", true }, { "126.255.255.255", true },
	{ "127.0.0.1", false }, { "127.255.255.255", false },
	{ "128.0.0.0", true }, { "169.253.255.255", true },
	{ "169.254.0.0", false }, { "169.254.169.254", false },
	{ "169.255.0.0", true }, { "172.15.255.255", true },
	{ "172.16.0.0", false }, { "172.31.255.255", false },
	{ "172.32.0.0", true }, { "192.0.0.255", false },
	{ "192.0.1.0", true }, { "192.0.2.1", false },
	{ "192.88.99.1", false }, { "192.167.255.255", true },
	{ "192.168.0.0", false }, { "192.168.255.255", false },
	{ "192.169.0.0", true }, { "198.17.255.255", true },
	{ "198.18.0.0", false }, { "198.19.255.255", false },
	{ "198.20.0.0", true }, { "198.51.100.7", false },
	{ "203.0.113.7", false }, { "223.255.255.255", true },
	{ "224.0.0.1", false }, { "239.255.255.255", false },
	{ "240.0.0.1", false }, { "255.255.255.255", false },
	{ "::", false }, { "::1", false }, { "::1.2.3.4", false },
	{ "::ffff:127.0.0.1", false }, { "::ffff:1.1.1.1", false },
	{ "64:ff9b::1.1.1.1", true }, { "64:ff9b::10.0.0.1", false },
	{ "64:ff9b:1::1.1.1.1", false }, { "100::1", false },
	{ "1fff:ffff::1", false }, { "2001::1", false },
	{ "2001:1ff:ffff::1", false }, { "2001:200::1", true },
	{ "2001:db8::1", false }, { "2001:db9::1", true },
	{ "2002:7f00:1::", false }, { "2003::1", true },
	{ "2606:4700::1", true }, { "3ffe:ffff::1", true },
	{ "3fff::1", false }, { "3fff:fff:ffff::1", false },
	{ "3fff:1000::1", true }, { "4000::1", false }, { "fc00::1", false },
	{ "fdff::1", false }, { "fe80::1", false }, { "fec0::1", false },
	{ "ff02::1", false },
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sockaddr_in v4 = { .sin_family = AF_INET };
		struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
		const char *text = cases[i].address;
		bool got;

		if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
			got = reach_is_public((struct sockaddr *)&v4);
		} else {
			assert_int_equal(inet_pton(AF_INET6, text,
			    &v6.sin6_addr), 1);
			got = reach_is_public((struct sockaddr *)&v6);
		}
		if (got != cases[i].is_public)
			fail_msg("%s: %d", text, got);
	}
}

static void
test_other_families(void **state)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };

	(void)state;
	assert_false(reach_is_public((struct sockaddr *)&local));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_other_families),
	};

	return cmocka_run_group_tests_name("reach", tests, NULL, NULL);
}
