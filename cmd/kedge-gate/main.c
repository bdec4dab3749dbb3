#include "gate.h"

static const char *const formats[] = { "table", "ndjson", NULL };

int
main(int argc, char **argv)
{
	struct gate gate = { 0 };
	const struct option_row rows[] = {
		{ 0, "candidate-chain", "FILE", "judge this chain (PEM) in "
		    "the place of what --endpoint serves", OPTION_TEXTS,
		    &gate.chain_files, 0, 0 },
		{ 0, "endpoint", "NAME", "the endpoint of --candidate-chain",
		    OPTION_TEXTS, &gate.endpoints, 0, 0 },
		{ 0, "candidate-bundle", "BUNDLE", "judge this trust store in "
		    "the place of --release's", OPTION_TEXTS,
		    &gate.bundle_files, 0, 0 },
		{ 0, "release", "NAME", "the release of --candidate-bundle",
		    OPTION_TEXTS, &gate.releases, 0, 0 },
		{ 0, "records", "FILE", "use recorded observations, and do "
		    "not scan", OPTION_TEXT, &gate.records_file, 0, 0 },
		{ 0, "threshold", "SEVERITY", "least severity that fails: "
		    "info, warning (default) or error", OPTION_TEXT,
		    &gate.threshold, 0, 0 },
	};
	const struct program program = {
		.name = "kedge-gate",
		.purpose = "Says whether a chain, a bundle or a whole estate "
		    "may ship.",
		.usage = "[OPTION]...\n"
		    "[OPTION]... --candidate-chain FILE --endpoint NAME\n"
		    "[OPTION]... --candidate-bundle BUNDLE --release NAME\n",
		.formats = formats,
		.rows = rows,
		.n_rows = sizeof(rows) / sizeof(rows[0]),
	};
	struct options options = OPTIONS_DEFAULT;
	struct output output = { 0 };
	struct err err = ERR_NONE;
	int status = EXIT_USAGE;

	if (options_parse(&options, &program, argc, argv, &err) == -1)
		goto fail;
	if (options_answer(&status, &options, &program, stdout))
		goto out;
	if (gate_open(&gate, &options, &err) == -1)
		goto fail;
	if (output_open(&output, options.output, &err) == -1 ||
	    gate_run(&gate, &status, output.stream, &err) == -1 ||
	    output_commit(&output, &err) == -1)
		goto fail;
	goto out;
fail:
	status = err.code == ERR_POLICY ? EXIT_USAGE : EXIT_INCOMPLETE;
	options_complain(&program, &err);
out:
	output_release(&output);
	gate_release(&gate);
	options_release(&options);
	return status;
}
