#include "bundle/lint.h"

#include <stdlib.h>

#include "job.h"
#include "record/record.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "RULE", TABLE_LEFT },
	{ "WHERE", TABLE_LEFT },
	{ "SUBJECT", TABLE_LEFT },
	{ "WHAT", TABLE_LEFT },
};

static void
print_footer(const struct source *source, const struct lint *lint, FILE *out)
{
	char *title = source_title(source);

	fprintf(out, "%s: %zu finding%s in %zu anchor%s, %zu rejected\n",
	    title, lint->n, lint->n == 1 ? "" : "s", source->store.n,
	    source->store.n == 1 ? "" : "s", source->store.n_rejections);
	free(title);
}

static int
print_lint(const struct job *job, const struct source *source,
    const struct lint *lint, FILE *out, struct err *err)
{
	struct table table;
	int result = 0;

	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < lint->n; i++) {
		const struct lint_finding *finding = &lint->items[i];
		char *place = lint_place(&source->store, finding->where);

		table_add(&table, lint_rule_id(finding->rule));
		table_add(&table, place);
		free(place);
		table_add(&table, finding->anchor ?
		    finding->anchor->cert->short_name : NULL);
		table_add(&table, finding->message);
	}
	if (job->n_read > 1)
		fputs("\n", out);
	if (lint->n > 0)
		result = table_print(&table, out, job->options->colour, err);
	if (result == 0)
		print_footer(source, lint, out);
	table_release(&table);
	return result;
}

static int
write_lint(struct record_writer *writer, const struct source *source,
    const struct lint *lint, struct err *err)
{
	int result = record_write_store(writer, &source->store,
	    source->release, err);

	for (size_t i = 0; result == 0 && i < lint->n; i++) {
		const struct lint_finding *finding = &lint->items[i];
		const struct record_finding record = {
			.rule = lint_rule_id(finding->rule),
			.store = source->store.name,
			.where = finding->where,
			.message = finding->message,
			.cert = finding->anchor ? finding->anchor->cert : NULL,
		};

		result = record_write_finding(writer, &record, err);
	}
	return result;
}

int
lint_run(struct job *job, FILE *out, struct err *err)
{
	struct record_writer writer;
	int result = 0;

	record_writer_init(&writer, out);
	for (size_t i = 0; result == 0 && i < job->n; i++) {
		struct source *source = &job->sources[i];
		struct lint lint;

		if (!job_read(job, source))
			continue;
		lint_store(&lint, &source->store, &source->quirks,
		    job->options->now_s, source->until_s);
		job->has_findings |= lint.n > 0;
		switch (job->format) {
		case JOB_TABLE:
			result = print_lint(job, source, &lint, out, err);
			break;
		case JOB_NDJSON:
			result = write_lint(&writer, source, &lint, err);
			break;
		}
		lint_release(&lint);
	}
	record_writer_release(&writer);
	return result;
}
