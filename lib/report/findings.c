#include "report/findings.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/options.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "SEVERITY", TABLE_LEFT },
	{ "RULE", TABLE_LEFT },
	{ "FINDING", TABLE_LEFT },
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* "file:line:column", or NULL where it stands in no policy. */
static char *
where_text(const struct finding *finding)
{
	return finding->mark.file == NULL ? NULL :
	    mem_printf("%s:%zu:%zu", finding->mark.file, finding->mark.line,
		finding->mark.column);
}

static enum table_colour
colour_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return TABLE_RED;
	case SEVERITY_WARNING:
		return TABLE_YELLOW;
	case SEVERITY_INFO:
		return TABLE_PLAIN;
	}
	return TABLE_PLAIN;
}

int
findings_print(const struct findings *findings, enum severity least,
    bool colour, FILE *stream, struct err *err)
{
	struct table table;
	int result = 0;

	table_init(&table, columns, N_COLUMNS);
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *finding = &findings->items[i];
		enum severity severity = finding->rule->severity;

		if (severity < least)
			continue;
		table_add_coloured(&table, colour_of(severity),
		    severity_name(severity));
		table_add(&table, finding->rule->id);
		table_add(&table, finding->message);
	}
	if (table.n > 0)
		result = table_print(&table, stream, colour, err);
	table_release(&table);
	return result;
}

int
findings_record(const struct findings *findings,
    struct record_writer *writer, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < findings->n && result == 0; i++) {
		const struct finding *finding = &findings->items[i];
		char *where = where_text(finding);
		struct record_finding record = {
			.rule = finding->rule->id,
			.severity = severity_name(finding->rule->severity),
			.endpoint = finding->endpoint,
			.address = finding->address,
			.release = finding->release,
			.where = where,
			.message = finding->message,
			.cert = finding->cert,
		};

		result = record_write_finding(writer, &record, err);
		free(where);
	}
	return result;
}

const char *
tally_word(const struct tally *tally)
{
	switch (tally_status(tally)) {
	case EXIT_CLEAN:
		return "clean";
	case EXIT_FINDINGS:
		return "findings";
	}
	return "incomplete";
}

int
tally_record(const struct tally *tally, struct record_writer *writer,
    struct err *err)
{
	struct record_summary summary = { tally->examined, tally->incomplete,
		tally->findings, tally_word(tally) };

	return record_write_summary(writer, &summary, err);
}
