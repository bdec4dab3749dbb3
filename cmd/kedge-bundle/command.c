#include "command.h"

#include "base/instant.h"

static const struct verb verbs[] = {
	{ "list", list_run, 0, .through_loader = true },
	{ "diff", diff_run, 2, .has_markdown = true },
	{ "lint", lint_run, .n_bundles = 0 },
	{ "find", find_run, .n_bundles = 0 },
	{ "extract", extract_run, 1, .writes_store = true },
};

#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* An option that the verb would not heed was meant for another. */
static int
refuse_idle(const struct job *job, struct err *err)
{
	const struct {
		const char *option, *verb;
		bool is_given;
	} rows[] = {
		{ "--sha256", "extract", job->extract.sha256s.n > 0 },
		{ "--new-password-file", "extract",
		    job->extract.password_file != NULL },
		{ "--old-hash", "extract", job->extract.old_hash },
		{ "--threshold", "lint", job->threshold != NULL },
		{ "--ignore", "lint", job->ignored.n > 0 },
		{ "--supported-until", "lint", job->until_s != INSTANT_NEVER },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].is_given &&
		    strcmp(job->verb->name, rows[i].verb) != 0)
			return err_set(err, ERR_POLICY, "%s is for %s, and %s "
			    "does not heed it", rows[i].option, rows[i].verb,
			    job->verb->name);
	}
	return 0;
}

static int
find_verb(struct job *job, struct err *err)
{
	const struct options *o = job->options;

	for (size_t i = 0; i < N_VERBS && o->n_arguments > 0; i++) {
		if (strcmp(verbs[i].name, o->arguments[0]) == 0)
			job->verb = &verbs[i];
	}
	if (o->n_arguments == 0)
		return err_set(err, ERR_POLICY, "say what to do: list, diff, "
		    "lint, find or extract; see --help");
	if (job->verb == NULL)
		return err_set(err, ERR_POLICY, "there is no verb '%.60s'; "
		    "there are list, diff, lint, find and extract",
		    o->arguments[0]);
	if (job->verb->n_bundles > 0 &&
	    job->verb->n_bundles != o->n_arguments - 1)
		return err_set(err, ERR_POLICY, "%s takes %zu bundle%s, not "
		    "%zu", job->verb->name, job->verb->n_bundles,
		    job->verb->n_bundles == 1 ? "" : "s",
		    o->n_arguments - 1);
	if (job->verifier != NULL &&
	    (!job->verb->through_loader || o->n_arguments == 1))
		return err_set(err, ERR_POLICY, "--verifier is for list and "
		    "bundles named by hand; a release has its own");
	return refuse_idle(job, err);
}

void
command_name_formats(const char *out[JOB_NAMES])
{
	const struct writer *writer;
	size_t n = JOB_FORMATS;

	out[JOB_TABLE] = "table";
	out[JOB_NDJSON] = "ndjson";
	out[JOB_MARKDOWN] = "markdown";
	while (n + 1 < JOB_NAMES &&
	    (writer = writer_at(n - JOB_FORMATS)) != NULL)
		out[n++] = writer->name;
	out[n] = NULL;
}

static int
settle_format(struct job *job, struct err *err)
{
	const struct options *o = job->options;
	const char *name = job->program->formats[o->format];
	bool writes = o->format >= JOB_FORMATS;

	if (!o->format_given && job->verb->writes_store)
		name = "pem";
	else if (writes != job->verb->writes_store ||
	    (o->format == JOB_MARKDOWN && !job->verb->has_markdown))
		return err_set(err, ERR_POLICY, "%s has no format '%s'; it "
		    "has %s", job->verb->name, name, job->verb->writes_store ?
		    "those of a store, as pem" : job->verb->has_markdown ?
		    "table, ndjson and markdown" : "table and ndjson");
	job->writer = writer_find(name);
	job->format = writes ? JOB_TABLE : (enum job_format)o->format;
	return 0;
}

int
command_read(struct job *job, const struct program *program,
    const struct options *options, struct err *err)
{
	job->program = program;
	job->options = options;
	if (find_verb(job, err) == -1)
		return -1;
	if (lint_settle(&job->lint, job->threshold, &job->ignored, err) == -1)
		return -1;
	if (settle_format(job, err) == -1 || extract_settle(job, err) == -1)
		return -1;
	job->pool = certpool_new();
	if (options->n_arguments > 1)
		return sources_from_arguments(job, err);
	sources_from_policies(job);
	return 0;
}
