#include "results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/map.h"
#include "base/mem.h"
#include "policy/thresholds.h"
#include "record/record.h"
#include "report/table.h"

int
results_observed(void *context, const struct observation *observation,
    struct err *err)
{
	struct results *results = context;
	struct observation copy;

	(void)err;
	observation_copy(&copy, observation);
	observations_take(&results->seen, &copy);
	return 0;
}

void
results_release(struct results *results)
{
	observations_release(&results->seen);
	free(results->order);
	*results = (struct results){ 0 };
}

/* Where an observation belongs. */
struct place {
	const struct target *target;	/* the first of its name */
	const char *address;
	size_t i;			/* into seen.items */
};

static int
place_compare(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int by_address;

	if (a->target != b->target)
		return a->target < b->target ? -1 : 1;
	by_address = strcmp(a->address, b->address);
	if (by_address != 0)
		return by_address;
	return a->i < b->i ? -1 : a->i > b->i;
}

static void
count(struct results *results, const struct place *places)
{
	const struct observations *seen = &results->seen;
	bool has_chain = false;

	for (size_t i = 0; i < seen->n; i++) {
		const struct observation *o = &seen->items[places[i].i];
		bool is_last = i + 1 == seen->n ||
		    places[i + 1].target != places[i].target;

		results->n_with_reason += o->reason != REASON_NONE;
		has_chain = has_chain || o->chain.n > 0;
		if (!is_last)
			continue;
		results->n_endpoints++;
		results->n_without_chain += !has_chain;
		has_chain = false;
	}
}

/* What tells endpoints of several estates apart; the caller frees it. */
static char *
full_name(const char *estate, const char *endpoint)
{
	return mem_printf("%s\n%s", estate ? estate : "", endpoint);
}

void
results_settle(struct results *results, const struct targets *targets)
{
	const struct observations *seen = &results->seen;
	struct place *places = mem_zalloc(seen->n * sizeof(*places));
	char **names = mem_zalloc(targets->n * sizeof(*names));
	struct map by_name = { 0 };

	results->n_estates = targets->n_estates;
	for (size_t i = targets->n; i-- > 0;) {
		names[i] = full_name(targets->items[i].estate,
		    targets->items[i].endpoint);
		map_put(&by_name, map_key(names[i]), &targets->items[i]);
	}
	for (size_t i = 0; i < seen->n; i++) {
		const struct observation *o = &seen->items[i];
		char *name = full_name(o->estate, o->endpoint);

		places[i] = (struct place){ map_get(&by_name, map_key(name)),
			o->address ? o->address : "", i };
		free(name);
	}
	if (seen->n > 0)
		qsort(places, seen->n, sizeof(*places), place_compare);
	count(results, places);
	results->order = mem_zalloc(seen->n * sizeof(*results->order));
	for (size_t i = 0; i < seen->n; i++)
		results->order[i] = places[i].i;
	map_release(&by_name);
	for (size_t i = 0; i < targets->n; i++)
		free(names[i]);
	free(names);
	free(places);
}

enum exit_code
results_status(const struct results *results, const struct targets *targets)
{
	if (targets->n == 0 || targets->n_bad > 0 ||
	    results->n_without_chain > 0)
		return EXIT_INCOMPLETE;
	return results->n_with_reason > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
}

void
results_summarise(const struct results *results, FILE *stream)
{
	fprintf(stream, "endpoints: %zu, without a chain: %zu; observations: "
	    "%zu, with an error: %zu\n", results->n_endpoints,
	    results->n_without_chain, results->seen.n,
	    results->n_with_reason);
}

static const struct table_column columns[] = {
	{ "ESTATE", TABLE_LEFT },	/* where there are several */
	{ "ENDPOINT", TABLE_LEFT },
	{ "ADDRESS", TABLE_LEFT },
	{ "RESULT", TABLE_LEFT },
	{ "LEAF DAYS", TABLE_RIGHT },
	{ "CHAIN DAYS", TABLE_RIGHT },
	{ "FIRST TO END", TABLE_LEFT },
	{ "CERTS", TABLE_RIGHT },
	{ "TLS", TABLE_LEFT },
};

static const struct cert *
first_to_end(const struct chain *chain)
{
	const struct cert *first = NULL;

	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *cert = chain->certs[i];

		if (first == NULL || cert->not_after_s < first->not_after_s)
			first = cert;
	}
	return first;
}

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

static void
add_result(struct table *table, const struct observation *o)
{
	char *text;

	if (o->reason == REASON_NONE)
		text = mem_printf("ok%s%s", o->detail ? ": " : "",
		    o->detail ? o->detail : "");
	else
		text = mem_printf("%s%s%s", reason_name(o->reason),
		    o->detail ? ": " : "", o->detail ? o->detail : "");
	table_add_coloured(table, o->reason == REASON_NONE ? TABLE_GREEN :
	    TABLE_RED, text);
	free(text);
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
add_row(struct table *table, const struct observation *o, bool with_estate,
    int64_t now_s)
{
	const struct cert *first = first_to_end(&o->chain);

	if (with_estate)
		table_add(table, o->estate);
	table_add(table, o->endpoint);
	table_add(table, o->address);
	add_result(table, o);
	add_days(table, first ? o->chain.certs[0] : NULL, now_s);
	add_days(table, first, now_s);
	table_add(table, first ? first->short_name : NULL);
	table_addf(table, "%zu", o->chain.n);
	table_add(table, o->tls_version);
}

static int
write_table(const struct results *results, const struct options *options,
    FILE *stream, struct err *err)
{
	bool several = results->n_estates > 1;
	size_t left_out = several ? 0 : 1;
	struct table table;
	int result;

	table_init(&table, columns + left_out,
	    sizeof(columns) / sizeof(columns[0]) - left_out);
	for (size_t i = 0; i < results->seen.n; i++)
		add_row(&table, &results->seen.items[results->order[i]],
		    several, options->now_s);
	result = table_print(&table, stream, options->colour, err);
	table_release(&table);
	return result;
}

static int
write_records(const struct results *results, FILE *stream, struct err *err)
{
	struct record_writer writer;
	int result = 0;

	record_writer_init(&writer, stream);
	for (size_t i = 0; i < results->seen.n && result == 0; i++)
		result = record_write_observation(&writer,
		    &results->seen.items[results->order[i]], err);
	record_writer_release(&writer);
	return result;
}

int
results_write(const struct results *results, enum results_format format,
    const struct options *options, FILE *stream, struct err *err)
{
	switch (format) {
	case RESULTS_TABLE:
		return write_table(results, options, stream, err);
	case RESULTS_NDJSON:
		return write_records(results, stream, err);
	}
	return 0;
}
