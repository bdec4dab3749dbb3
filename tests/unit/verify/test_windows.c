#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/windows.h"

#include <stdlib.h>

#include "base/instant.h"
#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"

#define WHOLE	"2020-01-01/2030-01-01"
#define WHOLE_1	"2020-01-01/2030-01-01T00:00:01Z"
#define NONE	"none"

static const char *const verifiers[] = { "complete", "openssl-1.0.2",
	"openssl-3", "openssl-3-partial" };

#define VERIFIERS (sizeof(verifiers) / sizeof(verifiers[0]))

/* What each of the verifiers makes of a shape. */
static const struct windows_case {
	const char *shape;
	const char *wanted[VERIFIERS];
} cases[] = {
	{ "plain", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "root is served too", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "superfluous ones are served", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "served out of order",
	    { "2020-01-01/2032-01-01T00:00:01Z", "2020-01-01/2032-01-01",
	      "2020-01-01/2032-01-01", "2020-01-01/2032-01-01" } },
	{ "leaf is served twice", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "intermediate is not served", { NONE, NONE, NONE, NONE } },
	{ "empty store", { NONE, NONE, NONE, NONE } },
	{ "another root in the store", { NONE, NONE, NONE, NONE } },
	{ "leaf ends first", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "intermediate ends first",
	    { "2020-01-01/2025-01-01T00:00:01Z", "2020-01-01/2025-01-01",
	      "2020-01-01/2025-01-01", "2020-01-01/2025-01-01" } },
	{ "root ends first",
	    { "2020-01-01/2024-06-01T00:00:01Z", "2020-01-01/2024-06-01",
	      "2020-01-01/2024-06-01", "2020-01-01/2024-06-01" } },
	{ "root starts last",
	    { "2023-01-01/2030-01-01T00:00:01Z", "2023-01-01/2030-01-01",
	      "2023-01-01/2030-01-01", "2023-01-01/2030-01-01" } },
	{ "ends before it starts", { NONE, NONE, NONE, NONE } },
	{ "one second",
	    { "2025-01-01/2025-01-01T00:00:02Z",
	      "2025-01-01/2025-01-01T00:00:01Z",
	      "2025-01-01/2025-01-01T00:00:01Z",
	      "2025-01-01/2025-01-01T00:00:01Z" } },
	{ "incident",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2031-02-12T18:48:52Z",
	      "2022-10-08/2031-02-12T18:48:52Z" } },
	{ "incident, new root first",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2031-02-12T18:48:52Z",
	      "2022-10-08/2031-02-12T18:48:52Z" } },
	{ "incident, old root alone",
	    { "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z",
	      "2022-10-08/2023-09-11T09:26:47Z" } },
	{ "incident, cross not served",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:52Z",
	      "2022-10-08/2031-02-12T18:48:52Z",
	      "2022-10-08/2031-02-12T18:48:52Z" } },
	{ "dst, cross before root in the store",
	    { "2020-10-01/2025-09-15T16:00:01Z", NONE,
	      "2020-10-01/2021-01-20T19:14:03Z "
	      "2024-09-30T18:14:03Z/2025-09-15T16:00:00Z",
	      "2020-10-01/2025-09-15T16:00:00Z" } },
	{ "dst, root before cross in the store",
	    { "2020-10-01/2025-09-15T16:00:01Z",
	      "2020-10-01/2025-09-15T16:00:00Z",
	      "2020-10-01/2025-09-15T16:00:00Z",
	      "2020-10-01/2025-09-15T16:00:00Z" } },
	{ "dst, both roots",
	    { "2020-10-01/2025-09-15T16:00:01Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:15Z",
	      "2020-10-01/2025-09-15T16:00:00Z",
	      "2020-10-01/2025-09-15T16:00:00Z" } },
	{ "dst alone",
	    { "2021-01-20T19:14:03Z/2021-09-30T14:01:16Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:15Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:15Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:15Z" } },
	{ "addtrust in reverse",
	    { WHOLE_1, WHOLE, "2020-01-01/2023-01-01",
	      "2020-01-01/2023-01-01" } },
	{ "addtrust",
	    { WHOLE_1, "2020-01-01/2020-05-30T10:48:38Z", WHOLE, WHOLE } },
	{ "expired twin first in the store",
	    { WHOLE_1, "2020-01-01/2022-01-01", WHOLE, WHOLE } },
	{ "expired twin last in the store", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "expired twin is served", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "root reissued with a new key", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "root reissued with a new key, no key ids",
	    { WHOLE_1, NONE, NONE, NONE } },
	{ "two windows of one twin each",
	    { "2020-01-01/2022-01-01T00:00:01Z "
	      "2024-01-01/2026-01-01T00:00:01Z", "2020-01-01/2022-01-01",
	      "2020-01-01/2022-01-01 2024-01-01/2026-01-01",
	      "2020-01-01/2022-01-01 2024-01-01/2026-01-01" } },
	{ "intermediate in the store", { WHOLE_1, NONE, NONE, WHOLE } },
	{ "intermediate and root in the store",
	    { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "intermediate in the store, its issuer is served",
	    { WHOLE_1, WHOLE, NONE, WHOLE } },
	{ "cross of its own issuer, twice",
	    { WHOLE_1, NONE, NONE, NONE } },
	{ "expired intermediate in the store",
	    { WHOLE_1, WHOLE, "2020-01-01/2022-01-01",
	      "2020-01-01/2022-01-01" } },
	{ "self-signed leaf in the store", { WHOLE_1, NONE, WHOLE, WHOLE } },
	{ "self-signed leaf not in the store", { NONE, NONE, NONE, NONE } },
	{ "self-signed mimic of a root", { NONE, NONE, NONE, NONE } },
	{ "leaf in the store", { WHOLE_1, NONE, NONE, WHOLE } },
	{ "leaf in the store, chain ends first",
	    { WHOLE_1, NONE, NONE, "2020-01-01/2025-01-01" } },
	{ "loop, one root",
	    { "2020-01-01/2026-01-01T00:00:01Z", "2020-01-01/2026-01-01",
	      "2020-01-01/2026-01-01", "2020-01-01/2026-01-01" } },
	{ "loop, no root", { NONE, NONE, NONE, NONE } },
	{ "loop, both roots",
	    { WHOLE_1, "2020-01-01/2026-01-01", WHOLE, WHOLE } },
	{ "loop in the store",
	    { "2020-01-01/2026-01-01T00:00:01Z", NONE, NONE,
	      "2020-01-01/2026-01-01" } },
	{ "path length enough", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "path length too short", { NONE, WHOLE, NONE, NONE } },
	{ "path length too short below", { NONE, NONE, NONE, NONE } },
	{ "self-issued CAs are not counted", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "no CA", { NONE, NONE, NONE, NONE } },
	{ "no basic constraints", { NONE, NONE, NONE, NONE } },
	{ "version 1 root", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "version 1 intermediate", { NONE, NONE, NONE, NONE } },
	{ "no certificate signing", { NONE, NONE, NONE, NONE } },
	{ "no certificate signing, a twin may",
	    { WHOLE_1, WHOLE, NONE, NONE } },
	{ "leaf for clients", { NONE, NONE, NONE, NONE } },
	{ "leaf for any purpose", { WHOLE_1, NONE, NONE, NONE } },
	{ "leaf for gated cryptography", { NONE, WHOLE, WHOLE, WHOLE } },
	{ "leaf without purposes", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "leaf of Netscape's type for clients",
	    { WHOLE_1, NONE, NONE, NONE } },
	{ "leaf of Netscape's types for both",
	    { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "root of Netscape's type for mail", { NONE, WHOLE, NONE, NONE } },
	{ "root of Netscape's type for TLS", { NONE, WHOLE, WHOLE, WHOLE } },
	{ "intermediate of Netscape's type for mail",
	    { NONE, NONE, NONE, NONE } },
	{ "intermediate of Netscape's type for TLS",
	    { NONE, WHOLE, NONE, NONE } },
	{ "intermediate for clients", { NONE, NONE, NONE, NONE } },
	{ "intermediate for gated cryptography",
	    { NONE, WHOLE, WHOLE, WHOLE } },
	{ "root for mail", { NONE, WHOLE, NONE, NONE } },
	{ "root is no CA", { NONE, WHOLE, NONE, NONE } },
	{ "leaf may only sign certificates", { WHOLE_1, NONE, NONE, NONE } },
	{ "leaf may only encipher keys", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "wrong key id", { WHOLE_1, NONE, NONE, NONE } },
	{ "no key ids", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "bad signature", { NONE, NONE, NONE, NONE } },
	{ "bad signature on the root", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "name permitted", { WHOLE_1, WHOLE, WHOLE, WHOLE } },
	{ "name not permitted", { NONE, NONE, NONE, NONE } },
	{ "name excluded by the root", { NONE, NONE, NONE, NONE } },
	{ "common name not permitted", { NONE, WHOLE, NONE, NONE } },
	{ "common name beside an address", { NONE, WHOLE, NONE, NONE } },
	{ "alternative below the top",
	    { "2020-01-01/2028-01-01T00:00:01Z", "2020-01-01/2028-01-01",
	      "2020-01-01/2028-01-01", "2020-01-01/2028-01-01" } },
	{ "alternative in the middle",
	    { "2020-01-01/2027-01-01T00:00:01Z", "2020-01-01/2027-01-01",
	      "2020-01-01/2027-01-01", "2020-01-01/2027-01-01" } },
	{ "two crosses to go back over",
	    { "2020-01-01/2028-01-01T00:00:01Z", "2020-01-01/2028-01-01",
	      "2020-01-01/2028-01-01", "2020-01-01/2028-01-01" } },
};

/* The verdict at single seconds; the model as the library. */
static const struct second_case {
	const char *shape, *verifier, *at;
	bool accepted;
} second_cases[] = {
	{ "plain", "openssl-3", "2019-12-31T23:59:59Z", false },
	{ "plain", "openssl-3", "2020-01-01T00:00:00Z", true },
	{ "plain", "openssl-3", "2020-01-01T00:00:01Z", true },
	{ "plain", "openssl-3", "2029-12-31T23:59:59Z", true },
	{ "plain", "openssl-3", "2030-01-01T00:00:00Z", false },
	{ "plain", "openssl-3", "2030-01-01T00:00:01Z", false },
	{ "plain", "complete", "2019-12-31T23:59:59Z", false },
	{ "plain", "complete", "2020-01-01T00:00:00Z", true },
	{ "plain", "complete", "2029-12-31T23:59:59Z", true },
	{ "plain", "complete", "2030-01-01T00:00:00Z", true },
	{ "plain", "complete", "2030-01-01T00:00:01Z", false },
	{ "incident", "openssl-1.0.2", "2023-09-11T09:26:46Z", true },
	{ "incident", "openssl-1.0.2", "2023-09-11T09:26:47Z", false },
	{ "incident", "openssl-1.0.2", "2023-09-11T09:26:48Z", false },
	{ "incident", "openssl-3", "2023-09-11T09:26:47Z", true },
	{ "one second", "openssl-3", "2024-12-31T23:59:59Z", false },
	{ "one second", "openssl-3", "2025-01-01T00:00:00Z", true },
	{ "one second", "openssl-3", "2025-01-01T00:00:01Z", false },
	{ "one second", "complete", "2025-01-01T00:00:01Z", true },
	{ "one second", "complete", "2025-01-01T00:00:02Z", false },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
read_shape(struct pki *pki, const char *name)
{
	const struct shape *shape = shape_find(name);
	char message[256];

	if (shape == NULL)
		fail_msg("there is no shape '%s'", name);
	else if (pki_read(pki, shape->text, message, sizeof(message)) == -1)
		fail_msg("%s: %s", name, message);
}

static void
test_windows(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(cases); i++) {
		read_shape(&pki, cases[i].shape);
		for (size_t v = 0; v < VERIFIERS; v++) {
			struct question question = pki_question(&pki,
			    verifiers[v]);
			char *found = pki_windows_text(&question);

			if (strcmp(found, cases[i].wanted[v]) != 0) {
				print_error("%s, %s:\n  wanted %s\n"
				    "  found  %s\n", cases[i].shape,
				    verifiers[v], cases[i].wanted[v], found);
				bad++;
			}
			free(found);
		}
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

static void
test_seconds(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(second_cases); i++) {
		const struct second_case *c = &second_cases[i];
		struct question question;
		struct windows windows;
		struct err err = ERR_NONE;
		int64_t at_s;

		read_shape(&pki, c->shape);
		question = pki_question(&pki, c->verifier);
		assert_int_equal(instant_parse(&at_s, c->at, &err), 0);
		assert_int_equal(windows_compute(&windows, &question, &err),
		    0);
		if (windows_at(&windows, at_s)->accepted != c->accepted) {
			print_error("%s, %s at %s: wanted %s\n", c->shape,
			    c->verifier, c->at, c->accepted ? "accepted" :
			    "refused");
			bad++;
		}
		windows_release(&windows);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* A refusal has a reason, and no cell equals its neighbour. */
static void
check_cells(const char *shape, const char *verifier,
    const struct windows *windows)
{
	for (size_t i = 0; i < windows->n; i++) {
		const struct cell *cell = &windows->cells[i];

		if (i > 0 && cell->from_s != windows->cells[i - 1].until_s)
			fail_msg("%s: a gap before cell %zu", shape, i);
		if (cell->from_s >= cell->until_s)
			fail_msg("%s: cell %zu is empty", shape, i);
		if (cell->accepted != (cell->blame == BLAME_NONE))
			fail_msg("%s, %s: cell %zu is refused without a "
			    "reason, or accepted with one", shape, verifier,
			    i);
		if (cell->path.n == 0)
			fail_msg("%s: cell %zu has no path", shape, i);
	}
	assert_true(windows->cells[0].from_s == INSTANT_ALWAYS);
	assert_true(windows->cells[windows->n - 1].until_s == INSTANT_NEVER);
}

static void
test_cells_cover_all_time(void **state)
{
	const struct verifier *verifier;
	const struct shape *shape;
	struct err err = ERR_NONE;
	struct pki pki;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; (shape = shape_at(i)) != NULL; i++) {
		read_shape(&pki, shape->name);
		for (size_t v = 0; (verifier = verifier_at(v)) != NULL; v++) {
			struct question question = pki_question(&pki,
			    verifier->name);
			struct windows windows;

			assert_int_equal(windows_compute(&windows, &question,
			    &err), 0);
			check_cells(shape->name, verifier->name, &windows);
			windows_release(&windows);
		}
	}
	pki_release(&pki);
}

static void
test_no_chain(void **state)
{
	struct windows windows = { 0 };
	struct err err = ERR_NONE;
	struct question question;
	struct pki pki;

	(void)state;
	pki_init(&pki);
	question = pki_question(&pki, "complete");
	assert_int_equal(windows_compute(&windows, &question, &err), -1);
	assert_string_equal(err.msg, "there is no chain to judge");
	assert_int_equal(windows.n, 0);
	pki_release(&pki);
}

static void
test_any_purpose(void **state)
{
	struct question question;
	struct pki pki;
	char *found;

	(void)state;
	pki_init(&pki);
	read_shape(&pki, "leaf for clients");
	question = pki_question(&pki, "openssl-3");
	question.purpose = EKU_ANY;
	found = pki_windows_text(&question);
	assert_string_equal(found, WHOLE);
	free(found);
	question.purpose = EKU_CLIENT;
	found = pki_windows_text(&question);
	assert_string_equal(found, WHOLE);
	free(found);
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_seconds),
		cmocka_unit_test(test_cells_cover_all_time),
		cmocka_unit_test(test_no_chain),
		cmocka_unit_test(test_any_purpose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
