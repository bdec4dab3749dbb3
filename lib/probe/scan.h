#ifndef PROBE_SCAN_H
#define PROBE_SCAN_H

#include "probe/target.h"
#include "verify/observation.h"

/* What there is to be had of a source of targets. */
enum scan_next {
	SCAN_TARGET,	/* one */
	SCAN_LATER,	/* none now; it is asked again a little later */
	SCAN_END,	/* none any more */
};

enum scan_word {
	SCAN_ON,
	SCAN_HOLD,	/* begin nothing for now; finish what is under way */
	SCAN_STOP,	/* give up what is under way, and end */
};

/* How it went with a target. */
enum scan_end {
	SCAN_CHAIN,	/* an address of it showed a chain */
	SCAN_PART,	/* and there are more than those that were looked at */
	SCAN_NO_CHAIN,
	SCAN_GIVEN_UP,	/* not all its addresses were looked at */
};

/*
 * What a scan does and whom it tells. All is called on the caller's thread,
 * and borrows what it is given.
 */
struct scan_settings {
	int64_t now_s;		/* recorded as the instant of observation */
	int timeout_ms;		/* for an address: its name and all attempts */
	int concurrency;	/* lookups and connections under way at once */
	unsigned attempts;	/* at an address; 0 and 1: one */
	int64_t per_second;	/* new connections; 0: any number */
	bool is_unpaced;	/* do not spare single addresses; see pace.h */

	/* The next target, which stays as it is until it is given back. */
	enum scan_next (*next)(void *context, const struct target **out);
	/* Gives each target back, once. */
	void (*give_back)(void *context, const struct target *target,
	    enum scan_end end);
	/* For each observation, in the order in which they end. A return of
	 * -1 with err set stops all. */
	int (*observed)(void *context, const struct target *target,
	    const struct observation *observation, struct err *err);
	/* Asked whenever something ended, before anything begins, and ten
	 * times a second. NULL: on. */
	enum scan_word (*go_on)(void *context);
	void *context;
};

/*
 * Looks at every address of every target, each with its own observation.
 * Trust and dates decide nothing: the chain is recorded, then judged by
 * others. Every target gives at least one observation, if only an error, but
 * those that are given up. With pool NULL certificates last as long as their
 * observation. Raises the soft limit on open files as far as it needs and may.
 * Fails only where the loop itself cannot run or observed said so.
 */
int scan_run(struct certpool *pool, const struct scan_settings *settings,
    struct err *err);

#endif
