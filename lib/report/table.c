#include "report/table.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/mem.h"

#define GAP		2	/* spaces between columns */
#define CELL_BYTES	4096

struct table_cell {
	char *text;	/* escaped */
	enum table_colour colour;
};

static const char *const escapes[] = {
	[TABLE_PLAIN] = "",
	[TABLE_GREEN] = "\033[32m",
	[TABLE_YELLOW] = "\033[33m",
	[TABLE_RED] = "\033[31m",
};

#define ESCAPE_END "\033[0m"

void
table_init(struct table *table, const struct table_column *columns,
    size_t n_columns)
{
	*table = (struct table){ .columns = columns, .n_columns = n_columns };
}

static void
forget_rows(struct table *table)
{
	for (size_t i = 0; i < table->n; i++)
		free(table->cells[i].text);
	table->n = 0;
}

void
table_release(struct table *table)
{
	forget_rows(table);
	free(table->cells);
	free(table->widths);
	*table = (struct table){ 0 };
}

void
table_add_coloured(struct table *table, enum table_colour colour,
    const char *text)
{
	struct buf clean = BUF_INIT(CELL_BYTES);

	escape_terminal(&clean, text && *text ? text : "-");
	table->cells = mem_grow(table->cells, &table->cap, table->n + 1,
	    sizeof(*table->cells));
	table->cells[table->n++] = (struct table_cell){ clean.p, colour };
}

void
table_add(struct table *table, const char *text)
{
	table_add_coloured(table, TABLE_PLAIN, text);
}

void
table_addf(struct table *table, const char *fmt, ...)
{
	char text[CELL_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	table_add(table, text);
}

struct range {
	uint32_t first, last;
};

static bool
is_among(uint32_t code, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	}
	return false;
}

/* Cells of a terminal that a character takes: Unicode TR 11, in rough. */
static size_t
character_width(uint32_t code)
{
	static const struct range combining[] = {
		{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd },
		{ 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x1ab0, 0x1aff },
		{ 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f },
		{ 0xfe20, 0xfe2f },
	};
	static const struct range wide[] = {
		{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf },
		{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 },
		{ 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
	};

	if (is_among(code, combining, sizeof(combining) / sizeof(*combining)))
		return 0;
	return is_among(code, wide, sizeof(wide) / sizeof(*wide)) ? 2 : 1;
}

/* text is valid UTF-8, which escape_terminal saw to. */
static size_t
text_width(const char *text)
{
	size_t width = 0;

	while (*text != '\0') {
		uint8_t lead = (uint8_t)*text++;
		uint32_t code = lead < 0xc0 ? lead : lead < 0xe0 ?
		    lead & 0x1f : lead < 0xf0 ? lead & 0x0f : lead & 0x07;

		while (((uint8_t)*text & 0xc0) == 0x80)
			code = code << 6 | ((uint8_t)*text++ & 0x3f);
		width += character_width(code);
	}
	return width;
}

static size_t
column_width(const struct table *table, size_t column)
{
	size_t width = text_width(table->columns[column].title);

	for (size_t i = column; i < table->n; i += table->n_columns) {
		size_t cell = text_width(table->cells[i].text);

		width = cell > width ? cell : width;
	}
	return width;
}

/* *owed spaces are printed before the next text, so that no line ends in
 * spaces. */
static void
print_cell(FILE *stream, const char *text, const char *escape, size_t width,
    enum table_align align, size_t *owed)
{
	size_t taken = text_width(text);
	size_t spare = width > taken ? width - taken : 0;
	size_t before = *owed + (align == TABLE_RIGHT ? spare : 0);

	fprintf(stream, "%*s%s%s%s", (int)before, "", escape, text,
	    *escape ? ESCAPE_END : "");
	*owed = GAP + (align == TABLE_LEFT ? spare : 0);
}

static void
print_titles(const struct table *table, const size_t *widths, FILE *stream)
{
	size_t owed = 0;

	for (size_t i = 0; i < table->n_columns; i++)
		print_cell(stream, table->columns[i].title, "", widths[i],
		    table->columns[i].align, &owed);
	putc('\n', stream);
}

static void
print_rows(const struct table *table, const size_t *widths, FILE *stream,
    bool colour)
{
	size_t owed = 0;

	for (size_t i = 0; i < table->n; i++) {
		const struct table_cell *cell = &table->cells[i];
		size_t column = i % table->n_columns;

		print_cell(stream, cell->text,
		    colour ? escapes[cell->colour] : "", widths[column],
		    table->columns[column].align, &owed);
		if (column + 1 == table->n_columns) {
			putc('\n', stream);
			owed = 0;
		}
	}
}

static size_t *
widths_of(const struct table *table)
{
	size_t *widths = mem_zalloc(table->n_columns * sizeof(*widths));

	for (size_t i = 0; i < table->n_columns; i++)
		widths[i] = column_width(table, i);
	return widths;
}

static int
check_stream(FILE *stream, struct err *err)
{
	if (ferror(stream))
		return err_set_errno(err, "cannot write the table");
	return 0;
}

int
table_print(const struct table *table, FILE *stream, bool colour,
    struct err *err)
{
	size_t *widths = widths_of(table);

	print_titles(table, widths, stream);
	print_rows(table, widths, stream, colour);
	free(widths);
	return check_stream(stream, err);
}

int
table_flush(struct table *table, FILE *stream, bool colour, struct err *err)
{
	if (table->widths == NULL) {
		table->widths = widths_of(table);
		print_titles(table, table->widths, stream);
	}
	print_rows(table, table->widths, stream, colour);
	forget_rows(table);
	return check_stream(stream, err);
}

void
table_order(struct table *table, const size_t *order)
{
	size_t n_rows = table->n / table->n_columns;
	struct table_cell *cells = mem_zalloc(table->n * sizeof(*cells));

	for (size_t i = 0; i < n_rows; i++)
		memcpy(cells + i * table->n_columns,
		    table->cells + order[i] * table->n_columns,
		    table->n_columns * sizeof(*cells));
	free(table->cells);
	table->cells = cells;
	table->cap = table->n;
}
