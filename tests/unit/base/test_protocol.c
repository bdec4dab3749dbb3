#include "base/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/address.h"

/* What the registry of IANA, or the protocol's own maker, says. */
static const struct port_case {
	const char *name;
	uint16_t port;
	enum starttls starttls;
} ports[] = {
	{ "tls", 443, STARTTLS_NONE },
	{ "https", 443, STARTTLS_NONE },
	{ "smtp", 25, STARTTLS_SMTP },
	{ "submission", 587, STARTTLS_SMTP },
	{ "smtps", 465, STARTTLS_NONE },
	{ "lmtp", 24, STARTTLS_LMTP },
	{ "imap", 143, STARTTLS_IMAP },
	{ "imaps", 993, STARTTLS_NONE },
	{ "pop3", 110, STARTTLS_POP3 },
	{ "pop3s", 995, STARTTLS_NONE },
	{ "sieve", 4190, STARTTLS_SIEVE },
	{ "ftp", 21, STARTTLS_FTP },
	{ "ftps", 990, STARTTLS_NONE },
	{ "ldap", 389, STARTTLS_LDAP },
	{ "ldaps", 636, STARTTLS_NONE },
	{ "xmpp", 5222, STARTTLS_XMPP },
	{ "xmpps", 5223, STARTTLS_NONE },
	{ "xmpp-server", 5269, STARTTLS_XMPP_SERVER },
	{ "xmpps-server", 5270, STARTTLS_NONE },
	{ "nntp", 119, STARTTLS_NNTP },
	{ "nntps", 563, STARTTLS_NONE },
	{ "irc", 6667, STARTTLS_IRC },
	{ "ircs", 6697, STARTTLS_NONE },
	{ "postgres", 5432, STARTTLS_POSTGRES },
	{ "postgresql", 5432, STARTTLS_POSTGRES },
	{ "mysql", 3306, STARTTLS_MYSQL },
	{ "mariadb", 3306, STARTTLS_MYSQL },
	{ "rdp", 3389, STARTTLS_RDP },
	{ "mqtts", 8883, STARTTLS_NONE },
	{ "amqps", 5671, STARTTLS_NONE },
	{ "sips", 5061, STARTTLS_NONE },
};

static void
each_has_its_port_and_way_to_tls(void **state)
{
	size_t n;

	(void)state;
	protocol_list(&n);
	assert_int_equal(n, sizeof(ports) / sizeof(ports[0]));
	for (size_t i = 0; i < n; i++) {
		const struct port_case *c = &ports[i];
		const struct protocol *found = protocol_find(c->name,
		    strlen(c->name));

		if (found == NULL)
			fail_msg("%s is missing", c->name);
		assert_string_equal(found->name, c->name);
		assert_int_equal(found->port, c->port);
		assert_int_equal(found->starttls, c->starttls);
		assert_true(strlen(found->source) > 0);
	}
}

static void
each_is_a_scheme(void **state)
{
	size_t n;
	const struct protocol *list = protocol_list(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct address address;
		struct err err = ERR_NONE;
		char text[64];

		snprintf(text, sizeof(text), "%s://example.net",
		    list[i].name);
		if (address_parse(&address, text, &err) == -1)
			fail_msg("%s", err.msg);
		assert_ptr_equal(address.protocol, &list[i]);
		assert_int_equal(address.port, list[i].port);
	}
}

static void
names_are_whole_and_in_either_case(void **state)
{
	(void)state;
	assert_ptr_equal(protocol_find("IMAPS", 5),
	    protocol_find("imaps", 5));
	assert_null(protocol_find("imaps", 3));
	assert_null(protocol_find("ima", 3));
	assert_null(protocol_find("", 0));
	assert_string_equal(protocol_tls()->name, "tls");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_its_port_and_way_to_tls),
		cmocka_unit_test(each_is_a_scheme),
		cmocka_unit_test(names_are_whole_and_in_either_case),
	};

	return cmocka_run_group_tests_name("protocol", tests, NULL, NULL);
}
