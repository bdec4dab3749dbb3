/* The endpoints and releases of policies, scanned now or from records. */
#include <stdlib.h>

#include "base/mem.h"
#include "report/findings.h"
#include "report/forecasts.h"
#include "request.h"
#include "watch/survey.h"

static void
show_progress(void *context, size_t done, size_t total)
{
	(void)context;
	fprintf(stderr, "\r%zu of %zu endpoints%s", done, total,
	    done == total ? "\n" : "");
}

static bool
is_same_address(const struct pair *pair, const struct finding *finding)
{
	const char *a = pair->address, *b = finding->address;

	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
is_of_firmware(const struct finding *finding)
{
	return finding->rule == rule_get(RULE_ACT_BY_NEAR) ||
	    finding->rule == rule_get(RULE_ACT_BY_PASSED);
}

/* Does the line of its pair say it? Not where that one looks fine. */
static bool
is_in_the_table(const struct pair_index *table, int64_t now_s,
    const struct finding *finding)
{
	const struct pair *pair;

	if (finding->endpoint == NULL || finding->release == NULL)
		return false;
	pair = pair_index_find(table, finding->endpoint, finding->release);
	if (pair == NULL || !is_same_address(pair, finding))
		return false;
	if (is_of_firmware(finding))
		return pair->act_by_s == pair_firmware(pair).begin_by_s;
	return pair->forecast->state != FORECAST_OK ||
	    pair->act_by_s <= now_s ||
	    finding->rule == rule_get(RULE_CHAIN_ENDS_EARLY);
}

/* Where there are several estates, with the name of its own. */
static void
warn(const struct survey *survey, const struct pass *pass,
    const struct finding *finding)
{
	bool several = survey->n_passes > 1;
	char *message = mem_printf("%s%s%s%s", several ? "estate " : "",
	    several ? pass->estate->name : "", several ? ": " : "",
	    finding->message);

	request_warn(severity_name(finding->rule->severity), message);
	free(message);
}

static void
warn_of_others(const struct survey *survey)
{
	for (size_t i = 0; i < survey->n_passes; i++) {
		const struct pass *pass = &survey->passes[i];
		struct pair_index table;

		pair_index_init(&table, pass->pairs, pass->n_pairs);
		for (size_t k = 0; k < pass->findings.n; k++) {
			const struct finding *finding =
			    &pass->findings.items[k];

			if (!is_in_the_table(&table, pass->now_s, finding))
				warn(survey, pass, finding);
		}
		pair_index_release(&table);
	}
}

static int
print_table(const struct request *request, const struct survey *survey,
    FILE *stream, struct err *err)
{
	for (size_t i = 0; i < survey->n_passes; i++) {
		const struct pass *pass = &survey->passes[i];

		if (survey->n_passes > 1)
			fprintf(stream, "%sEstate %s\n", i ? "\n" : "",
			    pass->estate->name);
		if (forecasts_print(pass->pairs, pass->n_pairs,
			request->options->verbose, request->options->colour,
			stream, err) == -1)
			return -1;
	}
	warn_of_others(survey);
	return 0;
}

static int
print_records(const struct survey *survey, FILE *stream, struct err *err)
{
	struct tally tally = survey_tally(survey, SEVERITY_WARNING);
	struct record_writer writer;
	int result = 0;

	record_writer_init(&writer, stream);
	for (size_t i = 0; i < survey->n_passes && result == 0; i++) {
		const struct pass *pass = &survey->passes[i];

		writer.estate = pass->estate->name;
		for (size_t k = 0; k < pass->n_pairs && result == 0; k++)
			result = record_write_forecast(&writer,
			    &pass->pairs[k], err);
		if (result == 0)
			result = findings_record(&pass->findings, &writer,
			    err);
	}
	if (result == 0)
		result = tally_record(&tally, &writer, err);
	record_writer_release(&writer);
	return result;
}

static int
print(const struct request *request, const struct survey *survey,
    FILE *stream, struct err *err)
{
	switch (request->format) {
	case FORMAT_TABLE:
		return print_table(request, survey, stream, err);
	case FORMAT_NDJSON:
		return print_records(survey, stream, err);
	case FORMAT_JSON:
		break;
	}
	warn_of_others(survey);
	return record_print_forecasts(stream, survey->passes[0].pairs,
	    survey->passes[0].n_pairs, survey->estates[0].name, err);
}

int
answer_estates(const struct request *request, int *status, FILE *stream,
    struct err *err)
{
	const struct options *options = request->options;
	struct survey survey = { 0 };
	struct records records = { 0 };
	struct pass_settings settings = { .now_s = options->now_s,
		.progress = options->progress ? show_progress : NULL };
	struct tally tally;
	int result = -1;

	if (survey_load(&survey, options->policies.items,
		options->policies.n, false, err) == -1)
		goto out;
	if (options->n_arguments > 0) {
		if (record_read_file(&records, survey.evidence.pool,
			options->arguments[0], err) == -1)
			goto out;
		settings.recorded = &records;
	}
	for (size_t i = 0; i < survey.n_refusals; i++)
		request_warn("not used", survey.refusals[i].msg);
	if (survey_run(&survey, &settings, err) == -1 ||
	    print(request, &survey, stream, err) == -1)
		goto out;
	tally = survey_tally(&survey, SEVERITY_WARNING);
	*status = survey.n_refusals > 0 ? EXIT_USAGE : tally_status(&tally);
	result = 0;
out:
	records_release(&records);
	survey_release(&survey);
	return result;
}
