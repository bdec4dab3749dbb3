#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"

/* The libraries that try every way, each by what sets it apart. */

#define NONE	"none"
#define WHOLE	"2020-01-01/2030-01-01T00:00:01Z"
#define EVER	"always/never"

enum { ANDROID, GO, JAVA, LIBRESSL, NSS, WEBPKI, VERIFIERS };

static const char *const verifiers[VERIFIERS] = {
	[ANDROID] = "android", [GO] = "go", [JAVA] = "java",
	[LIBRESSL] = "libressl-3", [NSS] = "nss", [WEBPKI] = "webpki",
};

static const struct shape_case {
	const char *shape;
	const char *wanted[VERIFIERS];	/* in the order above */
} shape_cases[] = {
	{ "plain",
	    { WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "served out of order",
	    { "2020-01-01/2032-01-01T00:00:01Z",
	      "2020-01-01/2032-01-01T00:00:01Z",
	      "2020-01-01/2032-01-01T00:00:01Z",
	      "2020-01-01/2032-01-01T00:00:01Z",
	      "2020-01-01/2032-01-01T00:00:01Z",
	      "2020-01-01/2032-01-01T00:00:01Z" } },
	{ "root ends first",
	    { WHOLE, "2020-01-01/2024-06-01T00:00:01Z", WHOLE,
	      "2020-01-01/2024-06-01T00:00:01Z",
	      "2020-01-01/2024-06-01T00:00:01Z", WHOLE } },
	{ "incident",
	    { "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z",
	      "2022-10-08/2031-02-12T18:48:53Z" } },
	{ "incident, old root alone",
	    { "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z",
	      "2022-10-08/2023-09-11T09:26:48Z" } },
	{ "dst, cross before root in the store",
	    { "2020-10-01/2025-09-15T16:00:01Z",
	      "2020-10-01/2025-09-15T16:00:01Z",
	      "2020-10-01/2025-09-15T16:00:01Z",
	      "2020-10-01/2021-01-20T19:14:03Z "
	      "2024-09-30T18:14:04Z/2025-09-15T16:00:01Z",
	      "2020-10-01/2025-09-15T16:00:01Z",
	      "2020-10-01/2025-09-15T16:00:01Z" } },
	{ "dst alone",
	    { "2021-01-20T19:14:03Z/2024-09-30T18:14:04Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:16Z",
	      "2021-01-20T19:14:03Z/2024-09-30T18:14:04Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:16Z",
	      "2021-01-20T19:14:03Z/2021-09-30T14:01:16Z",
	      "2021-01-20T19:14:03Z/2024-09-30T18:14:04Z" } },
	{ "addtrust in reverse",
	    { WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "addtrust",
	    { WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "root reissued with a new key, no key ids",
	    { WHOLE, WHOLE, WHOLE, NONE, WHOLE, WHOLE } },
	{ "two windows of one twin each",
	    { WHOLE, "2020-01-01/2022-01-01T00:00:01Z "
	      "2024-01-01/2026-01-01T00:00:01Z", WHOLE,
	      "2020-01-01/2022-01-01T00:00:01Z "
	      "2024-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2022-01-01T00:00:01Z "
	      "2024-01-01/2026-01-01T00:00:01Z", WHOLE } },
	{ "intermediate in the store",
	    { WHOLE, WHOLE, WHOLE, NONE, WHOLE, WHOLE } },
	{ "self-signed leaf in the store",
	    { EVER, WHOLE, EVER, WHOLE, WHOLE, WHOLE } },
	{ "self-signed leaf not in the store",
	    { NONE, NONE, NONE, NONE, NONE, NONE } },
	{ "leaf in the store",
	    { EVER, WHOLE, EVER, NONE, WHOLE, NONE } },
	{ "loop, one root",
	    { "2020-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2026-01-01T00:00:01Z",
	      "2020-01-01/2026-01-01T00:00:01Z" } },
	{ "loop in the store",
	    { WHOLE, "2020-01-01/2026-01-01T00:00:01Z", WHOLE, NONE,
	      "2020-01-01/2026-01-01T00:00:01Z", WHOLE } },
	{ "path length too short",
	    { WHOLE, NONE, WHOLE, WHOLE, NONE, WHOLE } },
	{ "path length too short below",
	    { NONE, NONE, NONE, NONE, NONE, NONE } },
	{ "self-issued CAs are not counted",
	    { NONE, NONE, WHOLE, NONE, NONE, WHOLE } },
	{ "version 1 root",
	    { WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "version 1 intermediate",
	    { NONE, NONE, NONE, NONE, NONE, NONE } },
	{ "no certificate signing",
	    { NONE, NONE, NONE, NONE, NONE, WHOLE } },
	{ "leaf for any purpose",
	    { WHOLE, WHOLE, WHOLE, NONE, NONE, NONE } },
	{ "leaf for gated cryptography",
	    { WHOLE, NONE, WHOLE, WHOLE, NONE, NONE } },
	{ "intermediate for clients",
	    { WHOLE, NONE, WHOLE, NONE, NONE, NONE } },
	{ "root for mail",
	    { WHOLE, NONE, WHOLE, WHOLE, NONE, WHOLE } },
	{ "root is no CA",
	    { WHOLE, NONE, NONE, WHOLE, NONE, WHOLE } },
	{ "leaf may only sign certificates",
	    { WHOLE, WHOLE, NONE, NONE, NONE, WHOLE } },
	{ "leaf may only encipher keys",
	    { WHOLE, WHOLE, NONE, WHOLE, WHOLE, WHOLE } },
	{ "wrong key id",
	    { WHOLE, WHOLE, WHOLE, NONE, WHOLE, WHOLE } },
	{ "name not permitted",
	    { NONE, NONE, NONE, NONE, NONE, NONE } },
	{ "name excluded by the root",
	    { WHOLE, NONE, WHOLE, NONE, NONE, NONE } },
	{ "common name not permitted",
	    { WHOLE, WHOLE, NONE, NONE, NONE, WHOLE } },
	{ "SHA-1 below the root",
	    { WHOLE, NONE, WHOLE, WHOLE, NONE, NONE } },
	{ "SHA-1 on the root alone",
	    { WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE } },
	{ "MD5",
	    { NONE, NONE, NONE, WHOLE, NONE, NONE } },
	{ "RSA 1024 root",
	    { WHOLE, WHOLE, WHOLE, WHOLE, NONE, NONE } },
	{ "Ed25519 intermediate",
	    { NONE, WHOLE, WHOLE, WHOLE, NONE, WHOLE } },
	{ "leaf is a CA",
	    { WHOLE, WHOLE, WHOLE, WHOLE, NONE, NONE } },
	{ "leaf of version 1",
	    { WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, NONE } },
	{ "leaf with an anchor's name and key, long ended",
	    { EVER, NONE, "2020-01-01/2021-01-01T00:00:01Z",
	      "2020-01-01/2021-01-01T00:00:01Z", NONE,
	      "2020-01-01/2021-01-01T00:00:01Z" } },
	{ "anchor ended, found by a search at the second step",
	    { WHOLE, "2020-01-01/2024-01-01T00:00:01Z",
	      "2020-01-01/2024-01-01T00:00:01Z",
	      "2020-01-01/2024-01-01T00:00:01Z",
	      "2020-01-01/2024-01-01T00:00:01Z", WHOLE } },
	{ "anchor's key id differs from what the top names",
	    { WHOLE, WHOLE, NONE, NONE, WHOLE, WHOLE } },
	{ "the same, out of order",
	    { WHOLE, WHOLE, WHOLE, NONE, WHOLE, WHOLE } },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
read_text(struct pki *pki, const char *name, const char *text)
{
	char message[256];

	if (pki_read(pki, text, message, sizeof(message)) == -1)
		fail_msg("%s: %s", name, message);
}

/* Counts what differs, and says it. */
static size_t
compare(const struct pki *pki, const char *name, const char *verifier,
    const char *wanted)
{
	struct question question = pki_question(pki, verifier);
	char *found = pki_windows_text(&question);
	size_t differs = strcmp(found, wanted) != 0;

	if (differs)
		print_error("%s, %s: wanted %s, found %s\n", name, verifier,
		    wanted, found);
	free(found);
	return differs;
}

static void
test_shapes(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(shape_cases); i++) {
		const struct shape *shape = shape_find(shape_cases[i].shape);

		assert_non_null(shape);
		read_text(&pki, shape->name, shape->text);
		for (size_t v = 0; v < VERIFIERS; v++)
			bad += compare(&pki, shape->name, verifiers[v],
			    shape_cases[i].wanted[v]);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* So many CAs between the leaf and the root; in order or not. */
static void
write_tower(struct buf *out, size_t n, bool ordered)
{
	buf_text(out, "c0 ca=yes\nother ca=yes\n");
	for (size_t i = 1; i <= n; i++)
		buf_printf(out, "c%zu issuer=c%zu ca=yes\n", i, i - 1);
	buf_printf(out, "leaf issuer=c%zu\nstore: c0\nserved: leaf%s", n,
	    ordered ? "" : " other");
	for (size_t i = n; i > 0; i--)
		buf_printf(out, " c%zu", i);
	buf_text(out, "\n");
}

static const struct tower_case {
	const char *verifier;
	size_t most;		/* CAs between leaf and root */
	bool ordered;
} tower_cases[] = {
	{ "java", 5, false },
	{ "libressl-3", 30, true },
	{ "nss", 6, true },
	{ "webpki", 6, true },
};

static void
test_depth(void **state)
{
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < 2 * COUNT(tower_cases); i++) {
		const struct tower_case *c = &tower_cases[i / 2];
		struct buf text = BUF_INIT(64 * 1024);

		write_tower(&text, c->most + i % 2, c->ordered);
		read_text(&pki, c->verifier, text.p);
		bad += compare(&pki, i % 2 ? "one too many" : "enough",
		    c->verifier, i % 2 ? NONE : WHOLE);
		buf_release(&text);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* Java bounds its search alone, and Go only how much it checks. */
static void
test_tall_in_order(void **state)
{
	struct buf text = BUF_INIT(64 * 1024);
	struct pki pki;
	size_t bad;

	(void)state;
	pki_init(&pki);
	write_tower(&text, 20, true);
	read_text(&pki, "in order", text.p);
	bad = compare(&pki, "in order", "java", WHOLE) +
	    compare(&pki, "in order", "go", WHOLE);
	buf_release(&text);
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

/* So many CAs of one name before the one that signed the leaf. */
static void
write_crowd(struct buf *out, size_t n)
{
	buf_text(out, "root ca=yes\n");
	for (size_t i = 0; i <= n; i++)
		buf_printf(out, "c%zu subject=/CN=crowd issuer=root ca=yes\n",
		    i);
	buf_printf(out, "leaf issuer=c%zu akid=no\nstore: root\n", n);
	for (size_t i = 0; i <= n; i++)
		buf_printf(out, "served:%s c%zu\n", i ? "" : " leaf", i);
}

static void
test_go_gives_up(void **state)
{
	struct windows windows = { 0 };
	struct question question;
	struct err err = ERR_NONE;
	struct pki pki;

	(void)state;
	pki_init(&pki);
	for (size_t n = 98; n <= 99; n++) {
		struct buf text = BUF_INIT(64 * 1024);

		write_crowd(&text, n);
		read_text(&pki, "crowd", text.p);
		assert_int_equal(compare(&pki, "crowd", "go", n == 98 ?
		    WHOLE : NONE), 0);
		assert_int_equal(compare(&pki, "crowd", "complete", WHOLE),
		    0);
		buf_release(&text);
	}
	question = pki_question(&pki, "go");
	assert_int_equal(windows_compute(&windows, &question, &err), 0);
	assert_int_equal(windows_at(&windows, 1700000000)->blame,
	    BLAME_VERIFIER_LIMIT);
	windows_release(&windows);
	pki_release(&pki);
}

static void
test_weak_is_blamed(void **state)
{
	struct windows windows = { 0 };
	struct question question;
	struct err err = ERR_NONE;
	struct pki pki;

	(void)state;
	pki_init(&pki);
	read_text(&pki, "SHA-1",
	    shape_find("SHA-1 below the root")->text);
	question = pki_question(&pki, "nss");
	assert_int_equal(windows_compute(&windows, &question, &err), 0);
	assert_int_equal(windows_at(&windows, 1700000000)->blame, BLAME_WEAK);
	assert_ptr_equal(windows_at(&windows, 1700000000)->blamed,
	    pki_cert(&pki, "issuing"));
	windows_release(&windows);
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_tall_in_order),
		cmocka_unit_test(test_go_gives_up),
		cmocka_unit_test(test_weak_is_blamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
