#include "probe/scan.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <uv.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "probe/pace.h"
#include "probe/probe.h"
#include "probe/resolve.h"

#define SPARE_FILES	50	/* beside one for each connection */
#define LOOKUPS_AT_ONCE	64	/* more at once, and name servers drop some */

struct scan {
	const struct scan_settings *settings;
	const struct target *targets;
	size_t n, next, done;	/* targets: all, to begin with, finished */
	struct certpool *pool;
	uv_loop_t loop;
	struct resolver *resolver;
	struct tls_client *client;
	struct pace pace;
	size_t active, most;	/* lookups and connections under way */
	size_t n_lookups;
	struct turn *first, **last;	/* whose turn has come */
	bool is_pumping;
	bool failed;		/* observed said no */
	struct err *err;
};

/* A target under way. */
struct visit {
	struct scan *scan;
	const struct target *target;
	int64_t began_ms, dns_ms;
	bool truncated;
	size_t n_left;		/* addresses without their observation */
};

/* One address of a target, which may have to wait. */
struct turn {
	struct pace_waiter waiter;	/* first, so that it leads back */
	struct visit *visit;
	struct sockaddr_storage address;
	struct turn *next;
};

static void scan_pump(struct scan *scan);

static void
visit_observed(struct visit *visit, struct observation *o)
{
	struct scan *scan = visit->scan;
	const struct target *target = visit->target;

	if (scan->failed)
		return;
	o->estate = mem_strdup(target->estate);
	o->endpoint = mem_strdup(target->endpoint);
	o->host = mem_strdup(target->host);
	o->port = target->port;
	o->protocol = mem_strdup(target_protocol_name(target));
	o->server_name = mem_strdup(target->server_name);
	o->at_s = scan->settings->now_s;
	o->durations.dns_ms = visit->dns_ms;
	if (visit->truncated) {
		char *detail = o->detail;

		o->detail = mem_printf("%s%sdns_truncated",
		    detail ? detail : "", detail ? "; " : "");
		free(detail);
	}
	if (scan->settings->observed(scan->settings->context, o,
		scan->err) == -1)
		scan->failed = true;
}

static void
visit_end(struct visit *visit)
{
	struct scan *scan = visit->scan;

	free(visit);
	scan->done++;
	if (scan->settings->progress != NULL)
		scan->settings->progress(scan->settings->context, scan->done,
		    scan->n);
}

static void
scan_ready(struct scan *scan, struct turn *turn)
{
	turn->next = NULL;
	*scan->last = turn;
	scan->last = &turn->next;
}

static void
turn_end(struct turn *turn)
{
	struct visit *visit = turn->visit;
	struct pace_waiter *next = pace_leave(&turn->waiter);

	if (next != NULL)
		scan_ready(visit->scan, (struct turn *)next);
	free(turn);
	if (--visit->n_left == 0)
		visit_end(visit);
}

static void
on_seen(void *context, struct observation *seen)
{
	struct turn *turn = context;
	struct scan *scan = turn->visit->scan;

	/* Which address a proxy takes, it does not say. */
	if (turn->visit->target->proxy == NULL)
		seen->address = probe_address_text(&turn->address);
	visit_observed(turn->visit, seen);
	scan->active--;
	turn_end(turn);
	scan_pump(scan);
}

static void
set_port(struct sockaddr_storage *address, uint16_t port)
{
	if (address->ss_family == AF_INET)
		((struct sockaddr_in *)address)->sin_port = htons(port);
	else
		((struct sockaddr_in6 *)address)->sin6_port = htons(port);
}

static void
visit_unresolved(struct visit *visit, const struct resolved *resolved)
{
	struct observation o = {
		.reason = resolved->reason,
		.detail = mem_strdup(resolved->detail),
		.durations = { -1, -1, -1, -1 },
	};

	if (visit->target->proxy != NULL && o.detail == NULL)
		o.detail = mem_strdup(reason_words(o.reason));
	if (visit->target->proxy != NULL && o.reason != REASON_LOCAL)
		o.reason = REASON_PROXY_UNREACHABLE;
	visit_observed(visit, &o);
	observation_release(&o);
	visit_end(visit);
}

