#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/docket.h"

#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"

#define NOW_S	1690848000	/* 2023-08-01 */

static void
setup(struct pki *pki, const char *text)
{
	char message[256];

	pki_init(pki);
	if (pki_read(pki, text, message, sizeof(message)) == -1)
		fail_msg("%s", message);
}

static struct docket *
open_docket(const struct pki *pki)
{
	return docket_new(pki->signatures, &pki->known, EKU_SERVER, NOW_S);
}

static void
assert_same_remedies(const char *shape, const struct remedies *a,
    const struct remedies *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = a->items[i].kind == b->items[i].kind &&
		    a->items[i].cert == b->items[i].cert &&
		    a->items[i].dropped == b->items[i].dropped &&
		    a->items[i].breaks_at_s == b->items[i].breaks_at_s;
	if (!same)
		fail_msg("%s: other remedies", shape);
}

static void
assert_same(const char *shape, const struct forecast *a,
    const struct forecast *b)
{
	bool same = a->state == b->state &&
	    a->verifier == b->verifier && a->now_s == b->now_s &&
	    a->breaks_at_s == b->breaks_at_s &&
	    a->recovers_at_s == b->recovers_at_s &&
	    a->complete_breaks_at_s == b->complete_breaks_at_s &&
	    a->cause.blame == b->cause.blame &&
	    a->cause.role == b->cause.role &&
	    a->cause.cert == b->cause.cert && a->windows.n == b->windows.n;

	for (size_t i = 0; same && i < a->windows.n; i++) {
		const struct cell *x = &a->windows.cells[i];
		const struct cell *y = &b->windows.cells[i];

		same = x->from_s == y->from_s && x->until_s == y->until_s &&
		    x->accepted == y->accepted && x->blame == y->blame &&
		    x->blamed == y->blamed && chain_equal(&x->path, &y->path);
	}
	if (!same)
		fail_msg("%s: another forecast", shape);
	assert_same_remedies(shape, &a->remedies, &b->remedies);
}

/* Strays before and between the anchors change nothing. */
static void
add_strays(struct pki *pki)
{
	struct store mixed = STORE_EMPTY;
	char line[64], message[256];

	for (size_t i = 0; i <= pki->store.n; i++) {
		snprintf(line, sizeof(line), "stray%zu ca=yes", i);
		assert_int_equal(forge_line(pki->forge, line, message,
		    sizeof(message)), 0);
		snprintf(line, sizeof(line), "stray%zu", i);
		store_append(&mixed, pki_cert(pki, line), line);
		if (i < pki->store.n)
			store_append(&mixed, pki->store.anchors[i].cert, "");
	}
	store_release(&pki->store);
	pki->store = mixed;
}

/* The docket asks about a part of the store; the answer is the whole's. */
static void
part_answers_as_the_whole(void **state)
{
	const struct shape *shape;
	const struct verifier *v;

	(void)state;
	for (size_t i = 0; (shape = shape_at(i)) != NULL; i++) {
		struct docket *docket;
		struct pki pki;
		size_t chain;

		setup(&pki, shape->text);
		add_strays(&pki);
		docket = open_docket(&pki);
		chain = docket_add_chain(docket, &pki.served);
		for (size_t k = 0; (v = verifier_at(k)) != NULL; k++) {
			struct question question = pki_question(&pki,
			    v->name);
			struct forecast whole;

			forecast_make(&whole, &question, &pki.known, NOW_S);
			assert_same(shape->name, docket_forecast(docket,
			    chain, docket_add_column(docket, &pki.store, v)),
			    &whole);
			forecast_release(&whole);
		}
		docket_free(docket);
		pki_release(&pki);
	}
}

/* "a b c" of the certificates that the forge made. */
static struct store
store_of(const struct pki *pki, const char *words)
{
	struct store store = STORE_EMPTY;
	char name[32];

	for (size_t n; *words != '\0'; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		snprintf(name, sizeof(name), "%.*s", (int)n, words);
		store_append(&store, pki_cert(pki, name), name);
	}
	return store;
}

