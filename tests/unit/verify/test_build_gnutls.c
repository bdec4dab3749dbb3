#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/windows.h"

#include "unit/verify/expect.h"

#define WHOLE	"2020-01-01/2030-01-01T00:00:01Z"
#define NONE	"none"

/* 3.5 has no library here to judge it: what its source says is wanted. */
static const struct windows_case {
	const char *shape;
	const char *wanted[2];	/* by gnutls-3.5 and by gnutls-3.7 */
} cases[] = {
	{ "plain", { WHOLE, WHOLE } },
	{ "superfluous ones are served", { WHOLE, WHOLE } },
	{ "served out of order",
	    { "2020-01-01/2032-01-01T00:00:01Z",
	      "2020-01-01/2032-01-01T00:00:01Z" } },
	{ "leaf is served twice", { WHOLE, WHOLE } },
	{ "another root in the store", { NONE, NONE } },
	{ "incident",
	    { "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2031-02-12T18:48:53Z" } },
	{ "incident, new root first",
	    { "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2031-02-12T18:48:53Z" } },
	{ "incident, cross not served",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z" } },
	{ "dst, cross before root in the store",
	    { "2021-01-20T19:14:03Z/2024-09-30T18:14:04Z",
	      "2021-01-20T19:14:03Z/2024-09-30T18:14:04Z" } },
	{ "dst, both roots",
	    { "2021-01-20T19:14:03Z/2021-09-30T14:01:16Z",
	      "2021-01-20T19:14:03Z/2025-09-15T16:00:01Z" } },
	{ "addtrust in reverse", { WHOLE, WHOLE } },
	{ "addtrust", { "2020-01-01/2020-05-30T10:48:39Z", WHOLE } },
	{ "two windows of one twin each",
	    { "2020-01-01/2022-01-01T00:00:01Z "
	      "2024-01-01/2026-01-01",
	      "2020-01-01/2022-01-01T00:00:01Z "
	      "2024-01-01/2026-01-01" } },
	{ "intermediate in the store", { WHOLE, WHOLE } },
	{ "expired intermediate in the store", { WHOLE, WHOLE } },
	{ "leaf in the store", { WHOLE, WHOLE } },
	{ "leaf in the store, chain ends first", { NONE, NONE } },
	{ "loop, one root",
	    { "2020-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2026-01-01T00:00:01Z" } },
	{ "loop, no root", { NONE, NONE } },
	{ "self-issued CAs are not counted", { NONE, NONE } },
	{ "no basic constraints", { NONE, NONE } },
	{ "version 1 root", { WHOLE, WHOLE } },
	{ "no certificate signing, a twin may", { NONE, NONE } },
	{ "leaf for clients", { NONE, NONE } },
	{ "leaf for any purpose", { WHOLE, WHOLE } },
	{ "intermediate for clients", { NONE, NONE } },
	{ "wrong key id", { NONE, NONE } },
	{ "two common names permitted", { NONE, NONE } },
	{ "address permitted", { WHOLE, WHOLE } },
	{ "address not permitted", { NONE, NONE } },
	{ "mailbox permitted", { WHOLE, WHOLE } },
	{ "mailbox below what is permitted", { NONE, NONE } },
	{ "mailbox excluded", { NONE, NONE } },
	{ "another page excluded", { NONE, NONE } },
	{ "SHA-1 on the leaf", { WHOLE, NONE } },
	{ "SHA-1 on the root", { WHOLE, WHOLE } },
	{ "SHA-1 on an intermediate of the store", { WHOLE, WHOLE } },
	{ "MD5 on the leaf", { NONE, NONE } },
	{ "Ed25519 on the root", { NONE, WHOLE } },
	{ "Ed25519 on the leaf", { NONE, WHOLE } },
	{ "intermediate in the store, another served last", { WHOLE, NONE } },
	{ "seventeen are served", { NONE, NONE } },
	{ "leaf is served again as an issuer", { WHOLE, WHOLE } },
	{ "names share a bucket", { WHOLE, WHOLE } },
	{ "names share no bucket",
	    { "2020-01-01/2024-01-01T00:00:01Z",
	      "2020-01-01/2024-01-01T00:00:01Z" } },
	{ "last valid anchor at its last second",
	    { "2024-01-01/2030-01-01T00:00:01Z",
	      "2024-01-01/2030-01-01T00:00:01Z" } },
	{ "two crosses to go back over", { NONE, NONE } },
};

static void
test_windows(void **state)
{
	static const char *const verifiers[] = { "gnutls-3.5", "gnutls-3.7" };
	struct question question;
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t v = 0; v < 2; v++) {
			question = expect_question(&pki, cases[i].shape,
			    verifiers[v]);
			bad += expect_windows(&question, cases[i].shape,
			    cases[i].wanted[v]);
		}
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* Purposes are those that the application asks for. */
static void
test_purposes(void **state)
{
	static const struct {
		const char *shape;
		unsigned purpose;
		const char *wanted;
	} purposes[] = {
		{ "leaf for clients", EKU_ANY, WHOLE },
		{ "leaf for clients", EKU_CLIENT, WHOLE },
		{ "intermediate for clients", EKU_CLIENT, NONE },
		{ "intermediate for clients", EKU_ANY, WHOLE },
		{ "leaf for any purpose", EKU_CLIENT, WHOLE },
	};
	struct question question;
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
		question = expect_question(&pki, purposes[i].shape,
		    "gnutls-3.7");
		question.purpose = purposes[i].purpose;
		bad += expect_windows(&question, purposes[i].shape,
		    purposes[i].wanted);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* A renewed leaf is no longer the one that the store holds. */
static void
test_renewed_leaf(void **state)
{
	struct question question;
	struct pki pki;
	size_t bad;

	(void)state;
	pki_init(&pki);
	question = expect_question(&pki, "leaf in the store", "gnutls-3.7");
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
		cmocka_unit_test(test_purposes),
		cmocka_unit_test(test_renewed_leaf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
