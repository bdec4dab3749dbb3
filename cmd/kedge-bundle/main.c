#include "command.h"

#include "base/instant.h"

static struct job job = { .until_s = INSTANT_NEVER };

static const struct option_row rows[] = {
	{ 0, "verifier", "NAME", "list what this library loads of bundles "
	    "named by hand", OPTION_TEXT, &job.verifier, 0, 0 },
	{ 0, "supported-until", "TIME", "end of support, for lint of bundles "
	    "named by hand", OPTION_INSTANT, &job.until_s, 0, 0 },
	{ 0, "password-file", "FILE", "its first line opens the keystores "
	    "named by hand", OPTION_TEXT, &job.password_file, 0, 0 },
	{ 0, "threshold", "SEVERITY", "least severity with which lint fails: "
	    "info, warning (default), error", OPTION_TEXT, &job.threshold, 0,
	    0 },
	{ 0, "allow-unsandboxed", NULL, "read images though the kernel cannot "
	    "shut in who reads them", OPTION_FLAG, &job.allow_unsandboxed, 0,
	    0 },
	{ 0, "ignore", "RULE", "a rule that lint leaves out; may be repeated",
	    OPTION_TEXTS, &job.ignored, 0, 0 },
	{ 0, "sha256", "HEX", "an anchor to extract, instead of all; may be "
	    "repeated", OPTION_TEXTS, &job.extract.sha256s, 0, 0 },
	{ 0, "new-password-file", "FILE", "its first line is for the p12 or "
	    "jks that is extracted (default: changeit)", OPTION_TEXT,
	    &job.extract.password_file, 0, 0 },
	{ 0, "old-hash", NULL, "extract a hashdir for OpenSSL before 1.0, or "
	    "Android", OPTION_FLAG, &job.extract.old_hash, 0, 0 },
};

int
main(int argc, char **argv)
{
	const char *formats[JOB_NAMES];
	const struct program program = {
		.name = "kedge-bundle",
		.purpose = "Shows which anchors a trust store holds.",
		.usage = "[OPTION]... list [BUNDLE]...\n"
		    "[OPTION]... diff BUNDLE BUNDLE\n"
		    "[OPTION]... lint [BUNDLE]...\n"
		    "[OPTION]... find [BUNDLE]...\n"
		    "[OPTION]... extract BUNDLE\n",
		.formats = formats,
		.rows = rows,
		.n_rows = sizeof(rows) / sizeof(rows[0]),
	};
	struct options options = OPTIONS_DEFAULT;
	struct output output = { 0 };
	struct err err = ERR_NONE;
	int status = EXIT_USAGE;

	command_name_formats(formats);
	if (options_parse(&options, &program, argc, argv, &err) == -1)
		goto fail;
	if (options_answer(&status, &options, &program, stdout))
		goto out;
	if (command_read(&job, &program, &options, &err) == -1)
		goto fail;

	status = EXIT_INCOMPLETE;
	if (output_open(&output, job_output(&job), &err) == -1)
		goto fail;
	if (job.verb->run(&job, output.stream, &err) == -1)
		goto fail;
	if (output_commit(&output, &err) == -1)
		goto fail;

	status = job_status(&job);
	goto out;
fail:
	options_complain(&program, &err);
out:
	output_release(&output);
	job_release(&job);
	options_release(&options);
	return status;
}
