/* kedge-scan: what do the endpoints serve, on every address? */
#include "base/file.h"
#include "base/limits.h"
#include "probe/scan.h"
#include "results.h"
#include "targets.h"

static const char *const formats[] = {
	[RESULTS_TABLE] = "table",
	[RESULTS_NDJSON] = "ndjson",
	NULL,
};

static void
show_progress(void *context, size_t done, size_t total)
{
	(void)context;
	fprintf(stderr, "\r%zu of %zu endpoints%s", done, total,
	    done == total ? "\r\033[K" : "");
}

/* Writes what was seen, whole or not at all. */
static int
write_all(const struct results *results, const struct options *options,
    struct err *err)
{
	struct output output = { 0 };
	int result = -1;

	if (output_open(&output, options->output, err) == 0 &&
	    results_write(results, (enum results_format)options->format,
		options, output.stream, err) == 0)
		result = output_commit(&output, err);
	output_release(&output);
	return result;
}

int
main(int argc, char **argv)
{
	int64_t timeout_ms = LIMIT_PROBE_MS, concurrency = LIMIT_CONCURRENCY;
	struct naming naming = { 0 };
	const struct option_row rows[] = {
		{ 0, "timeout", "MS", "milliseconds for one address, names "
		    "included", OPTION_NUMBER, &timeout_ms, 1, 600000 },
		{ 0, "concurrency", "N", "connections at once", OPTION_NUMBER,
		    &concurrency, 1, 10000 },
		{ 0, "sni", "NAME", "send this server name to all",
		    OPTION_TEXT, &naming.name, 0, 0 },
		{ 0, "no-sni", NULL, "send no server name", OPTION_FLAG,
		    &naming.none, 0, 0 },
	};
	const struct program program = { "kedge-scan",
		"Records what TLS endpoints serve, on every address.",
		"[OPTION]... [HOST:PORT | URL | -]...\n", formats, rows,
		sizeof(rows) / sizeof(rows[0]) };
	struct options options = OPTIONS_DEFAULT;
	struct certpool *pool = certpool_new();
	struct targets targets = { 0 };
	struct results results = { 0 };
	struct err err = ERR_NONE;
	int status = EXIT_USAGE;

	if (options_parse(&options, &program, argc, argv, &err) == -1)
		goto fail;
	if (options_answer(&status, &options, &program, stdout))
		goto out;
	if (targets_collect(&targets, &program, &options, &naming,
		&err) == -1)
		goto fail;

	status = EXIT_INCOMPLETE;
	if (targets_check(&targets, &err) == -1 ||
	    scan_run(targets.items, targets.n, pool, &(struct scan_settings){
		options.now_s, (int)timeout_ms, (int)concurrency,
		options.progress ? show_progress : NULL, results_observed,
		&results }, &err) == -1)
		goto fail;
	results_settle(&results, &targets);
	if (write_all(&results, &options, &err) == -1)
		goto fail;
	if (options.verbose)
		results_summarise(&results, stderr);

	status = results_status(&results, &targets);
	goto out;
fail:
	options_complain(&program, &err);
out:
	results_release(&results);
	targets_release(&targets);
	certpool_free(pool);
	options_release(&options);
	return status;
}
