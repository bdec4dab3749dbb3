#include "sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "policy/thresholds.h"

static const struct table_column columns[] = {
	{ "ESTATE", TABLE_LEFT },	/* where it is wanted */
	{ "ENDPOINT", TABLE_LEFT },
	{ "SHAPE", TABLE_LEFT },	/* likewise */
	{ "ADDRESS", TABLE_LEFT },
	{ "RESULT", TABLE_LEFT },
	{ "LEAF DAYS", TABLE_RIGHT },
	{ "CHAIN DAYS", TABLE_RIGHT },
	{ "FIRST TO END", TABLE_LEFT },
	{ "CERTS", TABLE_RIGHT },
	{ "TLS", TABLE_LEFT },
};

#define N_COLUMNS	(sizeof(columns) / sizeof(columns[0]))
_Static_assert(N_COLUMNS <= SHEET_MOST_COLUMNS, "no room for the columns");

/* Red once it ended, yellow once a silent policy would alarm. */
static enum table_colour
colour_of(const struct cert *cert, int64_t now_s)
{
	int64_t life_s = instant_add(cert->not_after_s, -cert->not_before_s);
	struct threshold alarm = threshold_default_alarm(life_s);

	if (now_s > cert->not_after_s)
		return TABLE_RED;
	return now_s >= threshold_instant(&alarm, cert->not_before_s,
	    cert->not_after_s) ? TABLE_YELLOW : TABLE_GREEN;
}

/* "ok", or the reason, and then more words. */
static void
add_result(struct table *table, const struct observation *o)
{
	char *told = inquiry_text(&o->inquiry, o->at_s);
	const char *word = o->reason == REASON_NONE ? "ok" :
	    reason_name(o->reason);
	bool is_bad = o->reason != REASON_NONE ||
	    inquiry_is_revoked(&o->inquiry);
	char *text = mem_printf("%s%s%s%s%s", word,
	    o->detail || told ? ": " : "", o->detail ? o->detail : "",
	    o->detail && told ? "; " : "", told ? told : "");

	table_add_coloured(table, is_bad ? TABLE_RED : TABLE_GREEN, text);
	free(text);
	free(told);
}

static void
add_days(struct table *table, const struct cert *cert, int64_t now_s)
{
	char days[INSTANT_TEXT];

	if (cert == NULL) {
		table_add(table, NULL);
		return;
	}
	snprintf(days, sizeof(days), "%" PRId64,
	    instant_days_until(cert->not_after_s, now_s));
	table_add_coloured(table, colour_of(cert, now_s), days);
}

static void
add_row(struct table *table, const struct observation *o,
    const struct sheet_extras *with, int64_t now_s)
{
	const struct cert *first = first_to_end(&o->chain);

	if (with->estate)
		table_add(table, o->estate);
	table_add(table, o->endpoint);
	if (with->shape)
		table_add(table, o->shape);
	table_add(table, o->address);
	add_result(table, o);
	add_days(table, first ? o->chain.certs[0] : NULL, now_s);
	add_days(table, first, now_s);
	table_add(table, first ? first->short_name : NULL);
	table_addf(table, "%zu", o->chain.n);
	table_add(table, o->tls_version);
}

static int
begin_table(struct sheet *sheet, struct err *err)
{
	size_t n = 0;

	(void)err;
	for (size_t i = 0; i < N_COLUMNS; i++) {
		if ((i == 0 && !sheet->with.estate) ||
		    (i == 2 && !sheet->with.shape))
			continue;
		sheet->columns[n++] = columns[i];
	}
	table_init(&sheet->table, sheet->columns, n);
	return 0;
}

static int
place_compare(const void *left, const void *right)
{
	const struct sheet_place *a = left, *b = right;
	int by_address;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	by_address = strcmp(a->address, b->address);
	if (by_address != 0)
		return by_address;
	return a->row < b->row ? -1 : a->row > b->row;
}

/* The rows that are held, in the order of the targets. */
static int
let_go(struct sheet *sheet, struct err *err)
{
	size_t n = sheet->n_places;
	size_t *order = mem_zalloc(n * sizeof(*order));

	if (n > 0)
		qsort(sheet->places, n, sizeof(*sheet->places),
		    place_compare);
	for (size_t i = 0; i < n; i++) {
		order[i] = sheet->places[i].row;
		free(sheet->places[i].address);
	}
	sheet->n_places = 0;
	table_order(&sheet->table, order);
	free(order);
	return table_flush(&sheet->table, sheet->stream, sheet->colour, err);
}

static int
add_to_table(struct sheet *sheet, size_t number,
    const struct observation *observation, struct err *err)
{
	add_row(&sheet->table, observation, &sheet->with, sheet->now_s);
	if (sheet->is_flowing)
		return table_flush(&sheet->table, sheet->stream,
		    sheet->colour, err);
	sheet->places = mem_grow(sheet->places, &sheet->places_cap,
	    sheet->n_places + 1, sizeof(*sheet->places));
	sheet->places[sheet->n_places] = (struct sheet_place){ number,
		mem_strdup(observation->address ? observation->address : ""),
		sheet->n_places };
	sheet->n_places++;
	sheet->is_flowing = sheet->n_places == LIMIT_ROWS_HELD;
	return sheet->is_flowing ? let_go(sheet, err) : 0;
}

static int
end_table(struct sheet *sheet, struct err *err)
{
	return sheet->is_flowing ? 0 : let_go(sheet, err);
}

const struct sheet_format sheet_table = {
	"table", begin_table, add_to_table, end_table,
};
