#include "job.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"
#include "bundle/reader.h"
#include "record/record.h"
#include "report/table.h"

#define SHOWN_PLACES	8

static const struct table_column columns[] = {
	{ "ANCHORS", TABLE_RIGHT },
	{ "REJECTED", TABLE_RIGHT },
	{ "STORE", TABLE_LEFT },
};

/* Where in a program its anchors stand; a bundle of several is one place. */
static void
print_embedded(const struct store *store, FILE *out)
{
	struct buf text = BUF_INIT(LIMIT_POLICY_BYTES);
	uint64_t at, last = 0;
	size_t n = 0;

	escape_terminal(&text, store->name);
	for (size_t i = 0; i < store->n; i++) {
		const char *form;

		if (!anchor_is_within(&store->anchors[i], &at, &form) ||
		    (n > 0 && at == last))
			continue;
		last = at;
		if (++n <= SHOWN_PLACES)
			buf_printf(&text, "%s %s at 0x%" PRIx64, n == 1 ?
			    ": rebuild required for" : ",", form, at);
	}
	if (n > SHOWN_PLACES)
		buf_printf(&text, " and %zu more", n - SHOWN_PLACES);
	if (n > 0)
		fprintf(out, "  %s\n", text.p);
	buf_release(&text);
}

/* What was counted, and each thing that was not read. */
static void
print_footer(const struct finds *finds, const char *name, FILE *out)
{
	struct buf text = BUF_INIT(LIMIT_POLICY_BYTES);

	escape_terminal(&text, name);
	fprintf(out, "%s: %zu store%s in %" PRIu64 " entr%s of %zu "
	    "container%s%s\n", text.p, finds->n, finds->n == 1 ? "" : "s",
	    finds->entries, finds->entries == 1 ? "y" : "ies",
	    finds->containers,
	    finds->containers == 1 ? "" : "s",
	    finds->lost.partial ? "; not all could be read" : "");
	if (finds->unsandboxed)
		fputs("  read without a sandbox, as --allow-unsandboxed says"
		    "\n", out);
	if (finds->n_passed > 0)
		fprintf(out, "  passed over: %zu certificate%s of signatures "
		    "or private keys, which are no anchors\n", finds->n_passed,
		    finds->n_passed == 1 ? "" : "s");
	for (size_t i = 0; i < finds->n; i++)
		print_embedded(&finds->items[i].store, out);
	for (size_t i = 0; i < finds->n; i++)
		print_rejections(&finds->items[i].store, "  ", out);
	print_rejections(&finds->lost, "  not read: ", out);
	buf_release(&text);
}

static int
print_finds(const struct job *job, const struct finds *finds,
    const char *name, FILE *out, struct err *err)
{
	struct table table;
	int result = 0;

	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < finds->n; i++) {
		const struct store *store = &finds->items[i].store;

		table_addf(&table, "%zu", store->n);
		table_addf(&table, "%zu", store_rejected(store));
		table_add(&table, store->name);
	}
	if (job->n_read > 1)
		fputs("\n", out);
	if (finds->n > 0)
		result = table_print(&table, out, job->options->colour, err);
	if (result == 0)
		print_footer(finds, name, out);
	table_release(&table);
	return result;
}

/* A record for each store, and one without anchors for what was not read. */
static int
write_finds(struct record_writer *writer, const struct source *source,
    const struct finds *finds, struct err *err)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < finds->n; i++)
		result = record_write_store(writer, &finds->items[i].store,
		    source->release, err);
	if (result == 0 && finds->lost.n_rejections > 0)
		result = record_write_store(writer, &finds->lost,
		    source->release, err);
	return result;
}

/* A folder is a store, in which no other is looked for. */
static void
complain_of_folder(struct job *job, const struct store *folder)
{
	struct err err;

	err_set(&err, ERR_FAILED, "%s: no file in this folder holds a "
	    "certificate, and folders below it are not entered; name one of "
	    "them, or an image of all", folder->name);
	options_complain(job->program, &err);
}

/* As job_read, for all that the source holds. */
static bool
find(struct job *job, const struct source *source, struct finds *finds)
{
	struct err err = ERR_NONE;
	size_t anchors = 0;

	if (bundle_find(finds, job->pool, &source->locator, &err) == -1) {
		job_lose(job, source, &err);
		return false;
	}
	job->n_read++;
	for (size_t i = 0; i < finds->n; i++) {
		anchors += finds->items[i].store.n;
		job->is_incomplete |= finds->items[i].store.partial;
		job->has_findings |= finds->items[i].store.n_rejections > 0;
	}
	if (finds->containers == 0 && finds->n == 1 &&
	    store_seen(&finds->items[0].store) == 0)
		complain_of_folder(job, &finds->items[0].store);
	job->is_incomplete |= finds->lost.partial || anchors == 0;
	job->has_findings |= finds->lost.n_rejections > 0;
	return true;
}

int
find_run(struct job *job, FILE *out, struct err *err)
{
	struct record_writer writer;
	int result = 0;

	record_writer_init(&writer, out);
	for (size_t i = 0; result == 0 && i < job->n; i++) {
		const struct source *source = &job->sources[i];
		struct finds finds;
		char *name;

		if (!find(job, source, &finds))
			continue;
		name = locator_text(&source->locator);
		switch (job->format) {
		case JOB_TABLE:
			result = print_finds(job, &finds, name, out, err);
			break;
		case JOB_NDJSON:
			result = write_finds(&writer, source, &finds, err);
			break;
		case JOB_MARKDOWN:
			break;	/* refused before */
		}
		free(name);
		finds_release(&finds);
	}
	record_writer_release(&writer);
	return result;
}
