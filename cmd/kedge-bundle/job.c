#include "job.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"
#include "bundle/loader.h"
#include "bundle/reader.h"

static const struct verb verbs[] = {
	{ "list", list_run, 0, .through_loader = true },
	{ "diff", diff_run, 2, .has_markdown = true },
	{ "lint", lint_run, .n_bundles = 0 },
	{ "find", find_run, .n_bundles = 0 },
	{ "extract", extract_run, 1, .writes_store = true },
};

#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

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
	return 0;
}

void
job_name_formats(const char *out[JOB_NAMES])
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
job_init(struct job *job, const struct program *program,
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

void
job_release(struct job *job)
{
	for (size_t i = 0; i < job->n; i++) {
		locator_release(&job->sources[i].locator);
		store_release(&job->sources[i].store);
		quirks_release(&job->sources[i].quirks);
		free(job->sources[i].release);
	}
	free(job->sources);
	free(job->ignored.items);
	free(job->extract.sha256s.items);
	free(job->wanted);
	certpool_free(job->pool);
}

static int
read_source(struct job *job, struct source *source, struct err *err)
{
	if (job->verb->through_loader)
		return loader_read(&source->store, source->loader, job->pool,
		    &source->locator, err);
	return bundle_read_quirks(&source->store, &source->quirks, job->pool,
	    &source->locator, err);
}

bool
job_read(struct job *job, struct source *source)
{
	struct err err = ERR_NONE;

	if (read_source(job, source, &err) == -1) {
		if (source->release != NULL)
			err_wrap(&err, "release %s", source->release);
		options_complain(job->program, &err);
		job->is_incomplete = true;
		return false;
	}
	job->n_read++;
	job->is_incomplete |= source->store.partial;
	return true;
}

char *
source_title(const struct source *source)
{
	struct buf title = BUF_INIT(LIMIT_POLICY_BYTES);

	if (source->release != NULL) {
		escape_terminal(&title, source->release);
		buf_text(&title, " (");
	}
	escape_terminal(&title, source->store.name);
	if (source->release != NULL)
		buf_text(&title, ")");
	return title.p;
}

void
source_print_rejections(const struct source *source, const char *prefix,
    FILE *out)
{
	for (size_t i = 0; i < source->store.n_rejections; i++) {
		const struct rejection *r = &source->store.rejections[i];
		struct buf text = BUF_INIT(LIMIT_POLICY_BYTES);

		escape_terminal(&text, r->where);
		buf_text(&text, ": ");
		escape_terminal(&text, r->reason);
		fprintf(out, "%s%s\n", prefix, text.p);
		buf_release(&text);
	}
}

int
job_status(const struct job *job)
{
	if (job->is_policy_wrong)
		return EXIT_USAGE;
	if (job->is_incomplete || job->n_read == 0)
		return EXIT_INCOMPLETE;
	return job->has_findings ? EXIT_FINDINGS : EXIT_CLEAN;
}
