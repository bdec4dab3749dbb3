#include "report/forecasts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/instant.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "ENDPOINT", TABLE_LEFT },
	{ "RELEASE", TABLE_LEFT },
	{ "STATE", TABLE_LEFT },
	{ "LEAF ENDS", TABLE_LEFT },
	{ "BREAKS AT", TABLE_LEFT },
	{ "DAYS", TABLE_RIGHT },
	{ "ACT BY", TABLE_LEFT },
	{ "WHY", TABLE_LEFT },
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Too early for anybody? */
static bool
ends_early(const struct pair *pair)
{
	return forecast_ends_early(pair->forecast) && !pair->is_after_support;
}

static enum table_colour
colour_of(const struct pair *pair)
{
	if (pair->forecast->state != FORECAST_OK)
		return TABLE_RED;
	return pair->act_by_s <= pair->forecast->now_s || ends_early(pair) ?
	    TABLE_YELLOW : TABLE_GREEN;
}

/* What must be worked on, now or by a date, is not "ok" to a person. */
static const char *
state_word(const struct pair *pair)
{
	const struct forecast *f = pair->forecast;

	if (f->state == FORECAST_OK && pair->act_by_s <= f->now_s)
		return "act now";
	if (ends_early(pair))
		return "ends early";
	return forecast_state_name(f->state);
}

static void
add_days(struct table *table, const struct forecast *f)
{
	if (f->breaks_at_s == INSTANT_NEVER ||
	    f->breaks_at_s == INSTANT_ALWAYS)
		table_add(table, NULL);
	else
		table_addf(table, "%" PRId64,
		    instant_days_until(f->breaks_at_s, f->now_s));
}

static void
add_row(struct table *table, const struct pair *pair)
{
	const struct forecast *f = pair->forecast;
	char text[INSTANT_TEXT];
	char *why = f->reason ? NULL : cause_text(&f->cause);

	table_add(table, pair->endpoint);
	table_add(table, pair->release);
	table_add_coloured(table, colour_of(pair), state_word(pair));
	if (f->leaf_not_after_s == INSTANT_NEVER)
		table_add(table, NULL);
	else
		table_add(table, instant_format_date(text,
		    f->leaf_not_after_s));
	if (f->breaks_at_s == INSTANT_ALWAYS ||
	    f->state == FORECAST_INDETERMINATE)
		table_add(table, NULL);
	else
		table_add(table, instant_format(text, f->breaks_at_s));
	add_days(table, f);
	if (pair->act_by_s == INSTANT_NEVER ||
	    pair->act_by_s == INSTANT_ALWAYS)
		table_add(table, NULL);
	else
		table_add(table, instant_format_date(text, pair->act_by_s));
	table_add(table, f->reason ? f->reason : why);
	free(why);
}

static void
print_remedy(const struct pair *pair, size_t number, FILE *stream)
{
	struct advice advice = pair_advice(pair, number);
	const struct remedy *remedy = advice.remedy;
	struct buf line = BUF_INIT(SIZE_MAX / 2);
	char *text = advice_text(&advice);
	char until[INSTANT_TEXT];

	escape_terminal(&line, pair->endpoint);
	buf_text(&line, " for ");
	escape_terminal(&line, pair->release);
	buf_text(&line, ": ");
	escape_terminal(&line, text);
	if (remedy->breaks_at_s == INSTANT_NEVER)
		buf_text(&line, "; it then never breaks");
	else
		buf_printf(&line, "; it then lasts until %s",
		    instant_format(until, remedy->breaks_at_s));
	fprintf(stream, "  %s\n", line.p);
	buf_release(&line);
	free(text);
}

/* Does the break in its line not tell why to act by then? */
static bool
is_for_another_break(const struct pair *pair)
{
	struct firmware firmware = pair_firmware(pair);

	return firmware.forecast != NULL &&
	    firmware.begin_by_s == pair->act_by_s &&
	    (firmware.is_lasting || firmware.forecast != pair->forecast);
}

static void
print_firmware(const struct pair *pair, FILE *stream)
{
	struct firmware firmware = pair_firmware(pair);
	bool at = pair->is_one_of_several && firmware.address != NULL;
	char *text = firmware_sentence(&firmware);
	struct buf line = BUF_INIT(SIZE_MAX / 2);

	escape_terminal(&line, pair->endpoint);
	buf_text(&line, at ? " at " : "");
	escape_terminal(&line, at ? firmware.address : "");
	buf_text(&line, " for ");
	escape_terminal(&line, pair->release);
	buf_text(&line, " ");
	escape_terminal(&line, text);
	fprintf(stream, "  %s\n", line.p);
	buf_release(&line);
	free(text);
}

static void
print_remedies(const struct pair *pairs, size_t n, bool all, FILE *stream)
{
	bool titled = false;

	for (size_t i = 0; i < n; i++) {
		const struct remedies *remedies = &pairs[i].forecast->remedies;
		size_t shown = all || remedies->n == 0 ? remedies->n : 1;
		bool another = is_for_another_break(&pairs[i]);

		if ((shown > 0 || another) && !titled)
			fputs(all ? "\nWhat mends it, best first:\n" :
			    "\nWhat mends it best:\n", stream);
		titled |= shown > 0 || another;
		for (size_t k = 0; k < shown; k++)
			print_remedy(&pairs[i], k, stream);
		if (another)
			print_firmware(&pairs[i], stream);
	}
}

int
forecasts_print(const struct pair *pairs, size_t n, bool all, bool colour,
    FILE *stream, struct err *err)
{
	struct table table;
	int result;

	table_init(&table, columns, N_COLUMNS);
	for (size_t i = 0; i < n; i++)
		add_row(&table, &pairs[i]);
	result = table_print(&table, stream, colour, err);
	table_release(&table);
	if (result == -1)
		return -1;
	print_remedies(pairs, n, all, stream);
	return ferror(stream) ? err_set_errno(err, "cannot write what mends "
	    "the forecasts") : 0;
}
