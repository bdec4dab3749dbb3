#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/windows.h"

#include "unit/verify/expect.h"

#define WHOLE	"2020-01-01/2030-01-01T00:00:01Z"
#define NONE	"none"

static const struct windows_case {
	const char *shape, *wanted;
} cases[] = {
	{ "plain", WHOLE },
	{ "superfluous ones are served", NONE },
	{ "served out of order", NONE },
	{ "leaf is served twice", NONE },
	{ "another root in the store", NONE },
	{ "root ends first", WHOLE },
	{ "root starts last", WHOLE },
	{ "one second", "2025-01-01/2025-01-01T00:00:02Z" },
	{ "incident", "2022-10-08/2031-02-12T18:48:53Z" },
	{ "dst alone", "2021-01-20T19:14:03Z/2024-09-30T18:14:04Z" },
	{ "addtrust", WHOLE },
	{ "two windows of one twin each", WHOLE },
	{ "self-signed leaf in the store", WHOLE },
	{ "loop in the store", WHOLE },
	{ "path length too short", WHOLE },
	{ "path length too short below", NONE },
	{ "version 1 root", NONE },
	{ "no certificate signing, a twin may", NONE },
	{ "leaf for clients", WHOLE },
	{ "leaf for gated cryptography", WHOLE },
	{ "intermediate for clients", WHOLE },
	{ "intermediate for gated cryptography", WHOLE },
	{ "leaf may only sign certificates", NONE },
	{ "bad signature", NONE },
	{ "name permitted", NONE },
	{ "name excluded by the root", WHOLE },
	{ "two common names permitted", NONE },
	{ "address permitted", NONE },
	{ "mailbox permitted", NONE },
	{ "another page excluded", NONE },
	{ "SHA-1 on the leaf", WHOLE },
	{ "MD5 on the leaf", NONE },
	{ "Ed25519 on the root", NONE },
	{ "Ed25519 on the leaf", NONE },
	{ "leaf is served again as an issuer", NONE },
	{ "alternative in the middle", WHOLE },
};

static void
test_windows(void **state)
{
	struct question question;
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		question = expect_question(&pki, cases[i].shape,
		    "bearssl-0.6");
		bad += expect_windows(&question, cases[i].shape,
		    cases[i].wanted);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* A leaf that the store holds is trusted by its name and key; once renewed it
 * may have another. */
static void
test_renewed_leaf(void **state)
{
	struct question question;
	struct pki pki;
	size_t bad;

	(void)state;
	pki_init(&pki);
	question = expect_question(&pki, "leaf in the store", "bearssl-0.6");
	question.leaf_renewed = true;
	bad = expect_windows(&question, "leaf in the store", NONE);
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_renewed_leaf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
