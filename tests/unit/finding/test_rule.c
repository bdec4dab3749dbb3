#include "finding/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Public: what people filter and count by. */
static const struct {
	const char *id;
	enum severity severity;
} rules[] = {
	[RULE_CHAIN_FAILING] = { "chain-failing", SEVERITY_ERROR },
	[RULE_CHAIN_NEVER] = { "chain-never", SEVERITY_ERROR },
	[RULE_CHAIN_NOT_YET] = { "chain-not-yet", SEVERITY_ERROR },
	[RULE_CHAIN_INDETERMINATE] = { "chain-indeterminate",
	    SEVERITY_ERROR },
	[RULE_CHAIN_BREAKS_SOON] = { "chain-breaks-soon", SEVERITY_ERROR },
	[RULE_CHAIN_ENDS_EARLY] = { "chain-ends-early", SEVERITY_WARNING },
	[RULE_ACT_BY_NEAR] = { "act-by-near", SEVERITY_WARNING },
	[RULE_ACT_BY_PASSED] = { "act-by-passed", SEVERITY_ERROR },
	[RULE_RENEWAL_DUE] = { "renewal-due", SEVERITY_INFO },
	[RULE_BREAK_AFTER_SUPPORT] = { "break-after-support",
	    SEVERITY_INFO },
	[RULE_NAME_MISMATCH] = { "name-mismatch", SEVERITY_ERROR },
	[RULE_NAME_OLD_WAY] = { "name-old-way", SEVERITY_WARNING },
	[RULE_ENDPOINT_UNREACHABLE] = { "endpoint-unreachable",
	    SEVERITY_ERROR },
	[RULE_ADDRESS_FAILED] = { "address-failed", SEVERITY_WARNING },
	[RULE_ADDRESSES_DIVERGE] = { "addresses-diverge", SEVERITY_WARNING },
	[RULE_ENDPOINT_UNJUDGED] = { "endpoint-unjudged", SEVERITY_ERROR },
	[RULE_RELEASE_UNJUDGED] = { "release-unjudged", SEVERITY_WARNING },
	[RULE_RELEASE_UNSUPPORTED] = { "release-unsupported",
	    SEVERITY_INFO },
	[RULE_STORE_UNREADABLE] = { "store-unreadable", SEVERITY_ERROR },
	[RULE_STORE_REJECTED] = { "store-rejected", SEVERITY_WARNING },
	[RULE_ROOT_UNREADABLE] = { "root-unreadable", SEVERITY_ERROR },
	[RULE_POLICY_FAULT] = { "policy-fault", SEVERITY_ERROR },
	[RULE_DEADLINE_PASSED] = { "deadline-passed", SEVERITY_ERROR },
	[RULE_DEADLINE_NEAR] = { "deadline-near", SEVERITY_WARNING },
};

static void
each_rule_keeps_its_id(void **state)
{
	(void)state;
	assert_int_equal(sizeof(rules) / sizeof(rules[0]), RULE_COUNT);
	for (enum rule_id id = 0; id < RULE_COUNT; id++) {
		const struct rule *rule = rule_get(id);

		assert_string_equal(rule->id, rules[id].id);
		if (rule->severity != rules[id].severity)
			fail_msg("%s is %s", rule->id,
			    severity_name(rule->severity));
		if (strlen(rule->summary) < 20 ||
		    rule->summary[strlen(rule->summary) - 1] != '.')
			fail_msg("%s has no sentence: %s", rule->id,
			    rule->summary);
	}
}

static void
severities_are_named(void **state)
{
	static const enum severity all[] = { SEVERITY_INFO, SEVERITY_WARNING,
		SEVERITY_ERROR };
	enum severity got = SEVERITY_WARNING;
	struct err err = ERR_NONE;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(severity_parse(&got, severity_name(all[i]),
		    &err), 0);
		assert_int_equal(got, all[i]);
	}
	assert_int_equal(severity_parse(&got, "Error", &err), -1);
	assert_int_equal(got, SEVERITY_ERROR);
	assert_int_equal(err.code, ERR_POLICY);
	assert_string_equal(err.msg, "'Error' is no severity; there are "
	    "info, warning and error");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_keeps_its_id),
		cmocka_unit_test(severities_are_named),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
