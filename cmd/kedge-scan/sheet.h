#ifndef KEDGE_SCAN_SHEET_H
#define KEDGE_SCAN_SHEET_H

#include "base/options.h"
#include "record/record.h"
#include "report/table.h"

/* Where a row of the table belongs. */
struct sheet_place {
	size_t number;		/* of its target */
	char *address;
	size_t row;		/* of the table, as it is */
};

#define SHEET_MOST_COLUMNS	10

/* Columns that only some scans need. */
struct sheet_extras {
	bool estate;		/* there are several */
	bool shape;		/* of the ClientHello: not all the widest */
	bool inquiry;		/* others were asked; columns of csv */
};

/* What a scan saw, in the format that was asked for. */
struct sheet {
	const struct sheet_format *format;
	FILE *stream;			/* borrowed */
	struct sheet_extras with;
	bool colour;
	int64_t now_s;
	struct record_writer writer;	/* of records */
	struct table table;		/* of a table, with its rows' places */
	struct table_column columns[SHEET_MOST_COLUMNS];
	struct sheet_place *places;
	size_t n_places, places_cap;
	bool is_flowing;		/* rows are held no more */
	bool has_begun;			/* titles are out */
};

/* One way of writing it. Each function fails where the stream does. */
struct sheet_format {
	const char *name;
	int (*begin)(struct sheet *sheet, struct err *err);
	/* number: of the target, in the order of the targets */
	int (*row)(struct sheet *sheet, size_t number,
	    const struct observation *observation, struct err *err);
	/* NULL: nothing is left to be written. */
	int (*end)(struct sheet *sheet, struct err *err);
};

/*
 * A line for people: rows are held until there are LIMIT_ROWS_HELD or no more,
 * and go out in the order of the targets, their columns as wide as they need;
 * any more follow as they end.
 */
extern const struct sheet_format sheet_table;
/* Records as they end, each certificate before the first that names it. */
extern const struct sheet_format sheet_ndjson;
/* A line of titles, then a row for each observation as they end. */
extern const struct sheet_format sheet_csv;

/* Names of all formats, for struct program. */
const char *const *sheet_names(void);

/* format: its place among the names. */
void sheet_init(struct sheet *out, const struct options *options,
    struct sheet_extras with, FILE *stream);
void sheet_release(struct sheet *sheet);

int sheet_row(struct sheet *sheet, size_t number,
    const struct observation *observation, struct err *err);
/* After the last row; without any, nothing was written. */
int sheet_end(struct sheet *sheet, struct err *err);

/* The certificate of a chain that ends first, or NULL. */
const struct cert *first_to_end(const struct chain *chain);

#endif
