#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

enum table_align {
	TABLE_LEFT,
	TABLE_RIGHT,
};

enum table_colour {
	TABLE_PLAIN,
	TABLE_GREEN,
	TABLE_YELLOW,
	TABLE_RED,
};

struct table_column {
	const char *title;
	enum table_align align;
};

/*
 * Rows for people, aligned by what is displayed and not by bytes. Cells are
 * added row by row, from left to right; each is foreign text, which is
 * escaped here. The columns are borrowed.
 */
struct table {
	const struct table_column *columns;
	size_t n_columns;
	struct table_cell *cells;
	size_t n, cap;
	size_t *widths;		/* once table_flush has settled them */
};

void table_init(struct table *table, const struct table_column *columns,
    size_t n_columns);
void table_release(struct table *table);

/* The next cell; NULL and "" show as "-". */
void table_add(struct table *table, const char *text);
void table_add_coloured(struct table *table, enum table_colour colour,
    const char *text);
void table_addf(struct table *table, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts the rows in another order: the i-th will be the one that is at
 * order[i] now. */
void table_order(struct table *table, const size_t *order);

/*
 * Prints the rows so far and forgets them. The first time the titles go before
 * them, and the columns get the widths that these rows need; where a later
 * cell is wider, the rest of its line moves aside.
 */
int table_flush(struct table *table, FILE *stream, bool colour,
    struct err *err);

/* The titles, then the rows; colours only where asked for. */
int table_print(const struct table *table, FILE *stream, bool colour,
    struct err *err);

#endif
