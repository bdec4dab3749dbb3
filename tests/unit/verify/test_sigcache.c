#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/sigcache.h"

#include <stdio.h>

#include "unit/verify/pki.h"

static const char text[] =
    "root ca=yes\n"
    "twin subject=/CN=root key=root ca=yes until=2040-01-01T00:00:00Z\n"
    "other ca=yes\n"
    "leaf issuer=root\n"
    "bad issuer=root badsig=yes\n";

static void
setup(struct pki *pki, const char *what)
{
	char message[256];

	pki_init(pki);
	if (pki_read(pki, what, message, sizeof(message)) == -1)
		fail_msg("%s", message);
}

static void
test_answers(void **state)
{
	static const struct {
		const char *name, *child, *issuer;
		bool good;
	} cases[] = {
		{ "issuer", "leaf", "root", true },
		{ "issuer's twin with its key", "leaf", "twin", true },
		{ "somebody else", "leaf", "other", false },
		{ "itself", "root", "root", true },
		{ "a bit of the signature is wrong", "bad", "root", false },
	};
	struct pki pki;
	size_t bad = 0;

	(void)state;
	setup(&pki, text);
	/* Twice: the second answer is the remembered one. */
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		size_t k = i % (sizeof(cases) / sizeof(cases[0]));
		bool good = sigcache_good(pki.signatures,
		    pki_cert(&pki, cases[k].child),
		    pki_cert(&pki, cases[k].issuer));

		if (good != cases[k].good) {
			print_error("%s: wanted %d, found %d\n",
			    cases[k].name, cases[k].good, good);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
	/* The twin shares the key of the root. */
	assert_int_equal(sigcache_checked(pki.signatures), 4);
	pki_release(&pki);
}

/* Twins share a key and not their edges. */
static void
test_edges(void **state)
{
	static const char odd[] =
	    "root ca=yes\n"
	    "twin subject=/CN=root key=root ca=yes ku=digitalSignature\n"
	    "other subject=/CN=root ca=yes\n"
	    "stray ca=yes\n"
	    "leaf issuer=root\n";
	static const struct {
		const char *issuer;
		unsigned edge;
	} cases[] = {
		{ "root", EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN },
		{ "twin", EDGE_NAMED | EDGE_LIKELY },
		{ "other", EDGE_NAMED },
		{ "stray", 0 },
	};
	struct pki pki;

	(void)state;
	setup(&pki, odd);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(sigcache_edge(pki.signatures,
		    pki_cert(&pki, "leaf"), pki_cert(&pki,
		    cases[i % 4].issuer)), cases[i % 4].edge);
	assert_int_equal(sigcache_checked(pki.signatures), 0);
	pki_release(&pki);
}

/* More pairs than it has room for at first. */
static void
test_grows(void **state)
{
	enum { CERTS = 30 };
	const struct cert *certs[CERTS];
	char line[64], message[256];
	struct sigcache *cache = sigcache_new();
	struct pki pki;

	(void)state;
	setup(&pki, "");
	for (size_t i = 0; i < CERTS; i++) {
		snprintf(line, sizeof(line), "c%zu ca=yes", i);
		assert_int_equal(forge_line(pki.forge, line, message,
		    sizeof(message)), 0);
		snprintf(line, sizeof(line), "c%zu", i);
		certs[i] = pki_cert(&pki, line);
	}
	for (size_t i = 0; i < CERTS * CERTS; i++)
		assert_int_equal(sigcache_good(cache, certs[i / CERTS],
		    certs[i % CERTS]), i / CERTS == i % CERTS);
	assert_int_equal(sigcache_checked(cache), CERTS * CERTS);
	for (size_t i = 0; i < CERTS * CERTS; i++)
		assert_int_equal(sigcache_good(cache, certs[i / CERTS],
		    certs[i % CERTS]), i / CERTS == i % CERTS);
	assert_int_equal(sigcache_checked(cache), CERTS * CERTS);
	sigcache_free(cache);
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
