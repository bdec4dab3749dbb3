#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/windows.h"

#include <stdlib.h>

#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"

#define WHOLE	"2020-01-01/2030-01-01T00:00:01Z"
#define EVER	"always/never"
#define NONE	"none"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const verifiers[] = { "mbedtls-2.28", "mbedtls-2.7",
	"mbedtls-notime", "esp-crt-bundle" };

/* The first column is the real library's answer too: the oracle asks it about
 * these shapes. The others differ as the sources of those versions do. */
static const struct windows_case {
	const char *shape;
	const char *wanted[COUNT(verifiers)];
} cases[] = {
	{ "plain", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "served out of order", { NONE, NONE, NONE, NONE } },
	{ "leaf is served twice", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "intermediate is not served", { NONE, NONE, NONE, NONE } },
	{ "root ends first",
	    { "2020-01-01/2024-06-01T00:00:01Z",
	      "2020-01-01/2024-06-01T00:00:01Z", EVER, WHOLE } },
	{ "root starts last",
	    { "2023-01-01/2030-01-01T00:00:01Z",
	      "2023-01-01/2030-01-01T00:00:01Z", EVER, WHOLE } },
	{ "ends before it starts", { NONE, NONE, EVER, NONE } },
	{ "incident",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z", EVER,
	      "2022-10-08/2023-09-11T09:26:48Z" } },
	{ "incident, cross not served",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z", EVER,
	      "2022-10-08/2031-02-12T18:48:53Z" } },
	{ "dst, both roots",
	    { "2020-10-01/2025-09-15T16:00:01Z",
	      "2020-10-01/2025-09-15T16:00:01Z", EVER,
	      "2021-01-20T19:14:03Z/2024-09-30T18:14:04Z" } },
	{ "addtrust in reverse",
	    { "2020-01-01/2023-01-01T00:00:01Z",
	      "2020-01-01/2023-01-01T00:00:01Z", EVER, WHOLE } },
	{ "addtrust",
	    { WHOLE, WHOLE, EVER, "2020-01-01/2020-05-30T10:48:39Z" } },
	{ "expired twin first in the store", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "expired twin is served",
	    { WHOLE, WHOLE, EVER, "2020-01-01/2022-01-01T00:00:01Z" } },
	{ "two windows of one twin each",
	    { "2020-01-01/2022-01-01T00:00:01Z 2024-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2022-01-01T00:00:01Z 2024-01-01/2026-01-01T00:00:01Z",
	      EVER, WHOLE } },
	{ "intermediate in the store", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "expired intermediate in the store",
	    { "2020-01-01/2022-01-01T00:00:01Z",
	      "2020-01-01/2022-01-01T00:00:01Z", EVER, WHOLE } },
	{ "self-signed leaf in the store", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "leaf in the store", { NONE, NONE, NONE, NONE } },
	{ "path length too short", { NONE, NONE, NONE, WHOLE } },
	{ "path length too short below", { NONE, NONE, NONE, NONE } },
	{ "self-issued CAs are not counted", { NONE, NONE, NONE, WHOLE } },
	{ "version 1 root", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "leaf for any purpose", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "leaf may only encipher keys", { NONE, NONE, NONE, NONE } },
	{ "wrong key id", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "bad signature", { NONE, NONE, NONE, NONE } },
	{ "stored namesake of a served issuer", { WHOLE, NONE, EVER, WHOLE } },
	{ "expired twin of the issuer is served first",
	    { WHOLE, "2020-01-01/2022-01-01T00:00:01Z", EVER, WHOLE } },
	{ "root ends before its own next key",
	    { "2020-01-01/2024-01-01T00:00:01Z", NONE, EVER, WHOLE } },
	{ "version 1 root, a cross of it is served",
	    { WHOLE, NONE, EVER, NONE } },
	{ "eight intermediates", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "nine intermediates", { NONE, NONE, NONE, NONE } },
	{ "cross is served too early and again",
	    { "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z", EVER,
	      "2022-10-08/2023-09-11T09:26:48Z" } },
	{ "self-signed leaf, its twin in the store ends first",
	    { "2020-01-01/2024-01-01T00:00:01Z", WHOLE, EVER, WHOLE } },
	{ "served beside the path, with name constraints",
	    { NONE, NONE, NONE, NONE } },
	{ "served beside the path, an Ed25519 key",
	    { NONE, NONE, NONE, NONE } },
	{ "served beside the path, an Ed25519 signature",
	    { WHOLE, WHOLE, EVER, WHOLE } },
	{ "issuer's name in capitals", { WHOLE, WHOLE, EVER, NONE } },
	{ "issuer's name with another blank", { NONE, NONE, NONE, NONE } },
	{ "issuing CA by SHA-1", { NONE, NONE, NONE, WHOLE } },
	{ "root by SHA-1", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "leaf by SHA-1", { NONE, NONE, NONE, NONE } },
	{ "root of 1024 bits", { NONE, NONE, NONE, WHOLE } },
	{ "self-signed leaf by SHA-1 in the store",
	    { NONE, NONE, NONE, WHOLE } },
	{ "name permitted", { NONE, NONE, NONE, NONE } },
	{ "name excluded by the root", { NONE, NONE, NONE, WHOLE } },
	{ "alternative in the middle",
	    { "2020-01-01/2027-01-01T00:00:01Z",
	      "2020-01-01/2027-01-01T00:00:01Z", EVER, NONE } },
};

