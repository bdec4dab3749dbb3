/* kedge-scan: what do the endpoints serve, on every address? */
#include "job.h"

int
main(int argc, char **argv)
{
	struct command command = { 0 };
	struct job job = { .command = &command };
	struct err err = ERR_NONE;
	bool answered = false;
	int status = EXIT_USAGE;

	if (command_parse(&command, &answered, &status, argc, argv,
		&err) == -1)
		goto fail;
	if (answered)
		goto out;
	if (targets_open(&job.targets, &command, &err) == -1)
		goto fail;

	status = EXIT_INCOMPLETE;
	if (job_run(&job, &err) == -1)
		goto fail;
	if (command.options.verbose)
		results_summarise(&job.results, stderr);
	status = results_status(&job.results, &job.targets);
	goto out;
fail:
	complain(&err);
out:
	fetching_release(&job.fetching);
	results_release(&job.results);
	targets_release(&job.targets);
	command_release(&command);
	return status;
}
