/* What sets the members of OpenSSL's family apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/windows.h"

#include <stdlib.h>

#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"

#define WHOLE	"2020-01-01/2030-01-01"
#define NONE	"none"

static const char *const verifiers[] = { "openssl-1.0.1", "openssl-1.0.1n",
	"openssl-1.0.2", "openssl-1.0.2-trusted-first", "openssl-1.1" };

#define VERIFIERS (sizeof(verifiers) / sizeof(verifiers[0]))

static const struct windows_case {
	const char *shape;
	const char *wanted[VERIFIERS];
} cases[] = {
	{ "incident",
	    { "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2031-02-12T18:48:52Z",
	      "2022-10-08/2031-02-12T18:48:52Z" } },
	{ "incident, old root alone",
	    { "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z" } },
	{ "dst, cross before root in the store",
	    { NONE, NONE, NONE, NONE,
	      "2020-10-01/2021-01-20T19:14:03Z "
	      "2024-09-30T18:14:03Z/2025-09-15T16:00:00Z" } },
	{ "dst, both roots",
	    { "2021-01-20T19:14:03Z/2021-09-30T14:01:15Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:15Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:15Z",
	      "2020-10-01/2025-09-15T16:00:00Z",
	      "2020-10-01/2025-09-15T16:00:00Z" } },
	{ "addtrust",
	    { "2020-01-01/2020-05-30T10:48:38Z",
	      "2020-01-01/2020-05-30T10:48:38Z",
	      "2020-01-01/2020-05-30T10:48:38Z", WHOLE, WHOLE } },
	{ "addtrust in reverse",
	    { WHOLE, WHOLE, WHOLE, "2020-01-01/2023-01-01",
	      "2020-01-01/2023-01-01" } },
	{ "expired twin first in the store",
	    { "2020-01-01/2022-01-01", "2020-01-01/2022-01-01",
	      "2020-01-01/2022-01-01", "2020-01-01/2022-01-01", WHOLE } },
	{ "expired twin last in the store",
	    { WHOLE, WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "two windows of one twin each",
	    { "2020-01-01/2022-01-01", "2020-01-01/2022-01-01",
	      "2020-01-01/2022-01-01", "2020-01-01/2022-01-01",
	      "2020-01-01/2022-01-01 2024-01-01/2026-01-01" } },
	{ "intermediate in the store", { NONE, NONE, NONE, NONE, NONE } },
	{ "intermediate in the store, its issuer is served",
	    { WHOLE, WHOLE, WHOLE, NONE, NONE } },
	{ "expired intermediate in the store",
	    { WHOLE, WHOLE, WHOLE, "2020-01-01/2022-01-01",
	      "2020-01-01/2022-01-01" } },
	{ "cross of its own issuer, twice", { NONE, NONE, NONE, NONE, NONE } },
	{ "self-signed leaf in the store", { NONE, NONE, NONE, NONE, WHOLE } },
	{ "loop, both roots",
	    { "2020-01-01/2026-01-01", "2020-01-01/2026-01-01",
	      "2020-01-01/2026-01-01", WHOLE, WHOLE } },
	{ "loop in the store", { NONE, NONE, NONE, NONE, NONE } },
	{ "no certificate signing, a twin may",
	    { WHOLE, WHOLE, WHOLE, WHOLE, NONE } },
	{ "path length too short", { WHOLE, WHOLE, WHOLE, WHOLE, NONE } },
	{ "common name not permitted", { WHOLE, WHOLE, WHOLE, WHOLE, NONE } },
	{ "alternative below the top",
	    { NONE, "2020-01-01/2028-01-01", "2020-01-01/2028-01-01",
	      "2020-01-01/2028-01-01", "2020-01-01/2028-01-01" } },
	{ "alternative in the middle",
	    { NONE, "2020-01-01/2027-01-01", "2020-01-01/2027-01-01",
	      "2020-01-01/2027-01-01", "2020-01-01/2027-01-01" } },
	{ "two crosses to go back over",
	    { NONE, "2020-01-01/2028-01-01", "2020-01-01/2028-01-01",
	      "2020-01-01/2028-01-01", "2020-01-01/2028-01-01" } },
	{ "ends in 2060",
	    { "2020-01-01/2050-01-01", "2020-01-01/2050-01-01",
	      "2020-01-01/2060-01-01", "2020-01-01/2060-01-01",
	      "2020-01-01/2060-01-01" } },
};

static const struct strength_case {
	const char *name, *text;
	const char *verifier, *wanted;
} strength_cases[] = {
	{ "MD5", "root ca=yes key=rsa type=rsa2048\n"
	    "leaf issuer=root hash=md5\nserved: leaf\nstore: root\n",
	    "openssl-1.1", NONE },
	{ "MD5, long ago", "root ca=yes key=rsa type=rsa2048\n"
	    "leaf issuer=root hash=md5\nserved: leaf\nstore: root\n",
	    "openssl-1.0.2", WHOLE },
	{ "MD5 on the root itself",
	    "root ca=yes key=rsa type=rsa2048 hash=md5\n"
	    "leaf issuer=root\nserved: leaf\nstore: root\n",
	    "openssl-1.1", WHOLE },
	{ "SHA-1", "root ca=yes\nleaf issuer=root hash=sha1\n"
	    "served: leaf\nstore: root\n", "openssl-1.1", WHOLE },
	{ "RSA of 1024 bits", "root ca=yes key=small type=rsa1024\n"
	    "leaf issuer=root\nserved: leaf\nstore: root\n",
	    "openssl-1.1", WHOLE },
	{ "Edwards curve", "root ca=yes key=edwards type=ed25519\n"
	    "leaf issuer=root\nserved: leaf\nstore: root\n",
	    "openssl-1.0.2", NONE },
	{ "Edwards curve, known", "root ca=yes key=edwards type=ed25519\n"
	    "leaf issuer=root\nserved: leaf\nstore: root\n",
	    "openssl-1.1", WHOLE },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Counts where the answer is not the wanted one, and says so. */
static size_t
judge(struct pki *pki, const char *name, const char *text,
    const char *verifier, const char *wanted)
{
	struct question question;
	char message[256], *found;
	size_t bad;

	if (pki_read(pki, text, message, sizeof(message)) == -1)
		fail_msg("%s: %s", name, message);
	question = pki_question(pki, verifier);
	found = pki_windows_text(&question);
	bad = strcmp(found, wanted) != 0;
	if (bad)
		print_error("%s, %s:\n  wanted %s\n  found  %s\n", name,
		    verifier, wanted, found);
	free(found);
	return bad;
}

static void
test_paths(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t v = 0; v < VERIFIERS; v++)
			bad += judge(&pki, cases[i].shape,
			    shape_find(cases[i].shape)->text, verifiers[v],
			    cases[i].wanted[v]);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

static void
test_strength(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(strength_cases); i++) {
		const struct strength_case *c = &strength_cases[i];

		bad += judge(&pki, c->name, c->text, c->verifier, c->wanted);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_strength),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
