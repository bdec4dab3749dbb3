#include "job.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"
#include "bundle/loader.h"
#include "bundle/reader.h"

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

void
job_lose(struct job *job, const struct source *source, struct err *why)
{
	if (source->release != NULL)
		err_wrap(why, "release %s", source->release);
	options_complain(job->program, why);
	job->is_incomplete = true;
}

bool
job_read(struct job *job, struct source *source)
{
	struct err err = ERR_NONE;

	if (read_source(job, source, &err) == -1) {
		job_lose(job, source, &err);
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
print_rejections(const struct store *store, const char *prefix, FILE *out)
{
	for (size_t i = 0; i < store->n_rejections; i++) {
		const struct rejection *r = &store->rejections[i];
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
