#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "notes.h"
#include "report/table.h"
#include "watch/look.h"
#include "watch/roots.h"

static const struct table_column columns[] = {
	{ "RELEASE", TABLE_LEFT }, { "ADDED", TABLE_LEFT },
	{ "BREAK BEFORE", TABLE_LEFT }, { "BREAK AFTER", TABLE_LEFT },
	{ "PROOF", TABLE_RIGHT }, { "RESULT", TABLE_LEFT },
};

/* One making of all patches. */
struct making {
	struct job *job;
	struct basis basis;
	struct folder folder;
	struct table table;
	struct buf notes;	/* what does not fit a table; lines */
	size_t n_patches;
};

static int
observe(struct pass *out, struct records *records, struct job *job,
    struct err *err)
{
	struct pass_settings settings = { .now_s = job->options->now_s };

	if (job->observations != NULL) {
		if (record_read_file(records, job->evidence.pool,
			job->observations, err) == -1)
			return -1;
		settings.recorded = records;
	}
	return look_at_estate(out, &job->estate, &job->evidence, &settings,
	    err);
}

/* The first break of a required chain; one that has come is told as such. */
static void
add_break(struct table *table, const struct plan *plan, int64_t now_s,
    bool after)
{
	int64_t first_s = INSTANT_NEVER;
	char text[INSTANT_TEXT];

	for (size_t i = 0; i < plan->cover.n; i++) {
		const struct covered *item = &plan->cover.items[i];
		int64_t break_s = after ? item->after_s : item->before_s;

		if (break_s < first_s)
			first_s = break_s;
	}
	if (plan->cover.n == 0)
		table_add(table, NULL);
	else if (first_s <= now_s)
		table_add(table, "refused now");
	else
		table_add(table, instant_format(text, first_s));
}

static void
add_row(struct making *making, const struct plan *plan)
{
	struct buf names = BUF_INIT(65536);
	int64_t now_s = making->job->options->now_s;
	bool patched = plan_has_patch(plan);

	for (size_t i = 0; patched && i < plan->cover.added.n; i++)
		buf_printf(&names, "%s%s", i ? ", " : "",
		    plan->cover.added.certs[i]->short_name);
	table_add(&making->table, plan->release->name);
	table_add(&making->table, (const char *)names.p);
	add_break(&making->table, plan, now_s, false);
	add_break(&making->table, plan, now_s,
	    plan->outcome != OUTCOME_UNPROVEN);
	if (patched)
		table_addf(&making->table, "%zu/%d", plan->checks_passed,
		    PROOF_CHECKS);
	else
		table_add(&making->table, NULL);
	table_add(&making->table, outcome_words(plan->outcome));
	buf_release(&names);
}

static void
count(struct making *making, const struct plan *plan)
{
	struct job *job = making->job;

	job->incomplete += plan->n_unseen;
	switch (plan->outcome) {
	case OUTCOME_UNSUPPORTED:
	case OUTCOME_UNCONCERNED:
	case OUTCOME_NOTHING_NEEDED:
	case OUTCOME_NOTHING_SEEN:
	case OUTCOME_MENDED:
	case OUTCOME_MENDED_WITH_SERVERS:
	case OUTCOME_SERVERS_ALONE:
		break;
	case OUTCOME_MENDED_IN_PART:
	case OUTCOME_NOTHING_HELPS:
	case OUTCOME_UNPROVEN:
		job->findings++;
		break;
	case OUTCOME_UNKNOWN:
		job->incomplete++;
		break;
	}
	job->done += plan->n_required > 0;
}

static int
write_patch(struct making *making, struct plan *plan, struct err *err)
{
	struct proof proof;

	if (making->folder.staging == NULL && folder_stage(&making->folder,
	    making->job->options->output, err) == -1)
		return -1;
	if (plan_write(plan, making->job, &making->folder, &proof, err) == -1)
		return -1;
	making->n_patches++;
	notes_of_proof(&making->notes, plan, &proof);
	if (plan->checks_passed < PROOF_CHECKS)
		plan->outcome = OUTCOME_UNPROVEN;
	proof_release(&proof);
	return 0;
}

static void
make_release(struct making *making, const struct release *release)
{
	struct plan plan;
	struct err err = ERR_NONE;

	if (plan_make(&plan, making->job, &making->basis, release, &err)
	    == -1) {
		job_complain(making->job, &err);
		return;
	}
	if (plan_has_patch(&plan) &&
	    write_patch(making, &plan, &err) == -1) {
		job_complain(making->job, &err);
		plan.outcome = OUTCOME_UNKNOWN;
	}
	count(making, &plan);
	add_row(making, &plan);
	notes_of_plan(&making->notes, &plan,
	    making->job->options->now_s);
	plan_release(&plan);
}

static bool
is_wanted(const struct job *job, const struct release *release)
{
	bool wanted = job->releases.n == 0;

	for (size_t i = 0; i < job->releases.n; i++)
		wanted |= strcmp(job->releases.items[i], release->name) == 0;
	return wanted;
}

static int
finish(struct making *making, FILE *stream, struct err *err)
{
	if (making->n_patches > 0 &&
	    folder_publish(&making->folder, err) == -1)
		return -1;
	if (job_print(making->job, &making->table, &making->notes, stream,
	    err) == -1)
		return -1;
	if (making->job->done == 0 && making->job->incomplete == 0)
		return err_set(err, ERR_FAILED, "nothing was judged: no "
		    "release that was asked for is both supported and the "
		    "client of an endpoint; see the table");
	return 0;
}

/* The approved roots, and whatever is an anchor of some release. */
static void
list_known(struct chain *out, const struct pass *pass, const struct job *job)
{
	roots_list(out, &job->approved);
	for (size_t i = 0; i < pass->n_stores; i++)
		roots_list(out, &pass->stores[i].store);
}

int
make_run(struct job *job, FILE *stream, struct err *err)
{
	struct making making = { .job = job,
		.notes = BUF_INIT(LIMIT_BUNDLE_BYTES) };
	struct records records = { 0 };
	struct chain candidate = CHAIN_EMPTY, known = CHAIN_EMPTY;
	struct pass pass = { 0 };
	int result = -1;

	table_init(&making.table, columns,
	    sizeof(columns) / sizeof(columns[0]));
	making.basis.pass = &pass;
	making.basis.known = &known;
	if (job->candidate_chain != NULL)
		making.basis.candidate = &candidate;
	if (job->candidate_chain != NULL && chain_read_file(&candidate,
		job->evidence.pool, job->candidate_chain, err) == -1)
		goto out;
	if (observe(&pass, &records, job, err) == -1)
		goto out;
	list_known(&known, &pass, job);
	for (size_t i = 0; i < job->estate.n_releases; i++) {
		if (is_wanted(job, &job->estate.releases[i]))
			make_release(&making, &job->estate.releases[i]);
	}
	result = finish(&making, stream, err);
out:
	pass_release(&pass);
	records_release(&records);
	chain_release(&candidate);
	chain_release(&known);
	table_release(&making.table);
	folder_release(&making.folder);
	buf_release(&making.notes);
	return result;
}
