#include "schedule.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rendering.h"

static sigset_t
signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

void
signals_block(void)
{
	sigset_t set = signals();

	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int64_t
now(const struct schedule *schedule)
{
	const struct options *options = &schedule->command->options;

	return options->now_given ? options->now_s : clock_now_s();
}

/* Where it cannot be rendered the last snapshot stays, and grows old. */
static void
publish(struct schedule *schedule)
{
	struct snapshot *snapshot;
	struct err err = ERR_NONE;

	if (rendering_make(&snapshot, &schedule->fleet, &err) == 0)
		shelf_put(&schedule->shelf, snapshot);
	else
		say("%s", err.msg);
}

static void
load_all(struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->fleet.n; i++)
		fleet_load(&schedule->fleet, i, now(schedule));
	publish(schedule);
}

static void
look_at_all(struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->fleet.n; i++) {
		struct watched *watched = &schedule->fleet.items[i];

		watched_look(watched, now(schedule));
		publish(schedule);
		if (schedule->command->options.verbose &&
		    watched->estate != NULL)
			say("%s: endpoints %zu, findings %zu",
			    watched_name(watched),
			    watched->estate->n_endpoints,
			    watched->look.findings.n);
	}
}

static void *
work(void *context)
{
	struct schedule *schedule = context;

	pthread_mutex_lock(&schedule->mutex);
	while (!schedule->stop) {
		bool reload = schedule->reload;

		if (!reload && !schedule->pass) {
			schedule->busy = false;
			pthread_cond_wait(&schedule->wanted,
			    &schedule->mutex);
			continue;
		}
		schedule->reload = schedule->pass = false;
		schedule->busy = true;
		pthread_mutex_unlock(&schedule->mutex);
		if (reload)
			load_all(schedule);
		look_at_all(schedule);
		pthread_mutex_lock(&schedule->mutex);
	}
	pthread_mutex_unlock(&schedule->mutex);
	return NULL;
}

void
schedule_init(struct schedule *out, const struct command *command)
{
	struct texts policies = command_policies(command);

	*out = (struct schedule){ .command = command, .shelf = SHELF_EMPTY,
		.pass = true };
	pthread_mutex_init(&out->mutex, NULL);
	pthread_cond_init(&out->wanted, NULL);
	fleet_init(&out->fleet, policies.items, policies.n);
	load_all(out);
}

static void
ask(struct schedule *schedule, bool *what)
{
	pthread_mutex_lock(&schedule->mutex);
	*what = true;
	pthread_cond_signal(&schedule->wanted);
	pthread_mutex_unlock(&schedule->mutex);
}

/* The next signal, or 0 once it is due_ms. */
static int
wait_until(int64_t due_ms)
{
	sigset_t set = signals();
	int got;

	do {
		int64_t left_ms = due_ms - clock_monotonic_ms();
		struct timespec left = { 0 };

		if (left_ms > 0)
			left = (struct timespec){ left_ms / 1000,
				left_ms % 1000 * 1000000 };
		got = sigtimedwait(&set, NULL, &left);
	} while (got == -1 && errno == EINTR);
	return got == -1 ? 0 : got;
}

static void
wait_for_the_end(struct schedule *schedule)
{
	int64_t interval_ms = schedule->command->interval_s * 1000;
	int64_t due_ms = clock_monotonic_ms() + interval_ms;

	for (;;) {
		int got = wait_until(due_ms);

		if (got == SIGTERM || got == SIGINT)
			return;
		if (got == SIGHUP) {
			ask(schedule, &schedule->reload);
			continue;
		}
		ask(schedule, &schedule->pass);
		due_ms += interval_ms;
		if (due_ms < clock_monotonic_ms())	/* we were suspended */
			due_ms = clock_monotonic_ms() + interval_ms;
	}
}

int
schedule_run(struct schedule *schedule, bool *idle, struct err *err)
{
	schedule->busy = true;
	errno = pthread_create(&schedule->worker, NULL, work, schedule);
	if (errno != 0)
		return err_set_errno(err, "cannot start a thread");
	wait_for_the_end(schedule);

	pthread_mutex_lock(&schedule->mutex);
	*idle = !schedule->busy;
	schedule->stop = true;
	pthread_cond_signal(&schedule->wanted);
	pthread_mutex_unlock(&schedule->mutex);
	if (*idle)
		pthread_join(schedule->worker, NULL);
	return 0;
}

void
schedule_release(struct schedule *schedule)
{
	fleet_release(&schedule->fleet);
	shelf_release(&schedule->shelf);
	pthread_cond_destroy(&schedule->wanted);
	pthread_mutex_destroy(&schedule->mutex);
}