static const char *
shape_text(const char *name)
{
	const struct shape *shape = shape_find(name);

	if (shape == NULL)
		fail_msg("there is no shape '%s'", name);
	return shape->text;
}

/* Returns how many verifiers gave another answer. */
static size_t
check(struct pki *pki, const char *name, const char *text,
    const char *const *wanted)
{
	char message[256];
	size_t bad = 0;

	if (pki_read(pki, text, message, sizeof(message)) == -1)
		fail_msg("%s: %s", name, message);
	for (size_t v = 0; v < COUNT(verifiers); v++) {
		struct question question = pki_question(pki, verifiers[v]);
		char *found = pki_windows_text(&question);

		if (strcmp(found, wanted[v]) != 0) {
			print_error("%s, %s:\n  wanted %s\n  found  %s\n",
			    name, verifiers[v], wanted[v], found);
			bad++;
		}
		free(found);
	}
	return bad;
}

#define CHAIN	"root ca=yes until=2024-01-01T00:00:00Z\n"		\
	"issuing issuer=root ca=yes\nleaf issuer=issuing\n"
#define SERVED	"served: leaf issuing\n"
/* Names before and after "root" in a sorted bundle (a shorter name is less),
 * and a namesake. */
#define CROWD	"a ca=yes\nzebra ca=yes\n"				\
	"namesake subject=/CN=root ca=yes key=n\n"

/* Anchors that are only a name and a key. */
static const struct text_case {
	const char *name, *text;
	const char *wanted[COUNT(verifiers)];
} text_cases[] = {
	{ "a root's name and key", CHAIN SERVED "bare: root\n",
	    { WHOLE, WHOLE, EVER, WHOLE } },
	{ "an intermediate's name and key", CHAIN "served: leaf\n"
	    "bare: issuing\n", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "a name and another key", CHAIN CROWD SERVED "bare: namesake\n",
	    { NONE, NONE, NONE, NONE } },
	{ "the served root has dates", CHAIN "served: leaf issuing root\n"
	    "bare: root\n",
	    { WHOLE, WHOLE, EVER, "2020-01-01/2024-01-01T00:00:01Z" } },
	/* Of two the first is hit, of three the one in the middle. */
	{ "two of one name, the right one first", CHAIN CROWD SERVED
	    "bare: root namesake\n", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "two of one name, the right one last", CHAIN CROWD SERVED
	    "bare: namesake root\n", { WHOLE, WHOLE, EVER, NONE } },
	{ "another name before, the right one last", CHAIN CROWD SERVED
	    "bare: a namesake root\n", { WHOLE, WHOLE, EVER, NONE } },
	{ "two other names before, the right one last", CHAIN CROWD
	    "b ca=yes\n" SERVED "bare: a b namesake root\n",
	    { WHOLE, WHOLE, EVER, NONE } },
	{ "another name after, the right one last", CHAIN CROWD SERVED
	    "bare: namesake root zebra\n", { WHOLE, WHOLE, EVER, WHOLE } },
	{ "a name in another spelling", "root ca=yes key=r\n"
	    "issuing issuer=root ca=yes\nleaf issuer=issuing\n"
	    "shout subject=/CN=ROOT key=r ca=yes\n" SERVED "bare: shout\n",
	    { WHOLE, WHOLE, EVER, NONE } },
};

