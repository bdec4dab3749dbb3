#include "job.h"

#include <errno.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "patch/applied.h"
#include "patch/folder.h"
#include "patch/prove.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "RELEASE", TABLE_LEFT }, { "PROOF", TABLE_RIGHT },
	{ "RESULT", TABLE_LEFT },
};

/* A built-in verifier, or a variant that the policy makes. */
static const struct verifier *
find_verifier(const struct job *job, const char *name)
{
	for (size_t i = 0; i < job->estate.n_verifiers; i++) {
		if (strcmp(job->estate.verifiers[i].name, name) == 0)
			return &job->estate.verifiers[i];
	}
	return verifier_find(name);
}

/* applied is the commit that brought the bundle to the branch, or NULL. */
static void
report_good(struct table *table, bool same, const char *applied)
{
	if (!same)
		table_add(table, "proof.json is not what this folder proves");
	else if (applied != NULL)
		table_addf(table, "applied as %s", applied);
	else
		table_add(table, "proven again");
}

static void
report(struct job *job, struct table *table, const struct patch *patch,
    const struct proof *proof, const char *applied)
{
	bool good = proof_passed(proof) == PROOF_CHECKS;
	bool same = span_equal(buf_span(&proof->text),
	    buf_span(&patch->proof));

	for (size_t i = 0; i < PROOF_CHECKS; i++) {
		const struct proof_check *check = &proof->checks[i];

		if (check->why == NULL)
			continue;
		table_add(table, patch->manifest.release);
		table_addf(table, "%zu/%d", proof_passed(proof),
		    PROOF_CHECKS);
		table_addf(table, "check %d, %s, fails: %s", check->number,
		    check->name, check->why);
	}
	if (good) {
		table_add(table, patch->manifest.release);
		table_addf(table, "%zu/%d", proof_passed(proof),
		    PROOF_CHECKS);
		report_good(table, same, applied);
	}
	if (!good || !same)
		job->findings++;
}

static int
verify_patch(struct job *job, struct table *table, const char *path,
    struct err *err)
{
	struct patch patch;
	struct proof proof;
	struct proof_input input;
	char commit[GIT_ID_TEXT];
	bool applied;
	int result = -1;

	if (patch_read(&patch, path, job->evidence.pool, err) == -1)
		return -1;
	input = (struct proof_input){ .manifest = &patch.manifest,
		.bundle = buf_span(&patch.bundle),
		.mail = buf_span(&patch.mail), .text = buf_span(&patch.text),
		.repository = job->repository ? job->repository :
		    patch.manifest.repository,
		.verifier = find_verifier(job, patch.manifest.verifier),
		.approved = job->options->policies.n ?
		    &job->roots : NULL,
		.pool = job->evidence.pool,
		.signatures = job->evidence.signatures };
	if (input.verifier == NULL) {
		err_set(err, ERR_FAILED, "%s: no verifier is called '%s': "
		    "name the policy that makes it with -p", path,
		    patch.manifest.verifier);
		goto out;
	}
	/* An applied patch is proven against the base that it was made for. */
	applied = applied_find(commit, &patch.manifest, input.repository);
	if (applied)
		input.tip = patch.manifest.base_commit;
	prove(&proof, &input);
	report(job, table, &patch, &proof, applied ? commit : NULL);
	proof_release(&proof);
	job->done++;
	result = 0;
out:
	patch_release(&patch);
	return result;
}

static bool
has_manifest(const char *folder)
{
	char *path = mem_printf("%s/%s", folder, MANIFEST_NAME);
	bool has = access(path, F_OK) == 0;

	free(path);
	return has;
}

static void
verify_one(struct job *job, struct table *table, const char *path)
{
	struct err err = ERR_NONE;

	if (verify_patch(job, table, path, &err) == -1) {
		fprintf(stderr, "kedge-patch: %s\n", err.msg);
		job->incomplete++;
	}
}

static int
visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int
verify_run(struct job *job, FILE *stream, struct err *err)
{
	const char *folder = job->options->arguments[1];
	struct dirent **entries = NULL;
	struct table table;
	int n = scandir(folder, &entries, visible, alphasort), result;

	if (n == -1)
		return err_set_errno(err, "cannot read the folder %s",
		    folder);
	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	if (has_manifest(folder))
		verify_one(job, &table, folder);
	for (int i = 0; i < n; i++) {
		char *path = mem_printf("%s/%s", folder, entries[i]->d_name);

		if (has_manifest(path))
			verify_one(job, &table, path);
		free(path);
		free(entries[i]);
	}
	free(entries);
	if (job->done == 0 && job->incomplete == 0)
		result = err_set(err, ERR_FAILED, "%s holds no patch: there "
		    "is no %s in it, nor one folder down", folder,
		    MANIFEST_NAME);
	else
		result = job_print(job, &table, &(struct buf){ 0 }, stream,
		    err);
	table_release(&table);
	return result;
}
