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

#define WHOLE	"2020-01-01/2030-01-01T00:00:01Z"
#define NONE	"none"
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const verifiers[] = { "wolfssl-5", "wolfssl-5-alt",
	"wolfssl-5-dated", "wolfssl-5-alt-dated" };

/* Each is the real library's answer: the oracle asks it about all shapes. */
static const struct windows_case {
	const char *shape;
	const char *wanted[COUNT(verifiers)];
} cases[] = {
	{ "plain", { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "root is served too", { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "superfluous ones are served", { NONE, NONE, NONE, NONE } },
	{ "served out of order", { NONE, NONE, NONE, NONE } },
	{ "leaf is served twice", { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "root ends first",
	    { WHOLE, WHOLE, "2020-01-01/2024-06-01T00:00:01Z",
	      "2020-01-01/2024-06-01T00:00:01Z" } },
	{ "root starts last",
	    { WHOLE, WHOLE, "2023-01-01/2030-01-01T00:00:01Z",
	      "2023-01-01/2030-01-01T00:00:01Z" } },
	{ "incident",
	    { "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      /* Past the old root's end nobody has signed the cross. */
	      "2022-10-08/2023-09-11T09:26:48Z "
	      "2029-12-31T12:07:38Z/2031-02-12T18:48:53Z" } },
	{ "incident, old root alone",
	    { "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z" } },
	{ "incident, cross not served",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z" } },
	{ "addtrust",
	    { "2020-01-01/2020-05-30T10:48:39Z",
	      "2020-01-01/2020-05-30T10:48:39Z",
	      "2020-01-01/2020-05-30T10:48:39Z", WHOLE } },
	{ "addtrust in reverse", { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "expired twin first in the store", { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "expired twin is served",
	    { "2020-01-01/2022-01-01T00:00:01Z",
	      "2020-01-01/2022-01-01T00:00:01Z",
	      "2020-01-01/2022-01-01T00:00:01Z",
	      "2020-01-01/2022-01-01T00:00:01Z" } },
	{ "nine intermediates", { NONE, NONE, NONE, NONE } },
	{ "served beside the path, by nobody", { NONE, WHOLE, NONE, WHOLE } },
	{ "served beside the path, by the root, ends first",
	    { "2020-01-01/2025-01-01T00:00:01Z",
	      "2020-01-01/2025-01-01T00:00:01Z",
	      "2020-01-01/2025-01-01T00:00:01Z",
	      "2020-01-01/2025-01-01T00:00:01Z" } },
	{ "served beside the path, no CA", { NONE, NONE, NONE, NONE } },
	{ "started before the root ended", { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "started before the root was valid", { WHOLE, WHOLE, NONE, NONE } },
	{ "another name of the root's key is stored first",
	    { NONE, NONE, NONE, NONE } },
	{ "another name of the issuing CA's key is stored",
	    { NONE, NONE, NONE, NONE } },
	{ "key id of the root is not in it", { NONE, NONE, NONE, NONE } },
	{ "issuing CA without key usage", { NONE, NONE, NONE, NONE } },
	{ "root of path length 0", { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "issuing CA of path length 0 over another",
	    { NONE, NONE, NONE, NONE } },
	{ "stored leaf of an unknown issuer",
	    { "always/never", "always/never", NONE, NONE } },
	{ "stored leaf, reissued", { NONE, NONE, NONE, NONE } },
	{ "stored leaf, then a namesake of another key",
	    { "always/never", "always/never", NONE, NONE } },
	{ "stored leaf, then a namesake of another key, no key ids",
	    { NONE, NONE, NONE, NONE } },
	{ "name that ends as the permitted one, in one label",
	    { WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "name permitted by the issuing CA, not by the root",
	    { NONE, NONE, NONE, NONE } },
};

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
test_shapes(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(cases); i++) {
		read_shape(&pki, cases[i].shape);
		for (size_t v = 0; v < COUNT(verifiers); v++) {
			struct question question = pki_question(&pki,
			    verifiers[v]);
			struct verifier verifier = *question.verifier;
			char *found;

			verifier.started_s = pki.started_s;
			question.verifier = &verifier;
			found = pki_windows_text(&question);
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

static const struct blame_case {
	const char *shape, *verifier;
	const char *at;
	enum blame_class blame;
	const char *blamed;
} blame_cases[] = {
	{ "nine intermediates", "wolfssl-5", "2021-01-01",
	    BLAME_VERIFIER_LIMIT, "leaf" },
	{ "served beside the path, by nobody", "wolfssl-5", "2021-01-01",
	    BLAME_MISSING_ANCHOR, "stray" },
	{ "served beside the path, by the root, ends first", "wolfssl-5-alt",
	    "2026-01-01", BLAME_EXPIRED, "stray" },
	{ "root ends first", "wolfssl-5-dated", "2025-01-01",
	    BLAME_MISSING_ANCHOR, "issuing" },
	{ "root ends first", "wolfssl-5-alt-dated", "2025-01-01",
	    BLAME_MISSING_ANCHOR, "leaf" },
	{ "issuing CA without key usage", "wolfssl-5", "2021-01-01",
	    BLAME_CONSTRAINT, "issuing" },
	{ "root of 1024 bits", "wolfssl-5", "2021-01-01", BLAME_NONE, NULL },
};

static void
test_blame(void **state)
{
	struct pki pki;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(blame_cases); i++) {
		const struct blame_case *c = &blame_cases[i];
		struct question question;
		struct windows windows;
		struct err err = ERR_NONE;
		const struct cell *cell;
		int64_t at_s;

		assert_int_equal(instant_parse(&at_s, c->at, &err), 0);
		read_shape(&pki, c->shape);
		question = pki_question(&pki, c->verifier);
		assert_int_equal(windows_compute(&windows, &question, &err),
		    0);
		cell = windows_at(&windows, at_s);
		if (cell->blame != c->blame || (c->blamed != NULL &&
			strcmp(cell->blamed->short_name, c->blamed) != 0))
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
		cmocka_unit_test(test_blame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