static void
on_resolved(void *context, const struct resolved *resolved)
{
	struct visit *visit = context;
	struct scan *scan = visit->scan;

	scan->active--;
	scan->n_lookups--;
	visit->dns_ms = clock_monotonic_ms() - visit->began_ms;
	if (resolved->n == 0) {
		visit_unresolved(visit, resolved);
		scan_pump(scan);
		return;
	}
	visit->truncated = resolved->truncated;
	visit->n_left = resolved->n;
	for (size_t i = 0; i < resolved->n; i++) {
		struct turn *turn = mem_zalloc(sizeof(*turn));

		turn->visit = visit;
		turn->address = resolved->addresses[i];
		set_port(&turn->address, target_hop_port(visit->target));
		if (pace_enter(&scan->pace, &turn->address, &turn->waiter))
			scan_ready(scan, turn);
	}
	scan_pump(scan);
}

static void
begin_visit(struct scan *scan)
{
	struct visit *visit = mem_zalloc(sizeof(*visit));
	int64_t timeout_ms = scan->settings->timeout_ms;

	visit->scan = scan;
	visit->target = &scan->targets[scan->next++];
	visit->began_ms = clock_monotonic_ms();
	scan->active++;
	scan->n_lookups++;
	resolver_lookup(scan->resolver, target_hop_host(visit->target),
	    timeout_ms < LIMIT_PHASE_MS ? timeout_ms : LIMIT_PHASE_MS,
	    on_resolved, visit);
}

static void
begin_turn(struct scan *scan, struct turn *turn)
{
	const struct visit *visit = turn->visit;
	const struct probe_job job = {
		.loop = &scan->loop,
		.client = scan->client,
		.pool = scan->pool,
		.target = visit->target,
		.address = &turn->address,
		/* Waiting for a turn is not the server's time. */
		.timeout_ms = scan->settings->timeout_ms - visit->dns_ms,
	};

	scan->active++;
	probe_start(&job, on_seen, turn);
}

static struct turn *
scan_take_ready(struct scan *scan)
{
	struct turn *turn = scan->first;

	scan->first = turn->next;
	if (scan->first == NULL)
		scan->last = &scan->first;
	return turn;
}

/*
 * Begins what may begin: known addresses first, then further names. After a
 * failure what waits is dropped, and what is under way runs out.
 */
static void
scan_pump(struct scan *scan)
{
	if (scan->is_pumping)
		return;		/* a lookup that ended at once */
	scan->is_pumping = true;
	for (;;) {
		if (scan->failed && scan->first != NULL)
			turn_end(scan_take_ready(scan));
		else if (scan->failed || scan->active >= scan->most)
			break;
		else if (scan->first != NULL)
			begin_turn(scan, scan_take_ready(scan));
		else if (scan->next < scan->n &&
		    scan->n_lookups < LOOKUPS_AT_ONCE)
			begin_visit(scan);
		else
			break;
	}
	scan->is_pumping = false;
	if (scan->active == 0)
		resolver_close(scan->resolver);
}

/* As many as asked for and as descriptors allow. */
static size_t
most_at_once(int concurrency)
{
	struct rlimit limit;
	size_t most = concurrency > 0 ? (size_t)concurrency : 1;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
	    limit.rlim_cur != RLIM_INFINITY) {
		size_t room = limit.rlim_cur > SPARE_FILES ?
		    (size_t)limit.rlim_cur - SPARE_FILES : 1;

		most = most < room ? most : room;
	}
	return most;
}

static int
scan_loop(struct scan *scan, struct err *err)
{
	scan->resolver = resolver_new(&scan->loop, err);
	if (scan->resolver == NULL)
		return -1;
	scan_pump(scan);
	uv_run(&scan->loop, UV_RUN_DEFAULT);
	return scan->failed ? -1 : 0;
}

int
scan_run(const struct target *targets, size_t n, struct certpool *pool,
    const struct scan_settings *settings, struct err *err)
{
	struct scan scan = {
		.settings = settings,
		.targets = targets,
		.n = n,
		.pool = pool,
		.most = most_at_once(settings->concurrency),
		.err = err,
	};
	int status = uv_loop_init(&scan.loop);
	int result = -1;

	if (status != 0)
		return err_set(err, ERR_FAILED, "cannot set up the event "
		    "loop: %s", uv_strerror(status));
	scan.last = &scan.first;
	scan.client = tls_client_new(err);
	if (scan.client != NULL)
		result = scan_loop(&scan, err);
	resolver_free(scan.resolver);
	tls_client_free(scan.client);
	pace_release(&scan.pace);
	uv_loop_close(&scan.loop);
	return result;
}
