#include "job.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "patch/applied.h"
#include "patch/folder.h"
#include "patch/part.h"
#include "patch/prove.h"
#include "patch/sums.h"
#include "place.h"
#include "report/table.h"

static const struct table_column columns[] = {
	{ "RELEASE", TABLE_LEFT }, { "PROOF", TABLE_RIGHT },
	{ "RESULT", TABLE_LEFT },
};

/* One verification of a folder. */
struct verifying {
	struct job *job;
	struct table table;
	struct sums sums;	/* empty: of one patch, or unreadable */
	const struct sum *listed;	/* the patch at hand, or NULL */
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

static void
fails(struct verifying *v, const char *name, const char *passed,
    const char *why)
{
	table_add(&v->table, name);
	table_add(&v->table, passed);
	table_add(&v->table, why);
	v->job->findings++;
}

__attribute__((format(printf, 4, 5)))
static void
failsf(struct verifying *v, const char *name, const char *passed,
    const char *fmt, ...)
{
	char why[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	fails(v, name, passed, why);
}

/* What is wrong with the folder, whatever the patch's own checks say. */
static void
report_folder(struct verifying *v, const struct patch *patch,
    const struct proof *proof, const char *stray, const char *passed)
{
	const char *release = patch->manifest.release;
	struct manifest_file manifest;

	if (!span_equal(buf_span(&proof->text), buf_span(&patch->proof)))
		fails(v, release, passed,
		    "proof.json is not what this folder proves");
	if (stray != NULL)
		failsf(v, release, passed, "'%s' is no part of the patch: "
		    "remove it", stray);
	if (v->sums.n == 0)
		return;
	manifest_file_of(&manifest, buf_span(&patch->text));
	if (v->listed == NULL)
		fails(v, release, passed, SUMS_NAME " does not list it");
	else if (strcmp(v->listed->sha256, manifest.sha256) != 0)
		fails(v, release, passed, SUMS_NAME " lists another "
		    MANIFEST_NAME);
}

/* applied is the commit that brought the bundle to the branch, or NULL. */
static void
report(struct verifying *v, const struct patch *patch,
    const struct proof *proof, const char *stray, const char *applied)
{
	const char *release = patch->manifest.release;
	size_t findings = v->job->findings;
	char passed[32];

	snprintf(passed, sizeof(passed), "%zu/%d", proof_passed(proof),
	    PROOF_CHECKS);
	for (size_t i = 0; i < PROOF_CHECKS; i++) {
		const struct proof_check *check = &proof->checks[i];

		if (check->why != NULL)
			failsf(v, release, passed, "check %d, %s, fails: %s",
			    check->number, check->name, check->why);
	}
	report_folder(v, patch, proof, stray, passed);
	if (v->job->findings > findings)
		return;
	table_add(&v->table, release);
	table_add(&v->table, passed);
	if (applied != NULL)
		table_addf(&v->table, "applied as %s", applied);
	else
		table_add(&v->table, "proven again");
}

/* Without its base, no check of a patch can be made. */
static int
find_base(const struct manifest *m, const char *repository, struct err *err)
{
	struct err why = ERR_NONE;
	struct git_file base;

	if (git_file_read(&base, repository, m->base_commit, m->path, &why)
	    == -1)
		return err_set(err, why.code, "nothing is proven: %.350s; say "
		    "where the repository is with --repository, or with -p "
		    "where the policy is", why.msg);
	git_file_release(&base);
	return 0;
}

static int
verify_patch(struct verifying *v, const char *path, struct err *err)
{
	struct job *job = v->job;
	struct patch patch;
	struct proof proof;
	struct proof_input input;
	char *repository = NULL;
	char commit[GIT_ID_TEXT];
	char *stray = NULL;
	bool applied;
	int result = -1;

	if (patch_read(&patch, path, job->evidence.pool, err) == -1)
		return -1;
	if (patch_stray(&stray, &patch.manifest, path, err) == -1)
		goto out;
	repository = job->repository ? mem_strdup(job->repository) :
	    place_resolve(job->folder, patch.manifest.repository);
	if (find_base(&patch.manifest, repository, err) == -1)
		goto out;
	input = (struct proof_input){ .manifest = &patch.manifest,
		.bundle = buf_span(&patch.bundle),
		.mail = buf_span(&patch.mail), .text = buf_span(&patch.text),
		.repository = repository,
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
	report(v, &patch, &proof, stray, applied ? commit : NULL);
	proof_release(&proof);
	job->done++;
	result = 0;
out:
	free(repository);
	free(stray);
	patch_release(&patch);
	return result;
}

static bool
holds(const char *folder, const char *name)
{
	char *path = mem_printf("%s/%s", folder, name);
	bool has = access(path, F_OK) == 0;

	free(path);
	return has;
}

static void
verify_one(struct verifying *v, const char *path)
{
	struct err err = ERR_NONE;

	if (verify_patch(v, path, &err) == -1)
		job_complain(v->job, &err);
}

static int
is_named(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	    strcmp(entry->d_name, "..") != 0;
}

static void
read_sums(struct verifying *v, const char *folder)
{
	struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct err err = ERR_NONE;
	char *path = mem_printf("%s/%s", folder, SUMS_NAME);

	if (part_read(&text, folder, SUMS_NAME, &err) == -1 ||
	    sums_read(&v->sums, buf_span(&text), path, &err) == -1) {
		err_wrap(&err, "whether a patch is missing cannot be told");
		job_complain(v->job, &err);
	}
	buf_release(&text);
	free(path);
}

static void
verify_entry(struct verifying *v, const char *folder, const char *name)
{
	char *path = mem_printf("%s/%s", folder, name);
	struct stat st;

	if (strcmp(name, SUMS_NAME) == 0) {
		free(path);
		return;
	}
	v->listed = sums_find(&v->sums, name);
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		verify_one(v, path);
	else
		fails(v, name, NULL, "is no patch: remove it");
	free(path);
}

static void
miss_listed(struct verifying *v, const char *folder)
{
	for (size_t i = 0; i < v->sums.n; i++) {
		const char *release = v->sums.items[i].release;
		struct err err = ERR_NONE;

		if (holds(folder, release))
			continue;
		err_set(&err, ERR_NOT_FOUND, "%s/%s is not there, and "
		    SUMS_NAME " lists it", folder, release);
		job_complain(v->job, &err);
	}
}

/* A folder in which each sub-folder is a patch. */
static int
verify_set(struct verifying *v, const char *folder, struct err *err)
{
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_named, alphasort);

	if (n == -1)
		return err_set_errno(err, "cannot read the folder %s",
		    folder);
	if (n > 0)
		read_sums(v, folder);
	for (int i = 0; i < n; i++) {
		verify_entry(v, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	miss_listed(v, folder);
	if (n == 0)
		return err_set(err, ERR_FAILED, "%s holds no patch: it is "
		    "empty", folder);
	return 0;
}

int
verify_run(struct job *job, FILE *stream, struct err *err)
{
	const char *folder = job->options->arguments[1];
	struct verifying v = { .job = job };
	int result = 0;

	table_init(&v.table, columns, sizeof(columns) / sizeof(columns[0]));
	if (holds(folder, MANIFEST_NAME))
		verify_one(&v, folder);
	else
		result = verify_set(&v, folder, err);
	if (result == 0)
		result = job_print(job, &v.table, &(struct buf){ 0 }, stream,
		    err);
	table_release(&v.table);
	sums_release(&v.sums);
	return result;
}
