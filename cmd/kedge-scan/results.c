#include "results.h"

#include "interrupt.h"

int
results_open(struct results *out, const struct options *options,
    struct sheet_extras with, struct err *err)
{
	if (outlet_open(&out->outlet, options->output, is_interrupted,
		err) == -1)
		return -1;
	sheet_init(&out->sheet, options, with, out->outlet.stream);
	return 0;
}

int
results_close(struct results *results, struct err *err)
{
	if (sheet_end(&results->sheet, err) == -1)
		return -1;
	return outlet_close(&results->outlet, err);
}

void
results_release(struct results *results)
{
	sheet_release(&results->sheet);
	outlet_release(&results->outlet);
}

int
results_add(struct results *results, size_t number,
    const struct observation *observation, struct err *err)
{
	results->n_seen++;
	results->n_with_reason += observation->reason != REASON_NONE;
	if (sheet_row(&results->sheet, number, observation, err) == -1)
		return -1;
	return outlet_push(&results->outlet, err);
}

void
results_count(struct results *results, enum scan_end end)
{
	results->n_given_up += end == SCAN_GIVEN_UP;
	results->n_done += end != SCAN_GIVEN_UP;
	results->n_without_chain += end == SCAN_NO_CHAIN;
	results->n_in_part += end == SCAN_PART;
}

void
results_summarise(const struct results *results, FILE *stream)
{
	fprintf(stream, "looks: %zu, without a chain: %zu; observations: "
	    "%zu, with an error: %zu\n", results->n_done,
	    results->n_without_chain, results->n_seen,
	    results->n_with_reason);
}

enum exit_code
results_status(const struct results *results, const struct targets *targets)
{
	if (results->n_done == 0 || results->n_given_up > 0 ||
	    results->n_without_chain > 0 || results->n_in_part > 0 ||
	    targets->n_bad > 0 || is_interrupted())
		return EXIT_INCOMPLETE;
	return results->n_with_reason > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
}
