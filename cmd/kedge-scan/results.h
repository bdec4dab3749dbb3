#ifndef KEDGE_SCAN_RESULTS_H
#define KEDGE_SCAN_RESULTS_H

#include "outlet.h"
#include "probe/scan.h"
#include "sheet.h"
#include "targets.h"

/* What a scan sees, written as it ends, and what it comes to. Must stay where
 * it is while it is open. */
struct results {
	struct outlet outlet;
	struct sheet sheet;
	size_t n_done, n_without_chain, n_given_up;	/* targets */
	size_t n_in_part;	/* that have addresses not looked at */
	size_t n_seen, n_with_reason;			/* observations */
};

int results_open(struct results *out, const struct options *options,
    struct sheet_extras with, struct err *err);
/* Writes what is left. */
int results_close(struct results *results, struct err *err);
void results_release(struct results *results);

int results_add(struct results *results, size_t number,
    const struct observation *observation, struct err *err);
void results_count(struct results *results, enum scan_end end);

/* One line of counts, for --verbose. */
void results_summarise(const struct results *results, FILE *stream);
/* A target without any chain, or one not or not wholly looked at, or a bad
 * one: incomplete. */
enum exit_code results_status(const struct results *results,
    const struct targets *targets);

#endif
