#include "report/findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* An error with all its members, a warning and a note. */
static void
make_findings(struct findings *all)
{
	struct finding *finding;

	*all = (struct findings){ 0 };
	finding = findings_add(all, RULE_CHAIN_NEVER,
	    "web for r never valid: no anchor for '\033[2J'");
	finding->endpoint = "web";
	finding->release = "r";
	finding->address = "192.0.2.1";
	finding->mark = (struct mark){ "policy.yaml", 5, 3 };
	findings_add(all, RULE_STORE_REJECTED, "b.pem:1: an empty block");
	findings_add(all, RULE_RENEWAL_DUE, "web for r breaks");
}

static const struct print_case {
	const char *name;
	enum severity least;
	bool colour, none;
	const char *want;
} cases[] = {
	{ "all", SEVERITY_INFO, false, false,
	    "SEVERITY  RULE            FINDING\n"
	    "error     chain-never     web for r never valid: no anchor for "
	    "'\\x1b[2J'\n"
	    "warning   store-rejected  b.pem:1: an empty block\n"
	    "info      renewal-due     web for r breaks\n" },
	{ "from warnings up, coloured", SEVERITY_WARNING, true, false,
	    "SEVERITY  RULE            FINDING\n"
	    "\033[31merror\033[0m     chain-never     web for r never valid: "
	    "no anchor for '\\x1b[2J'\n"
	    "\033[33mwarning\033[0m   store-rejected  b.pem:1: an empty "
	    "block\n" },
	{ "errors alone", SEVERITY_ERROR, false, false,
	    "SEVERITY  RULE         FINDING\n"
	    "error     chain-never  web for r never valid: no anchor for "
	    "'\\x1b[2J'\n" },
	{ "none is no table", SEVERITY_INFO, false, true, "" },
};

static void
table_is_exact(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct print_case *c = &cases[i];
		struct findings all = { 0 };
		struct err err = ERR_NONE;
		char *got = NULL;
		size_t n;
		FILE *stream = open_memstream(&got, &n);

		if (!c->none)
			make_findings(&all);
		assert_int_equal(findings_print(&all, c->least, c->colour,
		    stream, &err), 0);
		fclose(stream);
		if (strcmp(got, c->want) != 0)
			fail_msg("%s:\n%s", c->name, got);
		free(got);
		findings_release(&all);
	}
}

static void
records_are_exact(void **state)
{
	static const struct tally tally = { 3, 1, 2 };
	struct record_writer writer;
	struct err err = ERR_NONE;
	struct findings all;
	char *got = NULL;
	size_t n;
	FILE *stream = open_memstream(&got, &n);

	(void)state;
	make_findings(&all);
	record_writer_init(&writer, stream);
	writer.estate = "lab";
	assert_int_equal(findings_record(&all, &writer, &err), 0);
	assert_int_equal(tally_record(&tally, &writer, &err), 0);
	record_writer_release(&writer);
	fclose(stream);
	assert_string_equal(got,
	    "{\"schema\":\"kedge/1\",\"kind\":\"finding\","
	    "\"estate\":\"lab\","
	    "\"rule\":\"chain-never\",\"severity\":\"error\","
	    "\"endpoint\":\"web\",\"address\":\"192.0.2.1\","
	    "\"release\":\"r\",\"where\":\"policy.yaml:5:3\","
	    "\"message\":\"web for r never valid: no anchor for "
	    "'\\u001B[2J'\"}\n"
	    "{\"schema\":\"kedge/1\",\"kind\":\"finding\","
	    "\"estate\":\"lab\","
	    "\"rule\":\"store-rejected\",\"severity\":\"warning\","
	    "\"message\":\"b.pem:1: an empty block\"}\n"
	    "{\"schema\":\"kedge/1\",\"kind\":\"finding\","
	    "\"estate\":\"lab\","
	    "\"rule\":\"renewal-due\",\"severity\":\"info\","
	    "\"message\":\"web for r breaks\"}\n"
	    "{\"schema\":\"kedge/1\",\"kind\":\"summary\",\"examined\":3,"
	    "\"incomplete\":1,\"findings\":2,\"verdict\":\"incomplete\"}\n");
	free(got);
	findings_release(&all);
}

/* A stream that takes no more is a failure, never a short table. */
static void
full_stream_fails(void **state)
{
	struct err err = ERR_NONE;
	struct findings all;
	char room[16];
	FILE *stream = fmemopen(room, sizeof(room), "w");

	(void)state;
	setvbuf(stream, NULL, _IONBF, 0);
	make_findings(&all);
	assert_int_equal(findings_print(&all, SEVERITY_INFO, false, stream,
	    &err), -1);
	assert_string_equal(err.msg,
	    "cannot write the table: No space left on device");
	fclose(stream);
	findings_release(&all);
}

static void
verdict_has_a_word(void **state)
{
	(void)state;
	assert_string_equal(tally_word(&(struct tally){ 1, 0, 0 }), "clean");
	assert_string_equal(tally_word(&(struct tally){ 1, 0, 1 }),
	    "findings");
	assert_string_equal(tally_word(&(struct tally){ 0, 0, 0 }),
	    "incomplete");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_exact),
		cmocka_unit_test(records_are_exact),
		cmocka_unit_test(full_stream_fails),
		cmocka_unit_test(verdict_has_a_word),
	};

	return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
