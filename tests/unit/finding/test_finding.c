#include "finding/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/options.h"

static const struct status_case {
	const char *name;
	struct tally tally;
	int status;
} statuses[] = {
	{ "nothing examined", { 0, 0, 0 }, EXIT_INCOMPLETE },
	{ "nothing examined, though there are findings", { 0, 0, 3 },
	    EXIT_INCOMPLETE },
	{ "clean", { 1, 0, 0 }, EXIT_CLEAN },
	{ "findings", { 2, 0, 1 }, EXIT_FINDINGS },
	{ "incomplete", { 2, 1, 0 }, EXIT_INCOMPLETE },
	{ "incomplete outweighs findings", { 2, 1, 5 }, EXIT_INCOMPLETE },
	{ "nothing but what could not be", { 0, 1, 1 }, EXIT_INCOMPLETE },
};

static void
status_has_its_precedence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		const struct status_case *c = &statuses[i];
		int got = tally_status(&c->tally);

		if (got != c->status)
			fail_msg("%s: %d", c->name, got);
	}
}

static void
errors_come_first_else_as_they_came(void **state)
{
	static const enum rule_id added[] = { RULE_RENEWAL_DUE,
		RULE_DEADLINE_NEAR, RULE_CHAIN_NEVER, RULE_STORE_REJECTED,
		RULE_NAME_MISMATCH, RULE_RENEWAL_DUE };
	static const char *const sorted[] = { "2", "4", "1", "3", "0", "5" };
	struct findings all = { 0 };

	(void)state;
	for (size_t i = 0; i < 6; i++)
		findings_add(&all, added[i], "%zu", i);
	findings_sort(&all);
	assert_int_equal(all.n, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(all.items[i].message, sorted[i]);
	assert_int_equal(findings_count(&all, SEVERITY_INFO), 6);
	assert_int_equal(findings_count(&all, SEVERITY_WARNING), 4);
	assert_int_equal(findings_count(&all, SEVERITY_ERROR), 2);
	findings_release(&all);
}

static void
sorting_none_is_none(void **state)
{
	struct findings all = { 0 };

	(void)state;
	findings_sort(&all);
	assert_int_equal(all.n, 0);
	assert_int_equal(findings_count(&all, SEVERITY_INFO), 0);
}

static void
a_new_finding_is_about_nothing(void **state)
{
	struct findings all = { 0 };
	const struct finding *finding = findings_add(&all, RULE_CHAIN_NEVER,
	    "%s %d", "message", 7);

	(void)state;
	assert_string_equal(finding->message, "message 7");
	assert_string_equal(finding->rule->id, "chain-never");
	assert_null(finding->endpoint);
	assert_null(finding->release);
	assert_null(finding->address);
	assert_null(finding->cert);
	assert_null(finding->mark.file);
	findings_release(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_has_its_precedence),
		cmocka_unit_test(errors_come_first_else_as_they_came),
		cmocka_unit_test(sorting_none_is_none),
		cmocka_unit_test(a_new_finding_is_about_nothing),
	};

	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
