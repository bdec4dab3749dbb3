#include "watch/scope.h"

#include "base/buf.h"
#include "unit/watch/estate.h"

/* a is for r and s, b for s alone; nothing is for t. */
static const char policy[] =
    "kedge: 1\n"
    "endpoints:\n"
    "  - {name: a, address: a.example:443, clients: [r, s]}\n"
    "  - {name: b, address: a.example:443, clients: [s]}\n"
    "releases:\n"
    "  - {name: r, bundle: {file: root.pem}, verifier: complete}\n"
    "  - {name: s, bundle: {file: root.pem}, verifier: complete}\n"
    "  - {name: t, bundle: {file: root.pem}, verifier: complete}\n";

static const struct scope_case {
	const char *name;
	const char *chains[3], *stores[3];	/* candidates, up to NULL */
	const char *want;	/* pairs, endpoints, releases in scope; or
				   the message */
} cases[] = {
	{ "an estate is looked at whole", { NULL }, { NULL },
	    "ar as bs | a b | r s t" },
	{ "a chain and all its clients", { "a" }, { NULL },
	    "ar as | a | r s" },
	{ "a chain for one client", { "b" }, { NULL }, "bs | b | s" },
	{ "a store and all that it must reach", { NULL }, { "s" },
	    "as bs | a b | s" },
	{ "a store for one endpoint", { NULL }, { "r" }, "ar | a | r" },
	{ "a store that reaches nothing", { NULL }, { "t" }, " | |" },
	{ "a chain and a store of other pairs", { "b" }, { "r" },
	    "ar bs | a b | r s" },
	{ "two chains", { "b", "a" }, { NULL }, "ar as bs | a b | r s" },
	{ "no such endpoint", { "a", "c" }, { NULL },
	    "the policy has no endpoint 'c'" },
	{ "no such release", { NULL }, { "u" },
	    "the policy has no release 'u'" },
	{ "two chains for one", { "a", "a" }, { NULL },
	    "there are two candidates for the endpoint 'a'; judge one at a "
	    "time" },
	{ "two stores for one", { NULL }, { "s", "s" },
	    "there are two candidates for the release 's'; judge one at a "
	    "time" },
};

static void
tell_scope(struct buf *out, const struct lab *lab)
{
	const struct estate *estate = &lab->estate;
	const struct pass_settings *settings = &lab->settings;
	const char *gap = "";

	for (size_t e = 0; e < estate->n_endpoints; e++) {
		for (size_t r = 0; r < estate->n_releases; r++) {
			if (!scope_pair(settings, &estate->endpoints[e],
				&estate->releases[r]))
				continue;
			buf_printf(out, "%s%s%s", gap,
			    estate->endpoints[e].name,
			    estate->releases[r].name);
			gap = " ";
		}
	}
	buf_text(out, " |");
	for (size_t e = 0; e < estate->n_endpoints; e++) {
		if (scope_endpoint(settings, &estate->endpoints[e]))
			buf_printf(out, " %s", estate->endpoints[e].name);
	}
	buf_text(out, " |");
	for (size_t r = 0; r < estate->n_releases; r++) {
		if (scope_release(settings, estate, &estate->releases[r]))
			buf_printf(out, " %s", estate->releases[r].name);
	}
}

static void
each_case_has_its_scope(void **state)
{
	struct chain chain = CHAIN_EMPTY;
	struct store store = STORE_EMPTY;
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-08-01T00:00:00Z");
	lab_policy(&lab, policy);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct scope_case *c = &cases[i];
		struct candidate_chain chains[3];
		struct candidate_store stores[3];
		struct buf got = BUF_INIT(4096);
		struct err err = ERR_NONE;

		lab.settings.chains = chains;
		lab.settings.stores = stores;
		lab.settings.n_chains = lab.settings.n_stores = 0;
		for (size_t k = 0; c->chains[k] != NULL; k++)
			chains[lab.settings.n_chains++] =
			    (struct candidate_chain){ c->chains[k], &chain };
		for (size_t k = 0; c->stores[k] != NULL; k++)
			stores[lab.settings.n_stores++] =
			    (struct candidate_store){ c->stores[k], &store };
		if (scope_check(&lab.settings, &lab.estate, &err) == 0)
			tell_scope(&got, &lab);
		else if (err.code == ERR_POLICY)
			buf_text(&got, err.msg);
		if (strcmp(got.p, c->want) != 0)
			fail_msg("%s: %s", c->name, got.p);
		buf_release(&got);
	}
	lab_close(&lab);
}

/* What a candidate replaces is neither read nor waited for. */
static void
candidates_stand_in(void **state)
{
	struct chain chain;
	struct store store = STORE_EMPTY;
	struct candidate_chain chains[] = { { "web", &chain } };
	struct candidate_store stores[] = { { "r", &store } };
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	lab_policy(&lab, "kedge: 1\n"
	    "endpoints: [{name: web, address: a.example:443}]\n"
	    "releases:\n"
	    "  - {name: r, bundle: {file: gone.pem}, verifier: complete}\n");
	lab_chain(&lab, &chain, "leaf inter");
	store_append(&store, lab_cert(&lab, "root"), "candidate");
	lab.settings.chains = chains;
	lab.settings.n_chains = 1;
	lab.settings.stores = stores;
	lab.settings.n_stores = 1;
	lab_pass(&lab);
	assert_int_equal(lab.pass.findings.n, 0);
	assert_int_equal(lab.pass.examined, 1);
	assert_int_equal(lab.pass.incomplete, 0);
	assert_int_equal(lab.pass.pairs[0].forecast->state, FORECAST_OK);
	chain_release(&chain);
	store_release(&store);
	lab_close(&lab);
}

/* A candidate that nothing judges is not a clean one. */
static void
candidate_for_nothing_is_incomplete(void **state)
{
	struct chain chain;
	struct store store = STORE_EMPTY;
	struct candidate_chain chains[] = { { "b", &chain } };
	struct candidate_store stores[] = { { "t", &store } };
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-06-01T00:00:00Z");
	lab_policy(&lab, policy);
	lab_chain(&lab, &chain, "leaf inter");
	store_append(&store, lab_cert(&lab, "root"), "candidate");
	lab.settings.chains = chains;
	lab.settings.n_chains = 1;
	lab.settings.stores = stores;
	lab.settings.n_stores = 1;
	lab_pass(&lab);
	assert_int_equal(lab.pass.findings.n, 1);
	assert_string_equal(lab.pass.findings.items[0].message, "no endpoint "
	    "has 't' among its clients, so nothing says what it can reach");
	assert_int_equal(lab.pass.examined, 1);
	assert_int_equal(lab.pass.incomplete, 1);
	chain_release(&chain);
	store_release(&store);
	lab_close(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(each_case_has_its_scope),
		IN_FOLDER(candidates_stand_in),
		IN_FOLDER(candidate_for_nothing_is_incomplete),
	};

	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
