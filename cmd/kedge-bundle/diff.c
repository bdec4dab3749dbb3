#include "bundle/diff.h"

#include "base/escape.h"
#include "base/instant.h"
#include "base/limits.h"
#include "job.h"
#include "record/record.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "CHANGE", TABLE_LEFT },
	{ "SUBJECT", TABLE_LEFT },
	{ "KEY", TABLE_LEFT },
	{ "NOT AFTER", TABLE_LEFT },
	{ "SHA256", TABLE_LEFT },
};

/* One cell for what was and what is: "a", or "a -> b" where it changed. */
static void
add_pair(struct table *table, const char *before, const char *after, int n)
{
	if (before != NULL && after != NULL)
		table_addf(table, "%.*s -> %.*s", n, before, n, after);
	else
		table_addf(table, "%.*s", n, before ? before : after);
}

static void
add_row(struct table *table, const struct diff_item *item)
{
	const struct cert *before = item->before, *after = item->after;
	const struct cert *cert = after ? after : before;
	char key[64], dates[2][INSTANT_TEXT], ids[2][SHA256_TEXT];

	table_add(table, diff_kind_name(item->kind));
	table_add(table, cert->short_name);
	table_add(table, cert_key_text(cert, key, sizeof(key)));
	add_pair(table, before ? instant_format_date(dates[0],
		before->not_after_s) : NULL,
	    after ? instant_format_date(dates[1], after->not_after_s) : NULL,
	    INSTANT_TEXT);
	add_pair(table, before ? sha256_text(ids[0], before->sha256) : NULL,
	    after ? sha256_text(ids[1], after->sha256) : NULL, SHOWN_SHA256);
}

static void
print_footer(const struct job *job, const struct diff *diff, FILE *out)
{
	struct buf text = BUF_INIT(LIMIT_POLICY_BYTES);

	escape_terminal(&text, job->sources[0].store.name);
	buf_text(&text, " -> ");
	escape_terminal(&text, job->sources[1].store.name);
	for (size_t i = 0; i < DIFF_KINDS; i++)
		buf_printf(&text, "%s %zu %s", i ? "," : ":", diff->count[i],
		    diff_kind_name((enum diff_kind)i));
	fprintf(out, "%s\n", text.p);
	buf_release(&text);
}

static int
print_diff(const struct job *job, const struct diff *diff, FILE *out,
    struct err *err)
{
	static const char missed[] = "  not compared: ";
	struct table table;
	int result = 0;

	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < diff->n; i++) {
		if (diff->items[i].kind != DIFF_SAME)
			add_row(&table, &diff->items[i]);
	}
	if (diff->n > diff->count[DIFF_SAME])
		result = table_print(&table, out, job->options->colour, err);
	if (result == 0) {
		print_footer(job, diff, out);
		source_print_rejections(&job->sources[0], missed, out);
		source_print_rejections(&job->sources[1], missed, out);
	}
	table_release(&table);
	return result;
}

static int
write_diff(const struct job *job, const struct diff *diff, FILE *out,
    struct err *err)
{
	struct record_writer writer;
	int result = 0;

	record_writer_init(&writer, out);
	for (size_t i = 0; result == 0 && i < job->n; i++)
		result = record_write_store(&writer, &job->sources[i].store,
		    NULL, err);
	for (size_t i = 0; result == 0 && i < diff->n; i++)
		result = record_write_change(&writer,
		    diff_kind_name(diff->items[i].kind),
		    diff->items[i].before, diff->items[i].after, err);
	record_writer_release(&writer);
	return result;
}

int
diff_run(struct job *job, FILE *out, struct err *err)
{
	struct diff diff;
	bool both = job_read(job, &job->sources[0]);
	int result = 0;

	both = job_read(job, &job->sources[1]) && both;
	if (!both)
		return 0;
	for (size_t i = 0; i < job->n; i++)
		job->has_findings |= job->sources[i].store.n_rejections > 0;
	diff_stores(&diff, &job->sources[0].store, &job->sources[1].store);
	switch (job->format) {
	case JOB_TABLE:
		result = print_diff(job, &diff, out, err);
		break;
	case JOB_NDJSON:
		result = write_diff(job, &diff, out, err);
		break;
	}
	diff_release(&diff);
	return result;
}
