#include "gate.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"
#include "bundle/loader.h"
#include "report/findings.h"

static int
check_words(struct gate *gate, struct err *err)
{
	gate->format = (enum gate_format)gate->options->format;
	gate->least = SEVERITY_WARNING;
	if (gate->options->n_arguments > 0)
		return err_set(err, ERR_POLICY, "'%.100s' is one argument too "
		    "many; see --help", gate->options->arguments[0]);
	if (gate->chain_files.n != gate->endpoints.n)
		return err_set(err, ERR_POLICY, "each --candidate-chain needs "
		    "its --endpoint, and each --endpoint its chain");
	if (gate->bundle_files.n != gate->releases.n)
		return err_set(err, ERR_POLICY, "each --candidate-bundle "
		    "needs its --release, and each --release its bundle");
	return gate->threshold == NULL ? 0 :
	    severity_parse(&gate->least, gate->threshold, err);
}

static int
read_bundle(struct gate *gate, size_t i, struct err *err)
{
	const struct estate *estate = &gate->survey.estates[0];
	const struct release *release = estate_release_named(estate,
	    gate->releases.items[i]);
	struct locator locator;
	int result;

	if (release == NULL)
		return err_set(err, ERR_POLICY, "the policy has no release "
		    "'%s'", gate->releases.items[i]);
	if (locator_parse(&locator, gate->bundle_files.items[i], err) == -1)
		return -1;
	result = loader_read(&gate->stores[i], release->verifier->loader,
	    gate->survey.evidence.pool, &locator, err);
	locator_release(&locator);
	gate->candidate_stores[i] = (struct candidate_store){
		gate->releases.items[i], &gate->stores[i] };
	return result;
}

static int
read_candidates(struct gate *gate, struct err *err)
{
	size_t n_chains = gate->chain_files.n, n_stores = gate->bundle_files.n;

	gate->chains = mem_zalloc(n_chains * sizeof(*gate->chains));
	gate->stores = mem_zalloc(n_stores * sizeof(*gate->stores));
	gate->candidate_chains = mem_zalloc(n_chains *
	    sizeof(*gate->candidate_chains));
	gate->candidate_stores = mem_zalloc(n_stores *
	    sizeof(*gate->candidate_stores));
	for (size_t i = 0; i < n_chains; i++) {
		gate->candidate_chains[i] = (struct candidate_chain){
			gate->endpoints.items[i], &gate->chains[i] };
		if (chain_read_file(&gate->chains[i],
			gate->survey.evidence.pool,
			gate->chain_files.items[i], err) == -1)
			return -1;
	}
	for (size_t i = 0; i < n_stores; i++) {
		if (read_bundle(gate, i, err) == -1)
			return -1;
	}
	return 0;
}

int
gate_open(struct gate *gate, const struct options *options, struct err *err)
{
	gate->options = options;
	if (check_words(gate, err) == -1 ||
	    survey_load(&gate->survey, options->policies.items,
		options->policies.n, true, err) == -1)
		return -1;
	if (read_candidates(gate, err) == -1)
		return -1;
	return gate->records_file == NULL ? 0 :
	    record_read_file(&gate->records, gate->survey.evidence.pool,
		gate->records_file, err);
}

void
gate_release(struct gate *gate)
{
	for (size_t i = 0; gate->chains && i < gate->chain_files.n; i++)
		chain_release(&gate->chains[i]);
	for (size_t i = 0; gate->stores && i < gate->bundle_files.n; i++)
		store_release(&gate->stores[i]);
	free(gate->chains);
	free(gate->stores);
	free(gate->candidate_chains);
	free(gate->candidate_stores);
	free(gate->chain_files.items);
	free(gate->endpoints.items);
	free(gate->bundle_files.items);
	free(gate->releases.items);
	records_release(&gate->records);
	survey_release(&gate->survey);
}

/* Even what passes will end one day: say when, and what is lost first. */
static void
print_first_break(const struct gate *gate, FILE *stream)
{
	const struct pair *first = NULL;
	const struct estate *estate = NULL;
	bool several = gate->survey.n_passes > 1;
	char when[INSTANT_TEXT];

	for (size_t i = 0; i < gate->survey.n_passes; i++) {
		const struct pass *pass = &gate->survey.passes[i];

		for (size_t k = 0; k < pass->n_pairs; k++) {
			const struct pair *pair = &pass->pairs[k];
			const struct forecast *f = pair->forecast;

			if (f->state != FORECAST_OK ||
			    pair->is_after_support || (first != NULL &&
				f->breaks_at_s >=
				first->forecast->breaks_at_s))
				continue;
			first = pair;
			estate = pass->estate;
		}
	}
	if (first != NULL && first->forecast->breaks_at_s != INSTANT_NEVER)
		fprintf(stream, "The first break is at %s: %s for %s%s%s.\n",
		    instant_format(when, first->forecast->breaks_at_s),
		    first->endpoint, first->release,
		    several ? " in estate " : "",
		    several ? estate->name : "");
}

static int
print_table(const struct gate *gate, const struct tally *tally, FILE *stream,
    struct err *err)
{
	static const char *const words[] = {
		[EXIT_CLEAN] = "PASS",
		[EXIT_FINDINGS] = "FAIL",
		[EXIT_INCOMPLETE] = "INCOMPLETE",
	};

	/* Why nothing was judged may be no more than a note. */
	enum severity least = gate->options->verbose ||
	    tally->examined == 0 ? SEVERITY_INFO : gate->least;

	for (size_t i = 0; i < gate->survey.n_passes; i++) {
		const struct pass *pass = &gate->survey.passes[i];

		if (gate->survey.n_passes > 1 &&
		    findings_count(&pass->findings, least) > 0)
			fprintf(stream, "Estate %s\n", pass->estate->name);
		if (findings_print(&pass->findings, least,
			gate->options->colour, stream, err) == -1)
			return -1;
	}
	if (tally_status(tally) == EXIT_CLEAN)
		print_first_break(gate, stream);
	fprintf(stream, "%s: %zu judged, %zu could not be, %zu finding%s\n",
	    words[tally_status(tally)], tally->examined, tally->incomplete,
	    tally->findings, tally->findings == 1 ? "" : "s");
	return 0;
}

static int
print_records(const struct gate *gate, const struct tally *tally,
    FILE *stream, struct err *err)
{
	struct record_writer writer;
	int result = 0;

	record_writer_init(&writer, stream);
	for (size_t i = 0; i < gate->survey.n_passes && result == 0; i++) {
		const struct pass *pass = &gate->survey.passes[i];

		writer.estate = pass->estate->name;
		result = findings_record(&pass->findings, &writer, err);
	}
	if (result == 0)
		result = tally_record(tally, &writer, err);
	record_writer_release(&writer);
	return result;
}

int
gate_run(struct gate *gate, int *status, FILE *stream, struct err *err)
{
	struct pass_settings settings = {
		.now_s = gate->options->now_s,
		.recorded = gate->records_file ? &gate->records : NULL,
		.chains = gate->candidate_chains,
		.n_chains = gate->chain_files.n,
		.stores = gate->candidate_stores,
		.n_stores = gate->bundle_files.n,
	};
	struct tally tally;

	if (survey_run(&gate->survey, &settings, err) == -1)
		return -1;
	tally = survey_tally(&gate->survey, gate->least);
	*status = tally_status(&tally);
	return gate->format == FORMAT_NDJSON ?
	    print_records(gate, &tally, stream, err) :
	    print_table(gate, &tally, stream, err);
}
