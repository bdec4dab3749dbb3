#include "job.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/instant.h"
#include "record/record.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "SUBJECT", TABLE_LEFT },
	{ "KEY", TABLE_LEFT },
	{ "NOT BEFORE", TABLE_LEFT },
	{ "NOT AFTER", TABLE_LEFT },
	{ "DAYS LEFT", TABLE_RIGHT },
	{ "SHA256", TABLE_LEFT },
};

static void
add_row(struct table *table, const struct cert *cert, int64_t now_s)
{
	char key[64], from[INSTANT_TEXT], until[INSTANT_TEXT];
	char days[32], sha256[SHA256_TEXT];

	if (cert->is_bare)
		snprintf(days, sizeof(days), "-");
	else
		snprintf(days, sizeof(days), "%" PRId64,
		    instant_days_until(cert->not_after_s, now_s));
	table_add(table, cert->short_name);
	table_add(table, cert_key_text(cert, key, sizeof(key)));
	table_add(table, instant_format_date(from, cert->not_before_s));
	table_add(table, instant_format_date(until, cert->not_after_s));
	table_add_coloured(table, cert->not_after_s < now_s ? TABLE_RED :
	    TABLE_PLAIN, days);
	table_addf(table, "%.*s", SHOWN_SHA256,
	    sha256_text(sha256, cert->sha256));
}

/* What was counted, and each rejection with its place. */
static void
print_footer(const struct source *source, FILE *out)
{
	char *title = source_title(source);

	fprintf(out, "%s: %zu anchor%s, %zu rejected\n", title,
	    source->store.n, source->store.n == 1 ? "" : "s",
	    store_rejected(&source->store));
	print_rejections(&source->store, "  ", out);
	free(title);
}

/* Whose anchors follow, where it could be one of several. */
static void
print_heading(const struct job *job, const struct source *source, FILE *out)
{
	char *title;

	if (job->n == 1)
		return;
	title = source_title(source);
	fprintf(out, "%s%s:\n", job->n_read > 1 ? "\n" : "", title);
	free(title);
}

static int
print_store(const struct job *job, const struct source *source, FILE *out,
    struct err *err)
{
	struct table table;
	int result;

	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < source->store.n; i++)
		add_row(&table, source->store.anchors[i].cert,
		    job->options->now_s);
	print_heading(job, source, out);
	result = table_print(&table, out, job->options->colour, err);
	if (result == 0)
		print_footer(source, out);
	table_release(&table);
	return result;
}

int
list_run(struct job *job, FILE *out, struct err *err)
{
	struct record_writer writer;
	int result = 0;

	record_writer_init(&writer, out);
	for (size_t i = 0; result == 0 && i < job->n; i++) {
		struct source *source = &job->sources[i];

		if (!job_read(job, source))
			continue;
		job->has_findings |= source->store.n_rejections > 0;
		switch (job->format) {
		case JOB_TABLE:
			result = print_store(job, source, out, err);
			break;
		case JOB_NDJSON:
			result = record_write_store(&writer, &source->store,
			    source->release, err);
			break;
		case JOB_MARKDOWN:
			break;	/* refused before */
		}
	}
	record_writer_release(&writer);
	return result;
}
