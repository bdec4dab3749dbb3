#include "bundle/lint.h"

#include <stdlib.h>

#include "job.h"
#include "record/record.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "SEVERITY", TABLE_LEFT },
	{ "RULE", TABLE_LEFT },
	{ "WHERE", TABLE_LEFT },
	{ "SUBJECT", TABLE_LEFT },
	{ "WHAT", TABLE_LEFT },
};

/*
 * An error is lost, or makes some library lose others, or is no anchor at
 * all; a warning works and should not be there; an info is for the record.
 */
static const enum severity severities[LINT_RULES] = {
	[LINT_UNREADABLE] = SEVERITY_ERROR,
	[LINT_EXPIRED] = SEVERITY_WARNING,
	[LINT_EXPIRES_IN_SUPPORT] = SEVERITY_INFO,
	[LINT_DUPLICATE] = SEVERITY_INFO,
	[LINT_SAME_NAME] = SEVERITY_WARNING,
	[LINT_REISSUED] = SEVERITY_INFO,
	[LINT_NOT_CA] = SEVERITY_ERROR,
	[LINT_WEAK_SIGNATURE] = SEVERITY_WARNING,
	[LINT_SMALL_KEY] = SEVERITY_WARNING,
	[LINT_SERIAL] = SEVERITY_INFO,
	[LINT_GLUED] = SEVERITY_ERROR,
	[LINT_CR_ONLY] = SEVERITY_ERROR,
	[LINT_CR_LF] = SEVERITY_INFO,
	[LINT_BOM] = SEVERITY_WARNING,
	[LINT_INDENTED] = SEVERITY_ERROR,
	[LINT_BEGIN_BLANK] = SEVERITY_INFO,
	[LINT_BEGIN_TEXT] = SEVERITY_ERROR,
	[LINT_END_TEXT] = SEVERITY_ERROR,
	[LINT_UNEVEN] = SEVERITY_INFO,
	[LINT_TRAILING] = SEVERITY_WARNING,
	[LINT_STRAY] = SEVERITY_INFO,
	[LINT_TRUSTED] = SEVERITY_WARNING,
	[LINT_OLD_LABEL] = SEVERITY_WARNING,
	[LINT_UNSORTED] = SEVERITY_ERROR,
	[LINT_ECLIPSED] = SEVERITY_ERROR,
	[LINT_UNMARKED] = SEVERITY_WARNING,
	[LINT_DISTRUSTED] = SEVERITY_WARNING,
	[LINT_WRONG_HASH] = SEVERITY_ERROR,
	[LINT_OLD_HASH] = SEVERITY_INFO,
	[LINT_MIXED_HASH] = SEVERITY_ERROR,
	[LINT_UNREACHED] = SEVERITY_ERROR,
	[LINT_HASHED_DER] = SEVERITY_ERROR,
	[LINT_CROWDED] = SEVERITY_WARNING,
	[LINT_LINK_HOST] = SEVERITY_WARNING,
	[LINT_DESELECTED] = SEVERITY_WARNING,
	[LINT_DERIVED] = SEVERITY_INFO,
	[LINT_DERIVED_DIFFERS] = SEVERITY_WARNING,
	[LINT_UNCHECKED] = SEVERITY_INFO,
	[LINT_EMBEDDED] = SEVERITY_INFO,
};

int
lint_settle(struct lint_settings *out, const char *threshold,
    const struct texts *ignored, struct err *err)
{
	struct lint_settings settings = { .threshold = SEVERITY_WARNING };
	enum lint_rule rule;

	if (threshold != NULL &&
	    severity_parse(&settings.threshold, threshold, err) == -1)
		return err_wrap(err, "--threshold");
	for (size_t i = 0; i < ignored->n; i++) {
		if (!lint_rule_find(&rule, ignored->items[i]))
			return err_set(err, ERR_POLICY, "--ignore: there is "
			    "no rule '%.60s'; RULES of kedge-bundle(1) lists "
			    "them", ignored->items[i]);
		settings.ignored[rule] = true;
	}
	*out = settings;
	return 0;
}

static size_t
count_ignored(const struct job *job, const struct lint *lint)
{
	size_t n = 0;

	for (size_t i = 0; i < lint->n; i++)
		n += job->lint.ignored[lint->items[i].rule];
	return n;
}

static void
print_footer(const struct job *job, const struct source *source,
    const struct lint *lint, FILE *out)
{
	char *title = source_title(source);
	size_t ignored = count_ignored(job, lint), n = lint->n - ignored;

	fprintf(out, "%s: %zu finding%s in %zu anchor%s, %zu rejected", title,
	    n, n == 1 ? "" : "s", source->store.n,
	    source->store.n == 1 ? "" : "s",
	    store_rejected(&source->store));
	if (ignored > 0)
		fprintf(out, ", %zu ignored", ignored);
	fputs("\n", out);
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
		char *place;

		if (job->lint.ignored[finding->rule])
			continue;
		place = lint_place(&source->store, finding->where);
		table_add(&table, severity_name(severities[finding->rule]));
		table_add(&table, lint_rule_id(finding->rule));
		table_add(&table, place);
		free(place);
		table_add(&table, finding->anchor ?
		    finding->anchor->cert->short_name : NULL);
		table_add(&table, finding->message);
	}
	if (job->n_read > 1)
		fputs("\n", out);
	if (lint->n > count_ignored(job, lint))
		result = table_print(&table, out, job->options->colour, err);
	if (result == 0)
		print_footer(job, source, lint, out);
	table_release(&table);
	return result;
}

static int
write_lint(struct record_writer *writer, const struct job *job,
    const struct source *source, const struct lint *lint, struct err *err)
{
	int result = record_write_store(writer, &source->store,
	    source->release, err);

	for (size_t i = 0; result == 0 && i < lint->n; i++) {
		const struct lint_finding *finding = &lint->items[i];
		const struct record_finding record = {
			.rule = lint_rule_id(finding->rule),
			.severity = severity_name(severities[finding->rule]),
			.store = source->store.name,
			.where = finding->where,
			.message = finding->message,
			.cert = finding->anchor ? finding->anchor->cert : NULL,
		};

		if (!job->lint.ignored[finding->rule])
			result = record_write_finding(writer, &record, err);
	}
	return result;
}

static void
judge(struct job *job, const struct lint *lint)
{
	for (size_t i = 0; i < lint->n; i++) {
		enum lint_rule rule = lint->items[i].rule;

		job->has_findings |= !job->lint.ignored[rule] &&
		    severities[rule] >= job->lint.threshold;
	}
}

/* Judges one source and tells it in the format that was asked for. */
static int
lint_source(struct job *job, const struct source *source,
    struct record_writer *writer, FILE *out, struct err *err)
{
	struct derived derived = DERIVED_NONE;
	struct err why = ERR_NONE;
	struct lint lint;
	int result = 0;

	lint_store(&lint, &source->store, &source->quirks,
	    job->options->now_s, source->until_s);
	if (derived_read(&derived, job->pool, &source->locator,
		&source->store, &why) == -1)
		job_lose(job, source, &why);
	lint_derived(&lint, &source->store, &derived);
	judge(job, &lint);
	switch (job->format) {
	case JOB_TABLE:
		result = print_lint(job, source, &lint, out, err);
		break;
	case JOB_NDJSON:
		result = write_lint(writer, job, source, &lint, err);
		break;
	case JOB_MARKDOWN:
		break;	/* refused before */
	}
	lint_release(&lint);
	derived_release(&derived);
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

		if (job_read(job, source))
			result = lint_source(job, source, &writer, out, err);
	}
	record_writer_release(&writer);
	return result;
}
