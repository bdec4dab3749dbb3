#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/windows.h"

#include <string.h>

#include "unit/verify/expect.h"

/* Extensions and keys that some libraries refuse, know or pass over. */

#define NOW_S	1700000000	/* all certificates are valid */

static const char *const verifiers[] = { "openssl-1.0.1n", "openssl-1.0.2",
	"openssl-1.1", "openssl-3", "mbedtls-2.28", "mbedtls-3.6",
	"gnutls-3.7", "wolfssl-5", "bearssl-0.6", "go", "java" };

#define VERIFIERS (sizeof(verifiers) / sizeof(verifiers[0]))

/* As the real libraries answer, which the oracle asks about these shapes; that
 * of mbedTLS 3.6 is from its source. A letter is one that accepts, in the order
 * above: 1.0.1n, 1.0.2, 1.1, 3, mbedTLS 2.28 (b) and 3.6, GnuTLS (t), wolfSSL,
 * BearSSL (s), Go, Java. */
static const char letters[] = "0123b6twsgj";

static const struct accepted_case {
	const char *shape, *wanted;
} cases[] = {
	{ "critical need of a policy on the leaf", "0123w" },
	{ "critical need of a policy on the issuing CA", "0123w" },
	{ "critical need of a policy on the root", "0123wsj" },
	{ "critical no mapping of policies on the issuing CA", "0123wj" },
	{ "critical no policy for any on the issuing CA", "0123twj" },
	{ "critical mapped policies on the issuing CA", "0123j" },
	{ "critical a policy on the issuing CA", "0123twsgj" },
	{ "critical any policy on the issuing CA", "0123b6twsgj" },
	{ "critical Netscape's types on the leaf", "0123b6w" },
	{ "Netscape's types on the issuing CA", "0123b6twsgj" },
	{ "critical Netscape's types on the root", "0123b6wsj" },
	{ "critical a list's place on the leaf", "123twsg" },
	{ "critical access to the issuer on the leaf", "twsg" },
	{ "critical no check for revocation on the leaf", "3w" },
	{ "need of a policy on the issuing CA", "0123b6twsg" },
	{ "permitted directory on the issuing CA", "b6tsg" },
	{ "critical permitted directory on the issuing CA", "t" },
	{ "critical excluded other name on the issuing CA", "0123wj" },
	{ "critical permitted number on the root", "0123wsj" },
	{ "permitted directory and hosts on the issuing CA", "b6sg" },
	{ "critical number for a name on the leaf", "0123b6twsj" },
	{ "a need to staple on the issuing CA", "0123b6wsgj" },
	{ "stapling by leaf and issuing CA", "0123b6twsgj" },
	{ "stapling by leaf and root", "0123b6wsgj" },
	{ "policy needed and there", "0123b6twsgj" },
	{ "policy needed, another there", "0123b6twsg" },
	{ "policy needed, any below", "0123b6twsgj" },
	{ "policy needed, any above", "0123b6twsgj" },
	{ "policy needed, any is inhibited", "0123tw" },
	{ "policy needed, any is inhibited in passing", "0123b6twsgj" },
	{ "policy needed and mapped", "0123b6twsgj" },
	{ "policy needed and mapped away", "0123b6twsg" },
	{ "policy needed and mapped from any", "0123b6twsgj" },
	{ "policy needed, mapped to any", "0123b6twsg" },
	{ "policy needed by the leaf, another there", "0123b6twsg" },
	{ "mapping inhibited above", "0123b6twsg" },
	{ "mapping allowed above", "0123b6twsgj" },
	{ "policy needed below a self-issued CA", "0123b6twsg" },
	{ "key of p224 on the leaf", "0123btwgj" },
	{ "key of p224 on the issuing CA", "0123btwg" },
	{ "key of p224 on the root", "0123btwg" },
	{ "key of p224 on another root", "0123b6twsgj" },
	{ "key of p224 beside the path", "0123b6twsgj" },
	{ "key of secp256k1 on the leaf", "0123bwj" },
	{ "key of secp256k1 on the issuing CA", "0123bw" },
	{ "key of secp256k1 on the root", "0123bw" },
	{ "key of secp256k1 on another root", "0123b6twsgj" },
	{ "key of secp256k1 beside the path", "0123b6twsj" },
	{ "key of brainpool on the leaf", "123b6wj" },
	{ "key of brainpool on the issuing CA", "123b6w" },
	{ "key of brainpool on the root", "123b6w" },
	{ "key of brainpool on another root", "0123b6twsgj" },
	{ "key of brainpool beside the path", "0123b6twsj" },
	{ "key of explicit on the leaf", "012" },
	{ "key of explicit on the issuing CA", "012" },
	{ "key of explicit on the root", "012" },
	{ "key of explicit on another root", "0123b6twsgj" },
	{ "key of explicit beside the path", "0123ts" },
	{ "key of ed448 on the leaf", "23twgj" },
	{ "key of ed448 on the issuing CA", "23twj" },
	{ "key of ed448 on the root", "23twj" },
	{ "key of ed448 beside the path", "0123twsgj" },
	{ "key of rsapss2048 on the leaf", "23tgj" },
	{ "key of rsapss2048 on the issuing CA", "23twj" },
	{ "key of rsapss2048 on the root", "23twj" },
	{ "key of rsapss2048 on another root", "0123b6twsgj" },
	{ "key of rsapss2048 beside the path", "0123twsgj" },
};

static void
accepting(char *out, struct pki *pki, const char *shape)
{
	for (size_t v = 0; v < VERIFIERS; v++) {
		struct question question = expect_question(pki, shape,
		    verifiers[v]);
		struct windows windows;
		struct err err = ERR_NONE;

		assert_int_equal(windows_compute(&windows, &question, &err),
		    0);
		if (windows_at(&windows, NOW_S)->accepted)
			*out++ = letters[v];
		windows_release(&windows);
	}
	*out = '\0';
}

static void
test_who_accepts(void **state)
{
	char found[VERIFIERS + 1];
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		accepting(found, &pki, cases[i].shape);
		if (strcmp(found, cases[i].wanted) == 0)
			continue;
		print_error("%s:\n  wanted %s\n  found  %s\n",
		    cases[i].shape, cases[i].wanted, found);
		bad++;
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* One that cannot be read is told from one that no path needs. */
static void
test_unread_is_blamed(void **state)
{
	static const char *const readers[] = { "go", "java" };
	struct question question;
	struct windows windows;
	struct err err = ERR_NONE;
	struct pki pki;

	(void)state;
	pki_init(&pki);
	for (size_t v = 0; v < 2; v++) {
		question = expect_question(&pki,
		    "key of explicit beside the path", readers[v]);
		assert_int_equal(windows_compute(&windows, &question, &err),
		    0);
		assert_int_equal(windows_at(&windows, NOW_S)->blame,
		    BLAME_WEAK);
		assert_ptr_equal(windows_at(&windows, NOW_S)->blamed,
		    pki_cert(&pki, "other"));
		windows_release(&windows);
	}
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_accepts),
		cmocka_unit_test(test_unread_is_blamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
