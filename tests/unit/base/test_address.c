#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/address.h"

#include <string.h>

#define SIXTY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME_253 SIXTY "." SIXTY "." SIXTY "." SIXTY ".aaaaaaaaa"

#define SEE	"kedge-scan --list-protocols shows what there is"
#define PATH	"has a path, which is no part of a target; write what stands " \
	"before it"

static const struct good_case {
	const char *text, *protocol, *host;
	uint16_t port;
	bool is_numeric;
} good_cases[] = {
	{ "example.net:8443", "tls", "example.net", 8443, false },
	{ "EXAMPLE.net:1", "tls", "EXAMPLE.net", 1, false },
	{ "a_b-c.d:65535", "tls", "a_b-c.d", 65535, false },
	{ "192.0.2.7:443", "tls", "192.0.2.7", 443, true },
	{ "[2001:db8::1]:443", "tls", "2001:db8::1", 443, true },
	{ "[::ffff:192.0.2.1]:5", "tls", "::ffff:192.0.2.1", 5, true },
	{ "[fe80::1%eth0]:443", "tls", "fe80::1%eth0", 443, true },
	{ "imap://[fe80::1%br-a.5]", "imap", "fe80::1%br-a.5", 143, true },
	{ "tls://example.net", "tls", "example.net", 443, false },
	{ "TLS://example.net:993", "tls", "example.net", 993, false },
	{ "https://example.net", "https", "example.net", 443, false },
	{ "https://example.net/", "https", "example.net", 443, false },
	{ "https://example.net:99/", "https", "example.net", 99, false },
	{ "https://[2001:db8::1]/", "https", "2001:db8::1", 443, true },
	{ "https://[2001:db8::1]", "https", "2001:db8::1", 443, true },
	{ "https://[2001:db8::1]:99", "https", "2001:db8::1", 99, true },
	{ "smtp://example.net", "smtp", "example.net", 25, false },
	{ "smtp://example.net:587", "smtp", "example.net", 587, false },
	{ "XMPP-Server://[::1]", "xmpp-server", "::1", 5269, true },
	{ "example.net:00443", "tls", "example.net", 443, false },
	{ NAME_253 ":443", "tls", NAME_253, 443, false },
};

static const struct bad_case {
	const char *text, *message;
} bad_cases[] = {
	{ "", "'' names no host; write host:port" },
	{ ":443", "':443' names no host; write host:port" },
	{ "https://", "'https://' names no host; write host:port" },
	{ "example.net", "'example.net' lacks a port; write host:port, or "
	    "https://host for port 443" },
	{ "[2001:db8::1]", "'[2001:db8::1]' lacks a port; write host:port, or "
	    "https://host for port 443" },
	{ "example.net:", "'example.net:' needs a port from 1 to 65535 after "
	    "its last colon" },
	{ "example.net:0", "'example.net:0' needs a port from 1 to 65535 "
	    "after its last colon" },
	{ "example.net:65536", "'example.net:65536' needs a port from 1 to "
	    "65535 after its last colon" },
	{ "example.net:4294967739", "'example.net:4294967739' needs a port "
	    "from 1 to 65535 after its last colon" },
	{ "example.net:+443", "'example.net:+443' needs a port from 1 to "
	    "65535 after its last colon" },
	{ "https://example.net/login", "'https://example.net/login' " PATH },
	{ "https://example.net//", "'https://example.net//' " PATH },
	{ "https://example.net:443/a:1/", "'https://example.net:443/a:1/' "
	    PATH },
	{ "example.net:443/", "'example.net:443/' " PATH },
	{ "https:///", "'https:///' names no host; write host:port" },
	{ "user@example.net:443", "the host of 'user@example.net:443' may "
	    "hold only letters, digits, '.', '-' and '_'" },
	{ "[fe80::1%]:1", "'[fe80::1%]:1' should have an IPv6 address in its "
	    "brackets, as in [2001:db8::1]:443" },
	{ "[fe80::1%a%b]:1", "'[fe80::1%a%b]:1' should have an IPv6 address "
	    "in its brackets, as in [2001:db8::1]:443" },
	{ "[%eth0]:1", "'[%eth0]:1' should have an IPv6 address in its "
	    "brackets, as in [2001:db8::1]:443" },
	{ "[fe80::1%0123456789abcdef]:1", "'[fe80::1%0123456789abcdef]:1' "
	    "should have an IPv6 address in its brackets, as in "
	    "[2001:db8::1]:443" },
	{ "192.0.2.7%eth0:1", "the host of '192.0.2.7%eth0:1' may hold only "
	    "letters, digits, '.', '-' and '_'" },
	{ "2001:db8::1:443", "'2001:db8::1:443' has several colons; an IPv6 "
	    "address goes in brackets, as in [2001:db8::1]:443" },
	{ "[2001:db8::1:443", "'[2001:db8::1:443' should have an IPv6 address "
	    "in its brackets, as in [2001:db8::1]:443" },
	{ "[]:443", "'[]:443' should have an IPv6 address in its brackets, "
	    "as in [2001:db8::1]:443" },
	{ "[192.0.2.1]:443", "'[192.0.2.1]:443' should have an IPv6 address "
	    "in its brackets, as in [2001:db8::1]:443" },
	{ "[::1]443", "'[::1]443' should have an IPv6 address in its "
	    "brackets, as in [2001:db8::1]:443" },
	{ "gopher://example.net", "'gopher://example.net' has an unknown "
	    "scheme; " SEE },
	{ "://example.net", "'://example.net' has an unknown scheme; "
	    SEE },
	{ "a" NAME_253 ":443", "the host 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaa...' is longer than 253 bytes" },
};

static void
test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good_cases) / sizeof(good_cases[0]);
	    i++) {
		const struct good_case *c = &good_cases[i];
		struct address address;
		struct err err = ERR_NONE;

		if (address_parse(&address, c->text, &err) == -1)
			fail_msg("%s: %s", c->text, err.msg);
		assert_string_equal(address.protocol->name, c->protocol);
		assert_string_equal(address.host, c->host);
		assert_int_equal(address.port, c->port);
		assert_int_equal(address.is_numeric, c->is_numeric);
	}
}

static void
test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_cases) / sizeof(bad_cases[0]);
	    i++) {
		const struct bad_case *c = &bad_cases[i];
		struct address address, before;
		struct err err = ERR_NONE;

		memset(&address, 0x5a, sizeof(address));
		before = address;
		if (address_parse(&address, c->text, &err) == 0)
			fail_msg("'%s' was taken", c->text);
		assert_string_equal(err.msg, c->message);
		assert_int_equal(err.code, ERR_POLICY);
		assert_memory_equal(&address, &before, sizeof(address));
	}
}

static void
test_is_name(void **state)
{
	static const char *const no[] = { "", "192.0.2.1", "2001:db8::1",
		"example.net:443", "a b", "a/b", "a" NAME_253 };

	(void)state;
	assert_true(address_is_name("example.net"));
	assert_true(address_is_name("192.0.2.1.example"));
	assert_true(address_is_name(NAME_253));
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		if (address_is_name(no[i]))
			fail_msg("'%s' was taken for a name", no[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_is_name),
	};

	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
