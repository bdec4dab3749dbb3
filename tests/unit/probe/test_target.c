#include "probe/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct target_case {
	const char *text;
	const char *host;
	uint16_t port;
	const char *server_name;	/* or NULL */
} targets[] = {
	{ "a.example:8443", "a.example", 8443, "a.example" },
	{ "https://a.example", "a.example", 443, "a.example" },
	{ "tls://a.example.:1", "a.example.", 1, "a.example" },
	{ "192.0.2.7:443", "192.0.2.7", 443, NULL },
	{ "[2001:db8::7]:443", "2001:db8::7", 443, NULL },
};

static void
targets_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		const struct target_case *c = &targets[i];
		struct err err = ERR_NONE;
		struct target target;

		if (target_parse(&target, c->text, &err) == -1)
			fail_msg("%s: %s", c->text, err.msg);
		assert_string_equal(target.endpoint, c->text);
		assert_string_equal(target.host, c->host);
		assert_int_equal(target.port, c->port);
		if (c->server_name != NULL)
			assert_string_equal(target.server_name,
			    c->server_name);
		else
			assert_null(target.server_name);
		target_release(&target);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_are_read),
	};

	return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