static void
test_shapes(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(cases); i++)
		bad += check(&pki, cases[i].shape,
		    shape_text(cases[i].shape), cases[i].wanted);
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

static void
test_bare_anchors(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(text_cases); i++)
		bad += check(&pki, text_cases[i].name, text_cases[i].text,
		    text_cases[i].wanted);
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* The other builders take them for roots without an end. */
static void
test_bare_anchors_elsewhere(void **state)
{
	static const char *const names[] = { "complete", "openssl-1.0.2",
		"openssl-3", "openssl-3-partial" };
	static const char *const wanted[] = { WHOLE, "2020-01-01/2030-01-01",
		"2020-01-01/2030-01-01", "2020-01-01/2030-01-01" };
	char message[256];
	struct pki pki;

	(void)state;
	pki_init(&pki);
	assert_int_equal(pki_read(&pki, CHAIN SERVED "bare: root\n", message,
	    sizeof(message)), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct question question = pki_question(&pki, names[i]);
		char *found = pki_windows_text(&question);

		assert_string_equal(found, wanted[i]);
		free(found);
	}
	pki_release(&pki);
}

/* Why it is refused, and over which certificate. */
static const struct blame_case {
	const char *shape, *verifier;
	enum blame_class blame;
	const char *blamed;
} blame_cases[] = {
	{ "nine intermediates", "mbedtls-2.28", BLAME_VERIFIER_LIMIT, "i2" },
	{ "nine intermediates", "mbedtls-2.7", BLAME_VERIFIER_LIMIT, "i2" },
	{ "served beside the path, with name constraints", "mbedtls-2.28",
	    BLAME_CONSTRAINT, "other" },
	{ "issuing CA by SHA-1", "mbedtls-2.28", BLAME_WEAK, "issuing" },
	{ "root of 1024 bits", "mbedtls-2.28", BLAME_WEAK, "root" },
	{ "leaf by SHA-1", "esp-crt-bundle", BLAME_WEAK, "leaf" },
	{ "served out of order", "mbedtls-2.28", BLAME_MISSING_ANCHOR,
	    "low" },
	{ "stored namesake of a served issuer", "mbedtls-2.7",
	    BLAME_MISSING_ANCHOR, "leaf" },
	{ "alternative in the middle", "esp-crt-bundle",
	    BLAME_MISSING_ANCHOR, "gone" },
	{ "leaf may only encipher keys", "mbedtls-2.28", BLAME_CONSTRAINT,
	    "leaf" },
};

static void
test_blame(void **state)
{
	char message[256];
	struct pki pki;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(blame_cases); i++) {
		const struct blame_case *c = &blame_cases[i];
		struct question question;
		struct windows windows;
		struct err err = ERR_NONE;
		const struct cell *cell;

		assert_int_equal(pki_read(&pki, shape_text(c->shape), message,
		    sizeof(message)), 0);
		question = pki_question(&pki, c->verifier);
		assert_int_equal(windows_compute(&windows, &question, &err),
		    0);
		cell = windows_at(&windows, 1600000000);	/* 2020-09 */
		if (cell->blame != c->blame || strcmp(
			cell->blamed->short_name, c->blamed) != 0)
			fail_msg("%s, %s: found %s over '%s'", c->shape,
			    c->verifier, blame_class_name(cell->blame),
			    cell->blamed ? cell->blamed->short_name : "");
		windows_release(&windows);
	}
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_bare_anchors),
		cmocka_unit_test(test_bare_anchors_elsewhere),
		cmocka_unit_test(test_blame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
