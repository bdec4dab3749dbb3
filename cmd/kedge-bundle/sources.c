#include "job.h"

#include "base/mem.h"
#include "policy/estate.h"

static struct source *
add_source(struct job *job)
{
	job->sources = mem_grow(job->sources, &job->cap, job->n + 1,
	    sizeof(*job->sources));
	return &job->sources[job->n++];
}

static int
find_loader(enum loader *out, const char *name, struct err *err)
{
	const struct verifier *v = verifier_find(name ? name : "complete");

	if (v == NULL)
		return err_set(err, ERR_POLICY, "there is no verifier "
		    "'%.60s'; see kedge-forecast --list-verifiers", name);
	*out = v->loader;
	return 0;
}

int
sources_from_arguments(struct job *job, struct err *err)
{
	enum loader loader = LOADER_ANY;
	size_t standard_inputs = 0;

	if (find_loader(&loader, job->verifier, err) == -1)
		return -1;
	for (size_t i = 1; i < job->options->n_arguments; i++) {
		const char *text = job->options->arguments[i];
		struct locator locator;

		if (locator_parse(&locator, text, err) == -1)
			return -1;
		locator.password_file = mem_strdup(job->password_file);
		locator.allow_unsandboxed = job->allow_unsandboxed;
		*add_source(job) = (struct source){ .locator = locator,
			.loader = loader, .until_s = job->until_s };
		standard_inputs += locator.kind == LOCATOR_PATH &&
		    strcmp(locator.path, "-") == 0;
	}
	if (standard_inputs > 1)
		return err_set(err, ERR_POLICY, "standard input (-) can be "
		    "read once only");
	return 0;
}

/* The bundle of a release, read as the command line allows. */
static struct locator
copy_bundle(const struct locator *locator, const struct job *job)
{
	return (struct locator){ .kind = locator->kind,
		.path = mem_strdup(locator->path),
		.repository = mem_strdup(locator->repository),
		.revision = mem_strdup(locator->revision),
		.inside = mem_strdup(locator->inside),
		.password_file = mem_strdup(locator->password_file),
		.allow_unsandboxed = job->allow_unsandboxed };
}

static void
take_estate(struct job *job, const struct estate *estate)
{
	for (size_t i = 0; i < estate->n_faults; i++) {
		struct err err;

		err_set(&err, ERR_POLICY, "%s", estate->faults[i].message);
		options_complain(job->program, &err);
		job->is_incomplete = true;
	}
	for (size_t i = 0; i < estate->n_releases; i++) {
		const struct release *release = &estate->releases[i];

		*add_source(job) = (struct source){
			.locator = copy_bundle(&release->bundle, job),
			.release = mem_strdup(release->name),
			.loader = release->verifier->loader,
			.until_s = release->supported_until_s,
		};
	}
}

void
sources_from_policies(struct job *job)
{
	static const char *fallback[] = { POLICY_DEFAULT };
	struct texts paths = job->options->policies;
	struct err err;

	if (paths.n == 0)
		paths = (struct texts){ .items = fallback, .n = 1 };
	for (size_t i = 0; i < paths.n; i++) {
		struct estate estate = ESTATE_EMPTY;

		if (estate_load(&estate, paths.items[i], false, &err) == 0) {
			take_estate(job, &estate);
		} else {
			options_complain(job->program, &err);
			job->is_policy_wrong = true;
		}
		estate_release(&estate);
	}
	if (job->n > 0)
		return;
	err_set(&err, ERR_POLICY, "there is no bundle to look at; name one, "
	    "or give a policy that has releases (--policy)");
	options_complain(job->program, &err);
}
