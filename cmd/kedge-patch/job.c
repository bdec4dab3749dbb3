#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/instant.h"
#include "patch/commit.h"
#include "place.h"
#include "watch/roots.h"

static int
check_words(const struct job *job, struct err *err)
{
	const struct options *options = job->options;

	if (job->verify && options->n_arguments != 2)
		return err_set(err, ERR_POLICY, "verify takes one folder; "
		    "see --help");
	if (!job->verify && options->n_arguments > 0)
		return err_set(err, ERR_POLICY, "'%.100s' is no verb of "
		    "kedge-patch; see --help", options->arguments[0]);
	if (!job->verify && options->output == NULL)
		return err_set(err, ERR_POLICY, "name the folder for the "
		    "patches with -o FOLDER");
	if ((job->candidate_chain != NULL) != (job->endpoint != NULL))
		return err_set(err, ERR_POLICY, "--candidate-chain and "
		    "--endpoint go together");
	if (options->source_epoch_s != INSTANT_NEVER &&
	    options->source_epoch_s > COMMIT_TIME_MAX)
		return err_set(err, ERR_POLICY, "SOURCE_DATE_EPOCH is "
		    "%lld, and a patch is dated up to %lld, in 2106",
		    (long long)options->source_epoch_s,
		    (long long)COMMIT_TIME_MAX);
	if (options->policies.n > 1)
		return err_set(err, ERR_POLICY, "kedge-patch takes one "
		    "policy");
	return 0;
}

static int
check_names(const struct job *job, struct err *err)
{
	if (job->endpoint != NULL &&
	    estate_endpoint(&job->estate, job->endpoint) == NULL)
		return err_set(err, ERR_POLICY, "the policy has no endpoint "
		    "'%s'", job->endpoint);
	for (size_t i = 0; i < job->releases.n; i++) {
		const char *name = job->releases.items[i];

		if (estate_release_named(&job->estate, name) == NULL)
			return err_set(err, ERR_POLICY, "the policy has no "
			    "release '%s'", name);
	}
	return 0;
}

/* Nothing unseen may be approved of, so each file must be read whole. */
static int
read_approved(struct job *job, struct err *err)
{
	roots_read(&job->approved, job->evidence.pool, &job->estate);
	roots_list(&job->roots, &job->approved);
	if (job->approved.n_rejections > 0)
		return err_set(err, ERR_FAILED, "approved roots: %s: %s",
		    job->approved.rejections[0].where,
		    job->approved.rejections[0].reason);
	return 0;
}

int
job_init(struct job *job, const struct options *options, struct err *err)
{
	const char *policy = options->policies.n ?
	    options->policies.items[0] : NULL;

	job->options = options;
	job->verify = options->n_arguments > 0 &&
	    strcmp(options->arguments[0], "verify") == 0;
	if (check_words(job, err) == -1)
		return -1;
	if (policy == NULL && !job->verify)
		policy = POLICY_DEFAULT;
	job->folder = place_folder(policy ? policy : "");
	if (policy != NULL &&
	    estate_load(&job->estate, policy, true, err) == -1)
		return -1;
	evidence_init(&job->evidence);
	if (check_names(job, err) == -1)
		return -1;
	return read_approved(job, err);
}

void
job_release(struct job *job)
{
	chain_release(&job->roots);
	store_release(&job->approved);
	evidence_release(&job->evidence);
	estate_release(&job->estate);
	free(job->folder);
	free(job->releases.items);
}

enum exit_code
job_status(const struct job *job)
{
	if (job->incomplete > 0 || job->done == 0)
		return EXIT_INCOMPLETE;
	return job->findings > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
}

void
job_complain(struct job *job, const struct err *err)
{
	struct buf text = BUF_INIT(8192);

	job->incomplete++;
	if (strcmp(job->said.msg, err->msg) == 0)
		return;
	job->said = *err;
	escape_terminal(&text, err->msg);
	fprintf(stderr, "kedge-patch: %s\n", text.n ? text.p : "");
	buf_release(&text);
}

int
job_print(const struct job *job, struct table *table,
    const struct buf *notes, FILE *stream, struct err *err)
{
	if (table_print(table, stream, job->options->colour, err) == -1)
		return -1;
	if (notes->n > 0)
		fprintf(stream, "\n%s", notes->p);
	if (fflush(stream) == EOF || ferror(stream))
		return err_set_errno(err, "cannot write the table");
	return 0;
}
