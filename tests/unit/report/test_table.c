#include "report/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct table_column columns[] = {
	{ "name", TABLE_LEFT },
	{ "days", TABLE_RIGHT },
	{ "note", TABLE_LEFT },
};

static char *
print(const struct table *table, bool colour)
{
	struct err err = ERR_NONE;
	char *text = NULL;
	size_t n;
	FILE *stream = open_memstream(&text, &n);

	assert_int_equal(table_print(table, stream, colour, &err), 0);
	fclose(stream);
	return text;
}

static const struct table_case {
	const char *name;
	const char *cells[7];	/* up to NULL */
	const char *want;
} cases[] = {
	{ "no rows", { NULL }, "name  days  note\n" },
	{ "one row", { "a", "1", "x" },
	    "name  days  note\na        1  x\n" },
	{ "wide cells", { "longer", "-1234", "x", "b", "7", "" },
	    "name     days  note\nlonger  -1234  x\nb           7  -\n" },
	{ "accents take one cell", { "Müller", "1", "x", "Muller", "2", "y" },
	    "name    days  note\nMüller     1  x\nMuller     2  y\n" },
	{ "ideographs take two", { "時刻表", "1", "x" },
	    "name    days  note\n時刻表     1  x\n" },
	{ "combining marks take none", { "e\xcc\x81nnn", "1", "x" },
	    "name  days  note\ne\xcc\x81nnn     1  x\n" },
	{ "control characters are escaped", { "\033[2J", "1", "\xff" },
	    "name     days  note\n\\x1b[2J     1  \\xff\n" },
};

static void
cells_are_aligned(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct table_case *c = &cases[i];
		struct table table;
		char *got;

		table_init(&table, columns, 3);
		for (size_t j = 0; c->cells[j] != NULL; j++)
			table_add(&table, c->cells[j]);
		got = print(&table, false);
		if (strcmp(got, c->want) != 0)
			fail_msg("%s:\n%s", c->name, got);
		free(got);
		table_release(&table);
	}
}

static void
colour_does_not_move_columns(void **state)
{
	struct table table;
	char *got;

	(void)state;
	table_init(&table, columns, 3);
	table_add_coloured(&table, TABLE_RED, "a");
	table_addf(&table, "%d", 12);
	table_add(&table, NULL);
	got = print(&table, true);
	assert_string_equal(got, "name  days  note\n"
	    "\033[31ma\033[0m       12  -\n");
	free(got);
	got = print(&table, false);
	assert_string_equal(got, "name  days  note\na       12  -\n");
	free(got);
	table_release(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_aligned),
		cmocka_unit_test(colour_does_not_move_columns),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
