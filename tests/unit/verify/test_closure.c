#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/closure.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"
#include "verify/forecast.h"

static void
setup(struct pki *pki, const char *text)
{
	char message[256];

	pki_init(pki);
	if (pki_read(pki, text, message, sizeof(message)) == -1)
		fail_msg("%s", message);
}

static size_t
node_of(const struct closure *closure, const struct cert *cert)
{
	for (size_t i = 0; i < closure->n; i++) {
		if (closure->nodes[i].cert == cert)
			return i;
	}
	fail_msg("'%s' is no node", cert->short_name);
	return 0;
}

/* Only what an issuer's name leads to takes part, leaf first. */
static void
test_nodes(void **state)
{
	static const char text[] =
	    "root ca=yes\ntwin subject=/CN=root key=root ca=yes\n"
	    "issuing issuer=root ca=yes\nstray ca=yes\n"
	    "leaf issuer=issuing\nserved: leaf stray issuing issuing\n"
	    "store: stray twin root\n";
	struct closure closure;
	struct question question;
	struct err err = ERR_NONE;
	struct pki pki;
	size_t leaf, issuing, twin, root;

	(void)state;
	setup(&pki, text);
	question = pki_question(&pki, "complete");
	assert_int_equal(closure_build(&closure, &question, &err), 0);
	assert_int_equal(closure.n, 4);
	leaf = node_of(&closure, pki_cert(&pki, "leaf"));
	issuing = node_of(&closure, pki_cert(&pki, "issuing"));
	twin = node_of(&closure, pki_cert(&pki, "twin"));
	root = node_of(&closure, pki_cert(&pki, "root"));
	assert_int_equal(leaf, 0);
	assert_int_equal(closure.n_served, 2);
	assert_int_equal(closure.served[0], leaf);
	assert_int_equal(closure.served[1], issuing);
	assert_int_equal(closure.n_stored, 2);
	assert_int_equal(closure.stored[0], twin);
	assert_int_equal(closure.stored[1], root);
	assert_true(closure.nodes[root].in_store);
	assert_false(closure.nodes[issuing].in_store);
	assert_true(closure.nodes[root].self_signed);
	assert_false(closure.nodes[issuing].self_signed);
	assert_true(closure_edge(&closure, leaf, issuing, EDGE_MAY_SIGN));
	assert_true(closure_edge(&closure, root, twin, EDGE_LIKELY));
	assert_false(closure_edge(&closure, issuing, leaf, EDGE_NAMED));
	closure_release(&closure);
	pki_release(&pki);
}

