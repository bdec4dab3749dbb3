#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/mem.h"
#include "patch/commit.h"
#include "place.h"

static const char *
source_of(const struct store *approved, const struct cert *cert)
{
	size_t i = 0;

	while (approved->anchors[i].cert != cert)
		i++;
	return approved->anchors[i].where;
}

/* The first line of the version file at the base commit. */
static int
read_version(char **out, const struct release *release, const char *commit,
    struct err *err)
{
	struct git_file file;

	if (release->version_file == NULL)
		return 0;
	if (git_file_read(&file, release->bundle.repository, commit,
	    release->version_file, err) == -1)
		return err_wrap(err, "the version file of %s",
		    release->name);
	*out = mem_printf("%.*s", (int)strcspn((char *)file.bytes.p, "\r\n"),
	    (char *)file.bytes.p);
	git_file_release(&file);
	return 0;
}

static void
list_contents(struct manifest *m, const struct plan *plan,
    const struct job *job)
{
	m->n_anchors = plan->cover.added.n;
	m->anchors = mem_zalloc(m->n_anchors * sizeof(*m->anchors));
	for (size_t i = 0; i < m->n_anchors; i++) {
		const struct cert *cert = plan->cover.added.certs[i];

		m->anchors[i] = (struct manifest_anchor){ cert,
			place_from(job->folder,
			    source_of(&job->approved, cert)) };
	}
	m->n_chains = plan->cover.n;
	m->chains = mem_zalloc(m->n_chains * sizeof(*m->chains));
	for (size_t i = 0; i < m->n_chains; i++) {
		const struct covered *item = &plan->cover.items[i];
		struct manifest_chain *chain = &m->chains[i];

		chain->endpoint = mem_strdup(item->required->endpoint);
		chain->source = item->required->source;
		chain_copy(&chain->chain, item->required->chain);
		chain->before_s = item->before_s;
		chain->after_s = item->after_s;
		chain->dropped = item->dropped;
	}
}

static int
plan_manifest(struct manifest *out, const struct plan *plan,
    const struct job *job, struct err *err)
{
	const struct release *release = plan->release;
	const struct locator *bundle = &release->bundle;
	struct manifest m = { .now_s = job->options->now_s,
		.judged_until_s = plan->horizon_s,
		.commit_at_s = job->options->source_epoch_s };
	struct git_file tip;

	if (git_file_read(&tip, bundle->repository, bundle->revision,
	    bundle->path, err) == -1)
		return -1;
	m.release = mem_strdup(release->name);
	m.repository = place_from(job->folder, bundle->repository);
	m.branch = mem_strdup(bundle->revision);
	m.path = mem_strdup(bundle->path);
	m.base_commit = mem_strdup(tip.commit);
	m.verifier = mem_strdup(release->verifier->name);
	git_file_release(&tip);
	if (read_version(&m.version, release, m.base_commit, err) == -1 ||
	    (m.commit_at_s == INSTANT_NEVER &&
		commit_time(&m.commit_at_s, bundle->repository,
		    m.base_commit, err) == -1)) {
		manifest_release(&m);
		return -1;
	}
	list_contents(&m, plan, job);
	*out = m;
	return 0;
}

int
plan_write(struct plan *plan, struct job *job, const struct folder *folder,
    struct proof *proof, struct err *err)
{
	const struct release *release = plan->release;
	struct manifest m = { 0 };
	struct files files = { 0 };
	int result = -1;

	if (release->bundle.kind != LOCATOR_GIT)
		return err_set(err, ERR_FAILED, "%s: a patch is made for a "
		    "bundle on a git branch, and %s is none", release->name,
		    release->bundle.path);
	if (plan_manifest(&m, plan, job, err) == -1 ||
	    files_make(&files, &m, release->bundle.repository, err) == -1)
		goto out;
	prove(proof, &(struct proof_input){ .manifest = &m,
		.bundle = buf_span(&files.bundle),
		.mail = buf_span(&files.mail),
		.text = buf_span(&files.manifest),
		.repository = release->bundle.repository,
		.verifier = release->verifier,
		.approved = &job->roots,
		.pool = job->evidence.pool,
		.signatures = job->evidence.signatures });
	plan->checks_passed = proof_passed(proof);
	result = folder_add(folder, &m, &files, proof, err);
	if (result == -1)
		proof_release(proof);
out:
	files_release(&files);
	manifest_release(&m);
	return result == -1 ? err_wrap(err, "%s", release->name) : 0;
}
