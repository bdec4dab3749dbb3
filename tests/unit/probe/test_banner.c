#include "probe/banner.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct banner_case {
	const char *first;
	const char *protocol;	/* NULL: TLS, as far as one can tell */
} banners[] = {
	{ "", NULL },
	{ "\x16", NULL },
	{ "\x16\x03\x03", NULL },
	{ "\x15\x03\x01", NULL },
	{ "\x16\x04", "unknown" },
	{ "\x18\x03", "unknown" },
	{ "HTTP/1.0 400", "HTTP" },
	{ "SSH-2.0-x", "SSH" },
	{ "220 mail ESMTP", "SMTP" },
	{ "220 ProFTPD FTP", "FTP" },
	{ "* OK IMAP4", "IMAP" },
	{ "HTT", "unknown" },
	{ "\"IMPLEMENTATION\" \"x\"", "ManageSieve" },
	{ ":irc.example NOTICE * :hi", "IRC" },
	{ "NOTICE AUTH :hi", "IRC" },
	{ ":", "unknown" },
};

static void
banners_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(banners) / sizeof(banners[0]); i++) {
		const struct banner_case *c = &banners[i];
		struct span first = { (const uint8_t *)c->first,
			strlen(c->first) };

		if (banner_is_tls(first) != (c->protocol == NULL))
			fail_msg("is '%s' TLS?", c->first);
		if (c->protocol != NULL)
			assert_string_equal(banner_protocol(first),
			    c->protocol);
	}
}

static void
binary_banners_are_told_apart(void **state)
{
	static const uint8_t mysql[] = { 0x5b, 0, 0, 0, 10, '8', 0 };

	(void)state;
	assert_string_equal(banner_protocol((struct span){ mysql, 5 }),
	    "MySQL");
	assert_string_equal(banner_protocol((struct span){ mysql, 4 }),
	    "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(banners_are_told_apart),
		cmocka_unit_test(binary_banners_are_told_apart),
	};

	return cmocka_run_group_tests_name("banner", tests, NULL, NULL);
}
