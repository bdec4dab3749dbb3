#include "job.h"

int
main(int argc, char **argv)
{
	struct options options = OPTIONS_DEFAULT;
	struct job job = { 0 };
	const struct option_row rows[] = {
		{ 'o', "output", "FOLDER", "where the patches go; it appears "
		    "whole or not at all", OPTION_TEXT, &options.output, 0,
		    0 },
		{ 0, "observations", "FILE", "recorded chains instead of a "
		    "scan", OPTION_TEXT, &job.observations, 0, 0 },
		{ 0, "candidate-chain", "FILE", "a chain that is to be served",
		    OPTION_TEXT, &job.candidate_chain, 0, 0 },
		{ 0, "endpoint", "NAME", "who is to serve it", OPTION_TEXT,
		    &job.endpoint, 0, 0 },
		{ 0, "release", "NAME", "this release alone; may be given "
		    "several times", OPTION_TEXTS, &job.releases, 0, 0 },
		{ 0, "repository", "PATH", "verify: where the repository is "
		    "now", OPTION_TEXT, &job.repository, 0, 0 },
	};
	const struct program program = {
		.name = "kedge-patch",
		.purpose = "Makes and proves certificate-only patches.",
		.usage = "[OPTION]... -o FOLDER\n"
		    "[OPTION]... verify FOLDER\n",
		.rows = rows,
		.n_rows = sizeof(rows) / sizeof(rows[0]),
	};
	struct err err = ERR_NONE;
	int status = EXIT_USAGE;

	if (options_parse(&options, &program, argc, argv, &err) == -1)
		goto fail;
	if (options_answer(&status, &options, &program, stdout))
		goto out;
	if (job_init(&job, &options, &err) == -1)
		goto fail;
	if ((job.verify ? verify_run : make_run)(&job, stdout, &err) == -1) {
		status = err.code == ERR_POLICY ? EXIT_USAGE :
		    EXIT_INCOMPLETE;
		goto fail;
	}
	status = job_status(&job);
	goto out;
fail:
	options_complain(&program, &err);
out:
	job_release(&job);
	options_release(&options);
	return status;
}
