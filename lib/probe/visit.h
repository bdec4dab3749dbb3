#ifndef PROBE_VISIT_H
#define PROBE_VISIT_H

#include "probe/backoff.h"
#include "probe/pace.h"
#include "probe/pools.h"
#include "probe/resolve.h"
#include "probe/scan.h"
#include "probe/tls.h"

/*
 * The targets of one scan that are under way: their lookups, their addresses
 * that wait for a turn, and their connections. Internal to lib/probe.
 */
struct visits {
	const struct scan_settings *settings;
	struct uv_loop_s *loop;
	struct resolver *resolver;
	struct tls_client *client;
	struct pools *pools;
	struct pace *pace;
	struct backoff backoff;
	size_t n;		/* targets */
	size_t n_lookups;
	size_t n_probes;
	struct turn *turns;	/* all of them, the newest first */
	struct turn *later;	/* that try again, the soonest first */
	bool is_over;		/* visits_give_up was called */
	bool failed;		/* observed said no, with err set */
	struct err *err;
	/* Called when a lookup or a connection has ended, perhaps before
	 * visits_begin returns. */
	void (*changed)(void *context);
	void *context;
};

/* Of no target yet. The client, the resolver, changed and its context are the
 * caller's to put in; visits_release frees the first two, too. */
void visits_init(struct visits *out, const struct scan_settings *settings,
    struct uv_loop_s *loop, struct certpool *pool, struct err *err);
void visits_release(struct visits *visits);

void visits_begin(struct visits *visits, const struct target *target);

/*
 * Begins a connection that may begin. False: there is none, and *wait_ms is
 * how long from now one may; -1: that takes another event.
 */
bool visits_connect(struct visits *visits, int64_t *wait_ms);

/*
 * Nothing is observed any more. Each target is given back, once the loop has
 * run on; the resolver is to be closed for that.
 */
void visits_give_up(struct visits *visits);

#endif
