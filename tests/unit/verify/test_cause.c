#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/cause.h"

#include <stdlib.h>

#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"

#define IN_2023_S	INT64_C(1690000000)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Why the first window ends; where there is none, why not in 2023. */
static const struct cause_case {
	const char *shape, *verifier;
	const char *cert;	/* as pki_cert finds it */
	enum blame_class blame;
	const char *text;
} cases[] = {
	{ "leaf ends first", "openssl-3", "leaf", BLAME_EXPIRED,
	    "leaf 'leaf' expires" },
	{ "intermediate ends first", "openssl-3", "issuing", BLAME_EXPIRED,
	    "intermediate 'issuing' expires" },
	{ "root ends first", "openssl-3", "root", BLAME_EXPIRED,
	    "anchor 'root' expires" },
	{ "root ends first", "complete", "root", BLAME_EXPIRED,
	    "anchor 'root' expires" },
	/* All end at once: the one that ends most is to blame. */
	{ "no key ids", "openssl-3", "root", BLAME_EXPIRED,
	    "anchor 'root' expires" },
	{ "incident", "openssl-1.0.2", "new-by-old", BLAME_EXPIRED,
	    "cross-sign 'new' by 'old' expires" },
	{ "incident", "openssl-3", "issuing", BLAME_EXPIRED,
	    "intermediate 'issuing' expires" },
	/* Nobody tells it that the name and key are a root elsewhere. */
	{ "incident, old root alone", "openssl-1.0.2", "new-by-old",
	    BLAME_EXPIRED, "intermediate 'new' expires" },
	{ "incident, old root alone, new one known", "openssl-1.0.2",
	    "new-by-old", BLAME_EXPIRED,
	    "cross-sign 'new' by 'old' expires" },
	{ "dst, both roots", "openssl-1.0.2", "dst", BLAME_EXPIRED,
	    "anchor 'dst' expires" },
	{ "addtrust in reverse", "openssl-3", "twin", BLAME_EXPIRED,
	    "anchor 'twin' expires" },
	/* Nothing of its path ends: it turns to another one. */
	{ "dst, cross before root in the store", "openssl-3", "x1-by-dst",
	    BLAME_MISSING_ANCHOR, "no anchor for 'x1', issued by 'dst'" },
	{ "empty store", "openssl-3", "issuing", BLAME_MISSING_ANCHOR,
	    "no anchor for 'issuing', issued by 'root'" },
	{ "ends before it starts", "openssl-3", "leaf", BLAME_NOT_YET_VALID,
	    "leaf 'leaf' is not valid yet" },
	{ "path length too short", "openssl-3", "root", BLAME_CONSTRAINT,
	    "anchor 'root' may not be used like this" },
	{ "no CA", "openssl-3", "issuing", BLAME_CONSTRAINT,
	    "intermediate 'issuing' may not be used like this" },
	{ "leaf for clients", "openssl-3", "leaf", BLAME_CONSTRAINT,
	    "leaf 'leaf' may not be used like this" },
	{ "leaf for clients", "complete", "leaf", BLAME_CONSTRAINT,
	    "leaf 'leaf' may not be used like this" },
	{ "no CA", "complete", "issuing", BLAME_CONSTRAINT,
	    "intermediate 'issuing' may not be used like this" },
	{ "path length too short", "complete", "root", BLAME_CONSTRAINT,
	    "anchor 'root' may not be used like this" },
	{ "path length too short below", "complete", "policy",
	    BLAME_CONSTRAINT,
	    "intermediate 'policy' may not be used like this" },
	{ "name not permitted", "complete", "issuing", BLAME_CONSTRAINT,
	    "intermediate 'issuing' may not be used like this" },
	{ "no certificate signing", "complete", "issuing", BLAME_CONSTRAINT,
	    "intermediate 'issuing' may not be used like this" },
	{ "no certificate signing", "openssl-1.0.2", "issuing",
	    BLAME_CONSTRAINT,
	    "intermediate 'issuing' may not be used like this" },
	{ "no certificate signing", "openssl-3", "issuing", BLAME_CONSTRAINT,
	    "intermediate 'issuing' may not be used like this" },
	{ "bad signature", "complete", "leaf", BLAME_SIGNATURE,
	    "leaf 'leaf' bears a signature that 'issuing' did not make" },
	{ "bad signature", "openssl-1.0.2", "leaf", BLAME_SIGNATURE,
	    "leaf 'leaf' bears a signature that 'issuing' did not make" },
	{ "bad signature", "openssl-3", "leaf", BLAME_SIGNATURE,
	    "leaf 'leaf' bears a signature that 'issuing' did not make" },
	/* Key ids tell the two roots apart: the right one is missing. */
	{ "another key in the store", "complete", "issuing",
	    BLAME_MISSING_ANCHOR, "no anchor for 'issuing', issued by "
	    "'root'" },
	{ "another key in the store, no key ids", "complete", "issuing",
	    BLAME_SIGNATURE, "intermediate 'issuing' bears a signature that "
	    "'root' did not make" },
	{ "ends in 2060", "openssl-1.0.1", "root", BLAME_VERIFIER_LIMIT,
	    "a path exists, but this library does not find it beyond "
	    "'root'" },
};

static struct cause
first_cause(const struct question *question, const struct pki *pki)
{
	struct windows windows = { 0 };
	struct window window;
	struct cause cause;
	struct err err = ERR_NONE;
	size_t at = 0;

	assert_int_equal(windows_compute(&windows, question, &err), 0);
	if (windows_next(&windows, &at, &window))
		cause = cause_of_end(question, &pki->known, &windows,
		    &window);
	else
		cause = cause_of_refusal(question, &pki->known,
		    windows_at(&windows, IN_2023_S));
	windows_release(&windows);
	return cause;
}

static void
test_causes(void **state)
{
	char message[256];
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct cause_case *c = &cases[i];
		struct question question;
		struct cause cause;
		char *text;

		assert_int_equal(pki_read(&pki, shape_find(c->shape)->text,
		    message, sizeof(message)), 0);
		question = pki_question(&pki, c->verifier);
		cause = first_cause(&question, &pki);
		text = cause_text(&cause);
		if (strcmp(text, c->text) != 0 || cause.blame != c->blame ||
		    cause.cert != pki_cert(&pki, c->cert)) {
			print_error("%s, %s: wanted %s (%s), found %s (%s)\n",
			    c->shape, c->verifier, c->text,
			    blame_class_name(c->blame), text,
			    blame_class_name(cause.blame));
			bad++;
		}
		free(text);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* Words for what no certificate is to blame for. */
static void
test_words(void **state)
{
	struct cause none = { 0 }, budget = { .blame = BLAME_BUDGET };
	char *text;

	(void)state;
	text = cause_text(&none);
	assert_string_equal(text, "");
	free(text);
	text = cause_text(&budget);
	assert_string_equal(text, "too much to examine");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
