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
		print_rejections(&job->sources[0].store, missed, out);
		print_rejections(&job->sources[1].store, missed, out);
	}
	table_release(&table);
	return result;
}

/* One cell of markdown; both where it changed. */
static void
put_pair(struct buf *out, const char *before, const char *after,
    const char *quote, int n)
{
	if (before != NULL && after != NULL)
		buf_printf(out, " %s%.*s%s → %s%.*s%s |", quote, n, before,
		    quote, quote, n, after, quote);
	else
		buf_printf(out, " %s%.*s%s |", quote, n, before ? before :
		    after, quote);
}

static void
put_row(struct buf *out, const struct diff_item *item)
{
	const struct cert *before = item->before, *after = item->after;
	const struct cert *cert = after ? after : before;
	char key[64], dates[2][INSTANT_TEXT], ids[2][SHA256_TEXT];

	buf_printf(out, "| %s | ", diff_kind_name(item->kind));
	escape_markdown(out, cert->subject);
	buf_printf(out, " | %s |", cert_key_text(cert, key, sizeof(key)));
	put_pair(out, before ? instant_format_date(dates[0],
		before->not_after_s) : NULL,
	    after ? instant_format_date(dates[1], after->not_after_s) : NULL,
	    "", INSTANT_TEXT);
	put_pair(out, before ? sha256_text(ids[0], before->sha256) : NULL,
	    after ? sha256_text(ids[1], after->sha256) : NULL, "`",
	    SHOWN_SHA256);
	buf_text(out, "\n");
}

static void
put_rejections(struct buf *out, const struct store *store)
{
	for (size_t i = 0; i < store->n_rejections; i++) {
		buf_text(out, "- not compared\\: ");
		escape_markdown(out, store->rejections[i].where);
		buf_text(out, "\\: ");
		escape_markdown(out, store->rejections[i].reason);
		buf_text(out, "\n");
	}
}

/* For release notes: the same, in sentences and a table of GitHub's. */
static int
print_markdown(const struct job *job, const struct diff *diff, FILE *out,
    struct err *err)
{
	static const enum diff_kind order[] = { DIFF_ADDED, DIFF_REISSUED,
		DIFF_REMOVED };
	const struct store *from = &job->sources[0].store;
	const struct store *to = &job->sources[1].store;
	struct buf text = BUF_INIT(LIMIT_RECORDS_BYTES);
	int result = 0;

	buf_text(&text, "Trust anchors from ");
	escape_markdown(&text, from->name);
	buf_text(&text, " to ");
	escape_markdown(&text, to->name);
	for (size_t i = 0; i < DIFF_KINDS; i++)
		buf_printf(&text, "%s **%zu %s**", i ? "," : ":",
		    diff->count[i], diff_kind_name((enum diff_kind)i));
	buf_text(&text, ".\n\n");
	if (diff->n > diff->count[DIFF_SAME])
		buf_text(&text, "| Change | Subject | Key | Valid until | "
		    "SHA-256 |\n| --- | --- | --- | --- | --- |\n");
	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		for (size_t i = 0; i < diff->n; i++) {
			if (diff->items[i].kind == order[k])
				put_row(&text, &diff->items[i]);
		}
	}
	if (from->n_rejections + to->n_rejections > 0)
		buf_text(&text, "\n");
	put_rejections(&text, from);
	put_rejections(&text, to);
	if (text.full)
		result = err_set(err, ERR_LIMIT, "the differences are too "
		    "many for markdown; use -f ndjson");
	else
		fwrite(text.p, 1, text.n, out);	/* output_commit asks */
	buf_release(&text);
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
	case JOB_MARKDOWN:
		result = print_markdown(job, &diff, out, err);
		break;
	}
	diff_release(&diff);
	return result;
}
