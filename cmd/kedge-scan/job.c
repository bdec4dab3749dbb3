#include "job.h"

#include <unistd.h>

#include "base/limits.h"
#include "interrupt.h"

/* Before a line of ours goes to standard error. */
static void
on_complaint(void *context)
{
	struct job *job = context;

	progress_hide(&job->progress);
}

static int
on_observed(void *context, const struct target *target,
    const struct observation *observation, struct err *err)
{
	struct job *job = context;

	if (job->shares_terminal)
		progress_hide(&job->progress);
	job->progress.errors += observation->reason != REASON_NONE;
	if (job->fetching.inquirer == NULL)
		return results_add(&job->results, targets_number(target),
		    observation, err);
	fetching_hold(&job->fetching, targets_number(target), observation);
	return 0;
}

static int
on_told(void *context, size_t number, const struct observation *observation,
    struct err *err)
{
	struct job *job = context;

	return results_add(&job->results, number, observation, err);
}

/* A reader that is slow holds up what is to come, not what is under way. */
static enum scan_word
on_go_on(void *context)
{
	struct job *job = context;
	struct err err = ERR_NONE;

	/* What cannot be written fails once more when all is closed. */
	if (is_interrupted() || job->failure.code != ERR_NONE_YET ||
	    outlet_push(&job->results.outlet, &err) == -1)
		return SCAN_STOP;
	progress_draw(&job->progress);
	return outlet_is_full(&job->results.outlet) ? SCAN_HOLD : SCAN_ON;
}

static bool
on_asking(void *context)
{
	return on_go_on(context) != SCAN_STOP;
}

/* Others are asked while no connection is under way, whose time it would
 * take. Then the loop goes round once more, to see how late it is. */
static enum scan_next
on_next(void *context, const struct target **out)
{
	struct job *job = context;
	enum scan_next next;

	if (fetching_is_full(&job->fetching)) {
		if (job->n_under_way == 0)
			fetching_ask(&job->fetching, on_told, job,
			    &job->failure);
		return SCAN_LATER;
	}
	next = targets_next(&job->targets, out);
	job->n_under_way += next == SCAN_TARGET;
	return next;
}

static void
on_back(void *context, const struct target *target, enum scan_end end)
{
	struct job *job = context;

	targets_give_back(target);
	job->n_under_way--;
	results_count(&job->results, end);
	job->progress.done = job->results.n_done;
}

static int
scan(struct job *job, struct err *err)
{
	const struct command *command = job->command;
	const struct scan_settings settings = {
		.now_s = command->options.now_s,
		.timeout_ms = (int)command->timeout_ms,
		.concurrency = (int)command->concurrency,
		.attempts = (unsigned)command->attempts,
		.per_second = command->rate,
		.is_unpaced = command->unpaced,
		.next = on_next,
		.give_back = on_back,
		.observed = on_observed,
		.go_on = on_go_on,
		.context = job,
	};
	int result;

	progress_init(&job->progress, command->options.progress,
	    targets_total(&job->targets));
	result = scan_run(NULL, &settings, err);
	if (result == 0 && job->failure.code == ERR_NONE_YET)
		fetching_ask(&job->fetching, on_told, job, &job->failure);
	progress_hide(&job->progress);
	if (result == 0 && job->failure.code != ERR_NONE_YET) {
		*err = job->failure;
		result = -1;
	}
	return result;
}

static void
tell_interrupt(const struct job *job)
{
	size_t total = targets_total(&job->targets);
	size_t done = job->results.n_done;
	bool is_open = total == 0 && targets_go_on(&job->targets);
	struct err err = ERR_NONE;

	err_set(&err, ERR_FAILED, "interrupted; targets scanned: %zu, left: "
	    "%zu%s", done, total > 0 ? total - done : job->results.n_given_up,
	    is_open ? " and what the lists still hold" : "");
	complain(&err);
}

/* What the rows say each, once more where nobody reads them. */
static void
tell_parts(const struct job *job)
{
	struct err err = ERR_NONE;

	err_set(&err, ERR_FAILED, "names that have more addresses than the "
	    "%d that were looked at: %zu; their rows say dns_truncated, and "
	    "--connect ADDRESS leads to another", LIMIT_ADDRESSES,
	    job->results.n_in_part);
	complain(&err);
}

int
job_run(struct job *job, struct err *err)
{
	const struct options *options = &job->command->options;
	const struct endpoints *endpoints = &job->targets.endpoints;
	const struct sheet_extras with = {
		.estate = endpoints->n_estates > 1,
		.shape = endpoints_have_shapes(endpoints),
		.inquiry = command_asks(job->command),
	};

	interrupts_catch();
	job->targets.quieten = on_complaint;
	job->targets.context = job;
	job->shares_terminal = options->output == NULL &&
	    isatty(STDOUT_FILENO);
	if (fetching_open(&job->fetching, job->command, on_asking, job,
		err) == -1 ||
	    results_open(&job->results, options, with, err) == -1 ||
	    scan(job, err) == -1 ||
	    (!is_interrupted() && targets_check(&job->targets, err) == -1) ||
	    results_close(&job->results, err) == -1)
		return -1;
	if (job->results.n_in_part > 0)
		tell_parts(job);
	if (is_interrupted())
		tell_interrupt(job);
	return 0;
}
