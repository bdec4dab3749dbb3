#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/host.h"

#include "forge/forge.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const struct host_case {
	const char *line, *host;
	enum host_fit want;
} host_cases[] = {
	{ "a san=dns:a.example", "a.example", HOST_FITS },
	{ "b san=dns:a.example", "A.Example.", HOST_FITS },
	{ "c san=dns:a.example", "b.example", HOST_OTHER },
	{ "d san=dns:*.example.net", "a.example.net", HOST_FITS },
	{ "e san=dns:*.example.net", "a.b.example.net", HOST_OTHER },
	{ "f san=dns:a*.example.net", "ab.example.net", HOST_OLD_WAY },
	{ "g subject=/CN=a.example", "a.example", HOST_OLD_WAY },
	{ "h subject=/CN=a.example san=dns:b.example", "a.example",
	    HOST_OTHER },
	{ "i san=ip:192.0.2.1", "192.0.2.1", HOST_FITS },
	{ "j san=ip:2001:db8::1", "2001:DB8:0::1", HOST_FITS },
	{ "k san=ip:192.0.2.1", "192.0.2.2", HOST_OTHER },
	{ "l san=dns:192.0.2.1", "192.0.2.1", HOST_OLD_WAY },
	{ "m subject=/CN=192.0.2.1", "192.0.2.1", HOST_OLD_WAY },
	{ "n san=dns:a.example", ".", HOST_OTHER },
	{ "o san=dns:a.example", "", HOST_OTHER },
};

static void
judge(const struct host_case *c)
{
	const char name[] = { c->line[0], '\0' };
	struct forge *forge = forge_new();
	struct err err = ERR_NONE;
	char message[300];
	struct cert *cert;
	struct span der;
	enum host_fit fit;

	if (forge_line(forge, c->line, message, sizeof(message)) == -1)
		fail_msg("%s: %s", c->line, message);
	der.p = forge_der(forge, name, &der.n);
	cert = cert_new(der, &err);
	assert_non_null(cert);
	fit = cert_host_fit(cert, c->host);
	if (fit != c->want)
		fail_msg("%s for %s: %d", c->line, c->host, (int)fit);
	cert_free(cert);
	forge_free(forge);
}

static void
hosts_are_found_by_alternative_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(host_cases); i++)
		judge(&host_cases[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_are_found_by_alternative_names),
	};

	return cmocka_run_group_tests_name("host", tests, NULL, NULL);
}
