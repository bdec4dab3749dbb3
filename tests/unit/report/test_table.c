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

static void
add_row(struct table *table, const char *name, const char *days,
    const char *note)
{
	table_add(table, name);
	table_add(table, days);
	table_add(table, note);
}

static void
later_rows_keep_to_the_columns(void **state)
{
	struct err err = ERR_NONE;
	struct table table;
	char *text = NULL;
	size_t n;
	FILE *stream = open_memstream(&text, &n);

	(void)state;
	table_init(&table, columns, 3);
	add_row(&table, "first", "1", "x");
	add_row(&table, "second", "2", "y");
	assert_int_equal(table_flush(&table, stream, false, &err), 0);
	add_row(&table, "3rd", "3", "z");
	assert_int_equal(table_flush(&table, stream, false, &err), 0);
	add_row(&table, "the fourth", "12345", "z");
	add_row(&table, "5th", "5", "z");
	assert_int_equal(table_flush(&table, stream, false, &err), 0);
	assert_int_equal(table_flush(&table, stream, false, &err), 0);
	fclose(stream);
	assert_string_equal(text,
	    "name    days  note\n"
	    "first      1  x\n"
	    "second     2  y\n"
	    "3rd        3  z\n"
	    "the fourth  12345  z\n"
	    "5th        5  z\n");
	free(text);
	table_release(&table);
}

static void
rows_take_another_order(void **state)
{
	static const size_t order[] = { 2, 0, 1 };
	struct table table;
	char *got;

	(void)state;
	table_init(&table, columns, 3);
	add_row(&table, "b", "1", "x");
	add_row(&table, "c", "2", "y");
	add_row(&table, "a", "3", "z");
	table_order(&table, order);
	add_row(&table, "d", "4", "z");
	got = print(&table, false);
	assert_string_equal(got, "name  days  note\na        3  z\n"
	    "b        1  x\nc        2  y\nd        4  z\n");
	free(got);
	table_release(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_aligned),
		cmocka_unit_test(colour_does_not_move_columns),
		cmocka_unit_test(later_rows_keep_to_the_columns),
		cmocka_unit_test(rows_take_another_order),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
