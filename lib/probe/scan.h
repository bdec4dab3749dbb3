#ifndef PROBE_SCAN_H
#define PROBE_SCAN_H

#include "probe/target.h"
#include "verify/observation.h"

struct scan_settings {
	int64_t now_s;		/* recorded as the instant of observation */
	int timeout_ms;		/* all phases together; one deadline */
	int concurrency;	/* handshakes under way at once */
	/* Called on the caller's thread after each target; may be NULL. */
	void (*progress)(void *context, size_t done, size_t total);
	/* Called for each observation, in the order in which they end. It
	 * borrows the observation. A return of -1 with err set stops all. */
	int (*observed)(void *context, const struct observation *observation,
	    struct err *err);
	void *context;
};

/*
 * Looks at every address of every target, each with its own observation.
 * Trust and dates decide nothing: the chain is recorded, then judged by
 * others. Every target gives at least one observation, if only an error.
 * Fails only where the loop itself cannot run or observed said so.
 */
int scan_run(const struct target *targets, size_t n, struct certpool *pool,
    const struct scan_settings *settings, struct err *err);

#endif
