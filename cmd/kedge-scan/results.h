#ifndef KEDGE_SCAN_RESULTS_H
#define KEDGE_SCAN_RESULTS_H

#include "base/options.h"
#include "targets.h"
#include "verify/observation.h"

/* What a scan saw. Observations end in any order and are told in the order
 * of the targets and, within one, of the addresses. */
struct results {
	struct observations seen;
	size_t *order;		/* into seen.items; set by results_settle */
	size_t n_estates;	/* of the targets; likewise */
	size_t n_endpoints, n_without_chain;
	size_t n_with_reason;	/* observations */
};

enum results_format {
	RESULTS_TABLE,
	RESULTS_NDJSON,
};

/* For scan_settings; context is a struct results. */
int results_observed(void *context, const struct observation *observation,
    struct err *err);
/* Orders and counts, once all is seen. */
void results_settle(struct results *results, const struct targets *targets);
int results_write(const struct results *results, enum results_format format,
    const struct options *options, FILE *stream, struct err *err);
/* One line of counts, for --verbose. */
void results_summarise(const struct results *results, FILE *stream);
/* An endpoint without any chain, a bad target or no target: incomplete. */
enum exit_code results_status(const struct results *results,
    const struct targets *targets);
void results_release(struct results *results);

#endif
