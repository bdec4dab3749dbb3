#include "request.h"

static const char *const formats[] = { "table", "ndjson", "json", NULL };

int
main(int argc, char **argv)
{
	struct request request = { 0 };
	const struct option_row rows[] = {
		{ 0, "chain", "FILE", "judge this chain (PEM, leaf first) and "
		    "no policy", OPTION_TEXT, &request.chain, 0, 0 },
		{ 0, "store", "BUNDLE", "against this trust store",
		    OPTION_TEXT, &request.store, 0, 0 },
		{ 0, "verifier", "NAME", "as this library would (default "
		    "complete)", OPTION_TEXT, &request.verifier, 0, 0 },
		{ 0, "purpose", "NAME", "server (default) or any",
		    OPTION_TEXT, &request.purpose, 0, 0 },
		{ 0, "known", "FILE", "certificates that a remedy may add as "
		    "anchors", OPTION_TEXT, &request.known, 0, 0 },
		{ 0, "list-verifiers", NULL, "the verifiers and what each "
		    "models", OPTION_FLAG, &request.list_verifiers, 0, 0 },
	};
	const struct program program = {
		.name = "kedge-forecast",
		.purpose = "Says when which release loses which endpoint, "
		    "why, and what mends it.",
		.usage = "[OPTION]... [RECORDS | -]\n"
		    "[OPTION]... --chain FILE --store BUNDLE\n",
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
	if (request_check(&request, &options, &err) == -1)
		goto fail;
	if (output_open(&output, options.output, &err) == -1 ||
	    request.answer(&request, &status, output.stream, &err) == -1 ||
	    output_commit(&output, &err) == -1)
		goto fail;
	goto out;
fail:
	status = err.code == ERR_POLICY ? EXIT_USAGE : EXIT_INCOMPLETE;
	options_complain(&program, &err);
out:
	output_release(&output);
	options_release(&options);
	return status;
}
