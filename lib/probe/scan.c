#include "probe/scan.h"

#include <signal.h>
#include <sys/resource.h>

#include <uv.h>

#include "base/limits.h"
#include "base/mem.h"
#include "probe/room.h"
#include "probe/visit.h"

#define SPARE_FILES	50	/* beside one for each connection */
#define LOOKUPS_AT_ONCE	64	/* more at once, and name servers drop some */
#define TICK_MS		100	/* between two questions whether to go on */
#define LATER_MS	10	/* until a source is asked again */
#define BEGUN_A_TURN	64	/* of the loop, before others have theirs */

struct scan {
	const struct scan_settings *settings;
	uv_loop_t loop;
	uv_timer_t timer;
	uv_prepare_t turn;	/* of the loop */
	uint64_t turned_ns, idle_ns;
	struct visits visits;
	struct room room;	/* for lookups and connections */
	bool has_ended;		/* the source, or all of it was stopped */
	bool is_pumping;
	bool is_closing;
	int64_t wait_ms;	/* until something may begin */
};

static void
wait_at_most(struct scan *scan, int64_t ms)
{
	if (ms >= 0 && ms < scan->wait_ms)
		scan->wait_ms = ms;
}

/* The next target, if there is one and there is room for it. */
static bool
scan_pull(struct scan *scan)
{
	const struct scan_settings *settings = scan->settings;
	const struct target *target;

	if (scan->has_ended || scan->visits.n_lookups >= LOOKUPS_AT_ONCE ||
	    scan->visits.n >= scan->room.most + LIMIT_TARGETS_AHEAD)
		return false;
	switch (settings->next(settings->context, &target)) {
	case SCAN_TARGET:
		visits_begin(&scan->visits, target);
		return true;
	case SCAN_LATER:
		wait_at_most(scan, LATER_MS);
		return false;
	case SCAN_END:
		scan->has_ended = true;
		return false;
	}
	return false;
}

/* Known addresses first, then further names. */
static bool
scan_begin_one(struct scan *scan)
{
	const struct visits *visits = &scan->visits;
	int64_t wait_ms = -1;

	if (visits->failed || visits->n_probes + visits->n_lookups >=
	    scan->room.now)
		return false;
	if (visits_connect(&scan->visits, &wait_ms))
		return true;
	wait_at_most(scan, wait_ms);
	return scan_pull(scan);
}

/* Targets that are done at once make no room, and could go on for ever. */
static void
scan_begin(struct scan *scan)
{
	for (int i = 0; i < BEGUN_A_TURN; i++) {
		if (scan->visits.is_over || !scan_begin_one(scan))
			return;
	}
	/* A timer of 0 would go off again before any socket is looked at. */
	wait_at_most(scan, 1);
}

static void on_timer(uv_timer_t *timer);

static void
scan_stop(struct scan *scan)
{
	scan->has_ended = true;
	visits_give_up(&scan->visits);
	resolver_close(scan->visits.resolver);
}

/* Lets the loop end. */
static void
scan_close(struct scan *scan)
{
	scan->is_closing = true;
	if (!scan->visits.is_over)
		resolver_close(scan->visits.resolver);
	uv_close((uv_handle_t *)&scan->timer, NULL);
	uv_close((uv_handle_t *)&scan->turn, NULL);
}

static void
scan_pump(struct scan *scan)
{
	const struct scan_settings *settings = scan->settings;
	enum scan_word word = SCAN_ON;

	if (scan->is_pumping || scan->is_closing)
		return;		/* a lookup that ended at once */
	scan->is_pumping = true;
	scan->wait_ms = TICK_MS;
	if (!scan->visits.is_over && settings->go_on != NULL)
		word = settings->go_on(settings->context);
	if (word == SCAN_ON)
		scan_begin(scan);
	if (!scan->visits.is_over &&
	    (word == SCAN_STOP || scan->visits.failed))
		scan_stop(scan);
	scan->is_pumping = false;
	if (scan->visits.n == 0 && scan->has_ended)
		scan_close(scan);
	else
		uv_timer_start(&scan->timer, on_timer,
		    (uint64_t)scan->wait_ms, 0);
}

static void
on_timer(uv_timer_t *timer)
{
	scan_pump(timer->data);
}

static void
on_turn(uv_prepare_t *turn)
{
	struct scan *scan = turn->data;
	uint64_t now_ns = uv_hrtime();
	uint64_t idle_ns = uv_metrics_idle_time(&scan->loop);
	uint64_t took_ns = now_ns - scan->turned_ns;
	uint64_t waited_ns = idle_ns - scan->idle_ns;

	room_turn(&scan->room, waited_ns < took_ns ?
	    (int64_t)(took_ns - waited_ns) / 1000000 : 0);
	scan->turned_ns = now_ns;
	scan->idle_ns = idle_ns;
}

static void
on_changed(void *context)
{
	scan_pump(context);
}

/* As many as asked for and as descriptors allow. */
static size_t
most_at_once(int concurrency)
{
	struct rlimit limit;
	size_t most = concurrency > 0 ? (size_t)concurrency : 1;
	rlim_t need = most + SPARE_FILES;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return most;
	if (limit.rlim_cur < need && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = need < limit.rlim_max ? need :
		    limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= need)
		return most;
	return limit.rlim_cur > SPARE_FILES ?
	    (size_t)limit.rlim_cur - SPARE_FILES : 1;
}

static int
scan_loop(struct scan *scan, struct err *err)
{
	struct visits *visits = &scan->visits;

	visits->client = tls_client_new(err);
	if (visits->client == NULL)
		return -1;
	visits->resolver = resolver_new(&scan->loop, err);
	if (visits->resolver == NULL)
		return -1;
	uv_timer_init(&scan->loop, &scan->timer);
	scan->timer.data = scan;
	uv_prepare_init(&scan->loop, &scan->turn);
	scan->turn.data = scan;
	scan->turned_ns = uv_hrtime();
	uv_prepare_start(&scan->turn, on_turn);
	scan_pump(scan);
	uv_run(&scan->loop, UV_RUN_DEFAULT);
	return visits->failed ? -1 : 0;
}

int
scan_run(struct certpool *pool, const struct scan_settings *settings,
    struct err *err)
{
	/* A server that hangs up on us must not end the process. */
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	struct scan scan = {
		.settings = settings,
	};
	int status = uv_loop_init(&scan.loop);
	int result;

	if (status == 0)
		status = uv_loop_configure(&scan.loop, UV_METRICS_IDLE_TIME);
	if (status != 0)
		return err_set(err, ERR_FAILED, "cannot set up the event "
		    "loop: %s", uv_strerror(status));
	room_init(&scan.room, most_at_once(settings->concurrency));
	sigaction(SIGPIPE, &ignore, &before);
	visits_init(&scan.visits, settings, &scan.loop, pool, err);
	scan.visits.changed = on_changed;
	scan.visits.context = &scan;
	result = scan_loop(&scan, err);
	visits_release(&scan.visits);
	uv_loop_close(&scan.loop);
	sigaction(SIGPIPE, &before, NULL);
	return result;
}