static const char sharing_text[] =
    "root ca=yes\n"
    "other ca=yes\n"
    "stray ca=yes\n"
    "cross subject=/CN=root key=root issuer=other ca=yes\n"
    "twin subject=/CN=root ca=yes\n"
    "far ca=yes\n"
    "bridge subject=/CN=root key=root issuer=far ca=yes\n"
    "leaf issuer=root\n"
    "served: leaf\nknown: bridge\n";

static const struct sharing_case {
	const char *name;
	const char *one, *other;	/* stores */
	size_t judged;
} sharing_cases[] = {
	{ "the same twice", "root", "root", 1 },
	{ "strays apart", "root", "stray root", 1 },
	{ "another order of strays", "other stray root", "root other", 1 },
	{ "one lacks the root", "root", "stray", 2 },
	{ "neither has it", "other", "stray", 1 },
	{ "a twin more", "root", "root twin", 2 },
	{ "another order", "root twin", "twin root", 2 },
	{ "what a cross leads to", "cross", "cross other", 2 },
	{ "what a known one would lead to", "root", "root far", 2 },
	{ "the leaf itself", "root", "root leaf", 2 },
};

static void
what_agrees_is_judged_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sharing_cases) /
	    sizeof(sharing_cases[0]); i++) {
		const struct sharing_case *c = &sharing_cases[i];
		const struct verifier *v = verifier_find("openssl-3");
		const struct forecast *one, *other;
		struct docket *docket;
		struct store stores[2];
		struct pki pki;

		setup(&pki, sharing_text);
		docket = open_docket(&pki);
		stores[0] = store_of(&pki, c->one);
		stores[1] = store_of(&pki, c->other);
		docket_add_chain(docket, &pki.served);
		docket_add_column(docket, &stores[0], v);
		one = docket_forecast(docket, 0, 0);
		docket_add_column(docket, &stores[1], v);
		other = docket_forecast(docket, 0, 1);
		if (docket_judged(docket) != c->judged ||
		    (one == other) != (c->judged == 1))
			fail_msg("%s: %zu forecasts", c->name,
			    docket_judged(docket));
		assert_ptr_equal(one, docket_forecast(docket, 0, 0));
		docket_free(docket);
		store_release(&stores[0]);
		store_release(&stores[1]);
		pki_release(&pki);
	}
}

static void
equal_chains_have_one_number(void **state)
{
	struct chain longer = CHAIN_EMPTY, same = CHAIN_EMPTY;
	const struct forecast *forecast;
	struct docket *docket;
	struct pki pki;

	(void)state;
	setup(&pki, sharing_text);
	docket = open_docket(&pki);
	chain_copy(&same, &pki.served);
	chain_copy(&longer, &pki.served);
	chain_append(&longer, pki_cert(&pki, "root"));
	assert_int_equal(docket_add_chain(docket, &pki.served), 0);
	assert_int_equal(docket_add_chain(docket, &longer), 1);
	assert_int_equal(docket_add_chain(docket, &same), 0);
	assert_int_equal(docket_add_chain(docket, &CHAIN_EMPTY), 2);
	docket_add_column(docket, &pki.store, verifier_find("complete"));
	docket_add_column(docket, &pki.store, verifier_find("openssl-3"));
	assert_int_equal(docket_judged(docket), 0);
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < 2; k++)
			docket_forecast(docket, i, k);
	}
	assert_int_equal(docket_judged(docket), 6);
	forecast = docket_forecast(docket, 2, 0);
	assert_int_equal(forecast->state, FORECAST_INDETERMINATE);
	assert_string_equal(forecast->reason, "there is no chain to judge");
	docket_free(docket);
	chain_release(&same);
	chain_release(&longer);
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(part_answers_as_the_whole),
		cmocka_unit_test(what_agrees_is_judged_once),
		cmocka_unit_test(equal_chains_have_one_number),
	};

	return cmocka_run_group_tests_name("docket", tests, NULL, NULL);
}
