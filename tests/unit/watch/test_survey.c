#include "watch/survey.h"

#include "base/options.h"
#include "unit/watch/estate.h"

#define POLICY(estate, store) \
	"kedge: 1\n" \
	"estate: " estate "\n" \
	"endpoints: [{name: web, address: a.example:443}]\n" \
	"releases:\n" \
	"  - {name: r, bundle: {file: " store "}, verifier: complete}\n"

/*
 * As of October: a must renew (a note), b has no anchor (an error), and c
 * lacks the store of one of two releases.
 */
static void
put_policies(void)
{
	folder_put("a.yaml", POLICY("a", "root.pem"));
	folder_put("b.yaml", POLICY("b", "other.pem"));
	folder_put("c.yaml", POLICY("c", "root.pem")
	    "  - {name: s, bundle: {file: gone.pem}, verifier: complete}\n");
	folder_put("twin.yaml", POLICY("a", "root.pem"));
	folder_put("bad.yaml", "kedge: 1\nendpoint: []\n");
}

static const struct tally_case {
	const char *name;
	const char *policies[4];
	enum severity least;
	size_t n, n_refusals, examined, incomplete, findings;
	int status;
} cases[] = {
	{ "a note counts where asked for", { "a.yaml" }, SEVERITY_INFO, 1, 0,
	    1, 0, 1, EXIT_FINDINGS },
	{ "clean from warnings up", { "a.yaml" }, SEVERITY_WARNING, 1, 0, 1,
	    0, 0, EXIT_CLEAN },
	{ "one estate with a finding", { "b.yaml" }, SEVERITY_WARNING, 1, 0,
	    1, 0, 1, EXIT_FINDINGS },
	{ "two estates are added", { "a.yaml", "b.yaml" }, SEVERITY_INFO, 2,
	    0, 2, 0, 2, EXIT_FINDINGS },
	{ "a store that is not there", { "a.yaml", "c.yaml" },
	    SEVERITY_WARNING, 2, 0, 2, 1, 1, EXIT_INCOMPLETE },
	{ "a policy that is wrong leaves the others alone",
	    { "bad.yaml", "a.yaml", "none.yaml" }, SEVERITY_WARNING, 1, 2, 1,
	    0, 0, EXIT_CLEAN },
	{ "so does the second policy of an estate",
	    { "a.yaml", "twin.yaml", "b.yaml" }, SEVERITY_WARNING, 2, 1, 2, 0,
	    1, EXIT_FINDINGS },
};

static void
passes_are_added(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-10-01T00:00:00Z");
	evidence_release(&lab.evidence);
	put_policies();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tally_case *c = &cases[i];
		struct err err = ERR_NONE;
		struct survey survey;
		struct tally got;
		size_t n = 0;

		while (c->policies[n] != NULL)
			n++;
		if (survey_load(&survey, c->policies, n, false, &err) == -1)
			fail_msg("%s: %s", c->name, err.msg);
		/* Certificates that meet come from one pool. */
		lab.evidence = survey.evidence;
		lab_serve(&lab, "web", "192.0.2.1", "leaf inter", 0, NULL);
		if (survey_run(&survey, &lab.settings, &err) == -1)
			fail_msg("%s: %s", c->name, err.msg);
		got = survey_tally(&survey, c->least);
		if (survey.n_passes != c->n ||
		    survey.n_refusals != c->n_refusals ||
		    got.examined != c->examined ||
		    got.incomplete != c->incomplete ||
		    got.findings != c->findings ||
		    tally_status(&got) != c->status)
			fail_msg("%s: %zu passes, %zu refusals, %zu judged, "
			    "%zu not, %zu findings", c->name, survey.n_passes,
			    survey.n_refusals, got.examined, got.incomplete,
			    got.findings);
		records_release(&lab.records);
		survey_release(&survey);
	}
	lab.evidence = (struct evidence){ 0 };
	lab_close(&lab);
}

static const struct refused_case {
	const char *name;
	const char *policies[4];
	bool strict;
	const char *message;
} refused[] = {
	{ "not there", { "none.yaml" }, false,
	    "cannot open none.yaml: No such file or directory" },
	{ "none can be used", { "bad.yaml", "none.yaml" }, false,
	    "bad.yaml:2:1: a policy has no key 'endpoint'; did you mean "
	    "'endpoints'?" },
	{ "strict: one of two", { "a.yaml", "bad.yaml" }, true,
	    "bad.yaml:2:1: a policy has no key 'endpoint'; did you mean "
	    "'endpoints'?" },
	{ "strict: two policies of one estate",
	    { "b.yaml", "a.yaml", "twin.yaml" }, true,
	    "twin.yaml: the estate 'a' is also that of a.yaml; give one of "
	    "them another name" },
};

static void
what_cannot_be_used_fails(void **state)
{
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-10-01T00:00:00Z");
	put_policies();
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		const struct refused_case *c = &refused[i];
		struct err err = ERR_NONE;
		struct survey survey;
		size_t n = 0;

		while (c->policies[n] != NULL)
			n++;
		if (survey_load(&survey, c->policies, n, c->strict, &err) !=
		    -1 || err.code != ERR_POLICY ||
		    strcmp(err.msg, c->message) != 0)
			fail_msg("%s: %s", c->name, err.msg);
	}
	lab_close(&lab);
}

static void
candidate_is_for_one_policy(void **state)
{
	static const char *const policies[] = { "a.yaml", "b.yaml" };
	struct chain chain = CHAIN_EMPTY;
	struct candidate_chain candidate = { "web", &chain };
	struct err err = ERR_NONE;
	struct survey survey;
	struct lab lab;

	(void)state;
	lab_open(&lab, "2023-10-01T00:00:00Z");
	put_policies();
	lab.settings.chains = &candidate;
	lab.settings.n_chains = 1;
	assert_int_equal(survey_load(&survey, policies, 2, true, &err), 0);
	assert_int_equal(survey_run(&survey, &lab.settings, &err), -1);
	assert_int_equal(err.code, ERR_POLICY);
	assert_string_equal(err.msg, "a candidate is judged against one "
	    "policy, not 2");
	survey_release(&survey);
	lab_close(&lab);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(passes_are_added),
		IN_FOLDER(what_cannot_be_used_fails),
		IN_FOLDER(candidate_is_for_one_policy),
	};

	return cmocka_run_group_tests_name("survey", tests, NULL, NULL);
}
