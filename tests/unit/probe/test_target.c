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
	const char *protocol;
} targets[] = {
	{ "a.example:8443", "a.example", 8443, "a.example", "tls" },
	{ "https://a.example", "a.example", 443, "a.example", "https" },
	{ "tls://a.example.:1", "a.example.", 1, "a.example", "tls" },
	{ "imap://a.example", "a.example", 143, "a.example", "imap" },
	{ "192.0.2.7:443", "192.0.2.7", 443, NULL, "tls" },
	{ "192.0.2.7.:443", "192.0.2.7.", 443, NULL, "tls" },
	{ "[2001:db8::7]:443", "2001:db8::7", 443, NULL, "tls" },
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
		assert_string_equal(target_protocol_name(&target),
		    c->protocol);
		assert_string_equal(target_hop_host(&target), c->host);
		assert_int_equal(target_hop_port(&target), c->port);
		target_release(&target);
	}
}

static void
a_target_is_tls_and_direct_unless_told(void **state)
{
	struct proxy proxy = { .host = "proxy.example", .port = 1080 };
	struct target target = { .host = "a.example", .port = 443 };

	(void)state;
	assert_string_equal(target_protocol_name(&target), "tls");
	target.proxy = &proxy;
	assert_string_equal(target_hop_host(&target), "proxy.example");
	assert_int_equal(target_hop_port(&target), 1080);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_are_read),
		cmocka_unit_test(a_target_is_tls_and_direct_unless_told),
	};

	return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
