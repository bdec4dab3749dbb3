#include "verify/hello.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "verify/verifier.h"

#define TLS1_2	0x0303

static void
verifiers_have_a_shape(void **state)
{
	const struct verifier *v;

	(void)state;
	for (size_t i = 0; (v = verifier_at(i)) != NULL; i++) {
		if (v->shape == NULL || hello_find(v->shape) == NULL)
			fail_msg("%s has no shape", v->name);
		if (hello_find(v->shape)->is_nameless)
			fail_msg("%s sends no server name", v->name);
	}
	assert_string_equal(verifier_find("complete")->shape, HELLO_WIDEST);
}

static void
names_are_unique(void **state)
{
	const struct hello *hello;

	(void)state;
	for (size_t i = 0; (hello = hello_at(i)) != NULL; i++) {
		if (hello_find(hello->name) != hello)
			fail_msg("there are two shapes '%s'", hello->name);
		assert_int_equal(hello_index(hello), i);
	}
	assert_null(hello_find("openssl"));
}

static void
each_has_a_twin_without_a_name(void **state)
{
	char name[64];
	const struct hello *hello, *twin;

	(void)state;
	for (size_t i = 0; (hello = hello_at(i)) != NULL; i++) {
		snprintf(name, sizeof(name), "%s-no-sni", hello->name);
		twin = hello_find(name);
		if (hello->is_nameless ? twin != NULL :
			twin == NULL || !twin->is_nameless ||
			twin->suites != hello->suites ||
			twin->newest != hello->newest)
			fail_msg("%s and its twin", hello->name);
	}
}

/* The words that lists may not hold, since the library does not have them. */
static const struct word_case {
	const char *shapes;	/* apart by spaces */
	const char *word;
} absent[] = {
	{ "openssl-1.0 mbedtls-2.7 mbedtls-2.28 esp-idf bearssl-0.6 "
	  "gnutls-3.5 libressl-3 nss android", "ed25519" },
	{ "openssl-1.0 mbedtls-2.7 mbedtls-2.28 esp-idf bearssl-0.6 "
	  "gnutls-3.5", "rsa_pss" },
	{ "openssl-3 mbedtls-2.28 mbedtls-3.6 esp-idf java webpki", "SHA1" },
	{ "openssl-3 mbedtls-2.28 mbedtls-3.6 esp-idf java webpki", "sha1" },
	{ "openssl-1.0 mbedtls-2.7 esp-idf", "CHACHA20" },
	{ "webpki libressl-3 android", "P-521" },
};

static bool
is_in(const struct hello *hello, const char *word)
{
	return strstr(hello->signatures, word) != NULL ||
	    strstr(hello->groups, word) != NULL ||
	    strstr(hello->suites, word) != NULL;
}

static void
libraries_offer_no_more_than_they_have(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		char *words = strdup(absent[i].shapes), *rest = words, *name;

		while ((name = strsep(&rest, " ")) != NULL) {
			if (is_in(hello_find(name), absent[i].word))
				fail_msg("%s offers %s", name,
				    absent[i].word);
		}
		free(words);
	}
}

/* Which of two kinds of key a server meets first, where both will do. */
static void
old_openssl_asks_for_rsa_first(void **state)
{
	const struct hello *old = hello_find("openssl-1.0");
	const struct hello *new = hello_find("openssl-1.1");

	(void)state;
	assert_int_equal(old->newest, TLS1_2);
	assert_memory_equal(old->suites, "ECDHE-RSA", 9);
	assert_memory_equal(new->suites, "ECDHE-ECDSA", 11);
	assert_memory_equal(old->signatures, "rsa", 3);
	assert_memory_equal(new->signatures, "ecdsa", 5);
}

static void
names_are_listed(void **state)
{
	char *names = hello_names();

	(void)state;
	assert_memory_equal(names, "any, android, ", 14);
	assert_null(strstr(names, "no-sni"));
	free(names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verifiers_have_a_shape),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(each_has_a_twin_without_a_name),
		cmocka_unit_test(libraries_offer_no_more_than_they_have),
		cmocka_unit_test(old_openssl_asks_for_rsa_first),
		cmocka_unit_test(names_are_listed),
	};

	return cmocka_run_group_tests_name("hello", tests, NULL, NULL);
}
