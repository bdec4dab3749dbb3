#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki/links.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "forge/forge.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const struct links_case {
	const char *name;
	const char *settings;
	const char *wanted;	/* kinds by |, URLs by blanks */
	bool must_staple;
	size_t n_passed_over;
} cases[] = {
	{ "none", "", "||", false, 0 },
	{ "one of each", "issuers=uri:http://a/c ocsp=uri:http://o crl="
	    "uri:http://a/r.crl staple=yes",
	    "http://a/c|http://o|http://a/r.crl", true, 0 },
	{ "in their order", "issuers=uri:http://b/1,uri:https://a/2",
	    "http://b/1 https://a/2||", false, 0 },
	{ "another scheme", "issuers=uri:ldap://a/b,uri:http://a/c "
	    "crl=uri:ldap:///x,uri:file:///etc/passwd", "http://a/c||", false,
	    3 },
	{ "capitals", "ocsp=uri:HTTP://A/", "|HTTP://A/|", false, 0 },
	{ "no host", "ocsp=uri:http://,uri:https://", "||", false, 2 },
	{ "a blank inside", "\"ocsp=uri:http://a b/\"", "||", false, 1 },
	{ "another kind of name", "issuers=dns:a.test", "||", false, 0 },
	{ "four and two more", "ocsp=uri:http://1,uri:http://2,uri:http://3,"
	    "uri:http://4,uri:http://5,uri:http://6", "|http://1 http://2 "
	    "http://3 http://4|", false, 2 },
};

static struct cert *
forge_one(struct forge *forge, const char *line)
{
	struct err err = ERR_NONE;
	char message[300];
	struct span der;
	struct cert *cert;

	forge_clear(forge);
	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s: %s", line, message);
	der.p = forge_der(forge, forge_cert_name(forge, 0), &der.n);
	cert = cert_new(der, &err);
	if (cert == NULL)
		fail_msg("%s: %s", line, err.msg);
	return cert;
}

static void
put(struct buf *text, const struct urls *urls)
{
	for (size_t i = 0; i < urls->n; i++)
		buf_printf(text, "%s%s", i ? " " : "", urls->items[i]);
}

static void
test_cases(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct links_case *c = &cases[i];
		char *line = mem_printf("leaf key=k %s", c->settings);
		struct cert *cert = forge_one(forge, line);
		struct buf text = BUF_INIT(4096);
		struct links links;

		links_read(&links, cert);
		put(&text, &links.issuers);
		buf_text(&text, "|");
		put(&text, &links.ocsp);
		buf_text(&text, "|");
		put(&text, &links.crls);
		if (strcmp(text.p, c->wanted) != 0)
			fail_msg("%s: %s", c->name, text.p);
		if (links.must_staple != c->must_staple ||
		    links.n_passed_over != c->n_passed_over)
			fail_msg("%s: staple %d, passed over %zu", c->name,
			    links.must_staple, links.n_passed_over);
		links_release(&links);
		buf_release(&text);
		cert_free(cert);
		free(line);
	}
	forge_free(forge);
}

/* The longest URL, and one byte more. */
static void
test_length(void **state)
{
	struct forge *forge = forge_new();

	(void)state;
	for (int more = 0; more <= 1; more++) {
		char *line = mem_printf("leaf key=k ocsp=uri:http://a/%0*d",
		    LIMIT_URL_BYTES - 9 + more, 0);
		struct cert *cert = forge_one(forge, line);
		struct links links;

		links_read(&links, cert);
		assert_int_equal(links.ocsp.n, 1 - more);
		assert_int_equal(links.n_passed_over, more);
		links_release(&links);
		cert_free(cert);
		free(line);
	}
	forge_free(forge);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_length),
	};

	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