static void
test_edges(void **state)
{
	static const struct {
		const char *line;	/* of the leaf's issuer or the leaf */
		const char *shape;
		unsigned edges;
	} cases[] = {
		{ "all is well", "plain",
		    EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN },
		{ "key ids disagree", "wrong key id", EDGE_NAMED },
		{ "key usage forbids it", "no certificate signing",
		    EDGE_NAMED | EDGE_LIKELY },
		{ "a bad signature is another matter", "bad signature",
		    EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct closure closure;
		struct question question;
		struct err err = ERR_NONE;
		struct pki pki;
		size_t issuing;

		setup(&pki, shape_find(cases[i].shape)->text);
		question = pki_question(&pki, "complete");
		assert_int_equal(closure_build(&closure, &question, &err), 0);
		issuing = node_of(&closure, pki_cert(&pki, "issuing"));
		if (closure.edges[issuing] != cases[i].edges)
			fail_msg("%s: wanted %#x, found %#x", cases[i].line,
			    cases[i].edges, closure.edges[issuing]);
		closure_release(&closure);
		pki_release(&pki);
	}
}

/* A tower of CAs, the top one a root, and the leaf below: n certificates. */
static void
write_tower(struct buf *out, size_t n, size_t unused)
{
	(void)unused;
	buf_text(out, "c0 key=k ca=yes\n");
	for (size_t i = 1; i + 1 < n; i++)
		buf_printf(out, "c%zu key=k ca=yes issuer=c%zu\n", i, i - 1);
	buf_printf(out, "leaf issuer=c%zu\nserved: leaf\nstore:", n - 2);
	for (size_t i = 0; i + 1 < n; i++)
		buf_printf(out, "%s c%zu", i % 50 ? "" : "\nstore:", i);
	buf_text(out, "\n");
}

/* Twins of a root that name each other, and CAs of one name below them:
 * roots * roots + cas * roots + cas edges. */
static void
write_clique(struct buf *out, size_t roots, size_t cas)
{
	for (size_t i = 0; i < roots; i++)
		buf_printf(out, "r%zu subject=/CN=r key=r ca=yes\n", i);
	for (size_t i = 0; i < cas; i++)
		buf_printf(out, "c%zu subject=/CN=c key=c ca=yes issuer=r0\n",
		    i);
	buf_text(out, "leaf issuer=c0\nserved: leaf\nstore:");
	for (size_t i = 0; i < roots; i++)
		buf_printf(out, " r%zu", i);
	for (size_t i = 0; i < cas; i++)
		buf_printf(out, " c%zu", i);
	buf_text(out, "\n");
}

/*
 * Levels of CAs without an anchor. Each has two twins that did sign the level
 * below, and decoys with their name that did not: (2 * levels - 1) * (1 +
 * decoys) signatures to check.
 */
static void
write_decoys(struct buf *out, size_t levels, size_t decoys)
{
	struct buf served = BUF_INIT(64 * 1024);

	buf_text(out, "nobody ca=yes\n");
	for (size_t i = levels; i-- > 0;) {
		for (size_t k = 0; k < decoys + 2; k++) {
			buf_printf(out, "c%zu.%zu subject=/CN=c%zu key=k%zu.%zu"
			    " ca=yes issuer=", i, k, i, i, k < 2 ? 0 : k);
			if (k < 2 && i + 1 < levels)
				buf_printf(out, "c%zu.0\n", i + 1);
			else
				buf_text(out, "nobody\n");
			buf_printf(&served, "%s c%zu.%zu", k % 50 ? "" :
			    "\nserved:", i, k);
		}
	}
	buf_printf(out, "leaf issuer=c0.0\nserved: leaf%s\nstore:\n",
	    served.p);
	buf_release(&served);
}

/* A leaf of n names, one of them the subject, below a CA of m constraints. */
static void
write_square(struct buf *out, size_t n, size_t m)
{
	buf_text(out, "root ca=yes excluded=dns:x0");
	for (size_t i = 1; i < m; i++)
		buf_printf(out, ",dns:x%zu", i);
	buf_text(out, "\nleaf issuer=root san=dns:y1");
	for (size_t i = 2; i < n; i++)
		buf_printf(out, ",dns:y%zu", i);
	buf_text(out, "\nserved: leaf\nstore: root\n");
}

/* NULL where all budgets sufficed, else the words of the forecast. */
static char *
judge(const char *text)
{
	struct question question;
	struct forecast forecast;
	struct pki pki;
	char *reason;

	setup(&pki, text);
	question = pki_question(&pki, "complete");
	forecast_make(&forecast, &question, &pki.known, 1690000000);
	reason = forecast.reason;
	forecast.reason = NULL;
	if (reason != NULL) {
		assert_int_equal(forecast.state, FORECAST_INDETERMINATE);
		assert_int_equal(forecast.cause.blame, BLAME_BUDGET);
		assert_int_equal(forecast.windows.n, 0);
		assert_int_equal(forecast.remedies.n, 0);
	} else {
		assert_int_not_equal(forecast.state,
		    FORECAST_INDETERMINATE);
	}
	forecast_release(&forecast);
	pki_release(&pki);
	return reason;
}

static void
test_budgets(void **state)
{
	static const struct {
		const char *name;
		void (*write)(struct buf *, size_t, size_t);
		size_t n, m;
		const char *wanted;	/* "": enough */
	} cases[] = {
		{ "256 certificates", write_tower, 256, 0, "" },
		{ "257 certificates", write_tower, 257, 0, "more than 256 "
		    "certificates could take part in the path" },
		{ "1024 edges", write_clique, 30, 4, "" },
		{ "1025 edges", write_clique, 31, 2, "more than 1024 pairs "
		    "of certificates name each other as issuer" },
		{ "255 signatures", write_decoys, 9, 14, "" },
		{ "512 x 512 names", write_square, 512, 512, "" },
		{ "513 x 512 names", write_square, 513, 512, "more than "
		    "262144 names would have to be held against "
		    "constraints" },
		{ "258 signatures", write_decoys, 2, 85, "more than 256 "
		    "signatures would have to be checked, or 100000 "
		    "steps taken" },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT(256 * 1024);
		char *found;

		cases[i].write(&text, cases[i].n, cases[i].m);
		found = judge(text.p);
		if (strcmp(found ? found : "", cases[i].wanted) != 0) {
			print_error("%s: wanted '%s', found '%s'\n",
			    cases[i].name, cases[i].wanted, found ? found :
			    "");
			bad++;
		}
		free(found);
		buf_release(&text);
	}
	assert_int_equal(bad, 0);
}

/* The same question has the same answer, whatever was asked before. */
static void
test_budget_ignores_cache(void **state)
{
	struct buf text = BUF_INIT(256 * 1024);
	struct question question;
	struct pki pki;

	(void)state;
	write_decoys(&text, 2, 85);
	setup(&pki, text.p);
	question = pki_question(&pki, "complete");
	for (size_t i = 0; i < 3; i++) {
		struct forecast forecast;

		forecast_make(&forecast, &question, &pki.known, 1690000000);
		assert_int_equal(forecast.state, FORECAST_INDETERMINATE);
		forecast_release(&forecast);
	}
	pki_release(&pki);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_budgets),
		cmocka_unit_test(test_budget_ignores_cache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
