#include "probe/scan.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"

#define N_TARGETS 20

struct seen {
	const struct target *targets;
	size_t n_targets, n_given, n_later;
	size_t n, n_refused, stop_at;
	size_t n_back, n_given_up;
	size_t hush_at;		/* targets, after which it is told to stop */
};

/* Every second time it has none just now. */
static enum scan_next
on_next(void *context, const struct target **out)
{
	struct seen *seen = context;

	if (seen->n_given == seen->n_targets)
		return SCAN_END;
	if (seen->n_later == seen->n_given) {
		seen->n_later++;
		return SCAN_LATER;
	}
	*out = &seen->targets[seen->n_given++];
	return SCAN_TARGET;
}

static int
on_observed(void *context, const struct target *target,
    const struct observation *observation, struct err *err)
{
	struct seen *seen = context;

	assert_true(target >= seen->targets &&
	    target < seen->targets + seen->n_targets);
	assert_int_equal(observation->attempts, 1);
	seen->n++;
	seen->n_refused += observation->reason == REASON_TCP_REFUSED &&
	    observation->at_s == 1690848000 &&
	    strcmp(observation->address, "127.0.0.1") == 0;
	if (seen->n == seen->stop_at)
		return err_set(err, ERR_FAILED, "enough");
	return 0;
}

static void
on_back(void *context, const struct target *target, enum scan_end end)
{
	struct seen *seen = context;

	(void)target;
	assert_true(end != SCAN_CHAIN);
	seen->n_back++;
	seen->n_given_up += end == SCAN_GIVEN_UP;
}

static enum scan_word
on_go_on(void *context)
{
	struct seen *seen = context;

	return seen->hush_at > 0 && seen->n_given >= seen->hush_at ?
	    SCAN_STOP : SCAN_ON;
}

/* A port that refuses for as long as fd is open: bound, but not listening. */
static uint16_t
refusing_port(int *fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(address);

	*fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(*fd, (struct sockaddr *)&address, n), 0);
	assert_int_equal(getsockname(*fd, (struct sockaddr *)&address, &n),
	    0);
	return ntohs(address.sin_port);
}

/* Targets at a port of which fd is the socket. */
static int
scan(struct seen *seen, uint16_t port, size_t n, int concurrency,
    struct err *err)
{
	struct target targets[N_TARGETS];
	struct scan_settings settings = {
		.now_s = 1690848000, .timeout_ms = 5000,
		.concurrency = concurrency, .attempts = 3,
		.next = on_next, .give_back = on_back, .go_on = on_go_on,
		.observed = on_observed, .context = seen,
	};
	int result;

	seen->targets = targets;
	seen->n_targets = n;
	for (size_t i = 0; i < n; i++) {
		char *text = mem_printf("127.0.0.1:%u", (unsigned)port);

		assert_int_equal(target_parse(&targets[i], text, err), 0);
		free(text);
	}
	result = scan_run(NULL, &settings, err);
	for (size_t i = 0; i < n; i++)
		target_release(&targets[i]);
	assert_int_equal(seen->n_back, seen->n_given);
	return result;
}

static int
scan_refusing(struct seen *seen, size_t n, int concurrency, struct err *err)
{
	int fd;
	uint16_t port = refusing_port(&fd);
	int result = scan(seen, port, n, concurrency, err);

	close(fd);
	return result;
}

static void
every_target_is_observed(void **state)
{
	static const int concurrencies[] = { 1, 3, 100 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct seen seen = { 0 };
		struct err err = ERR_NONE;

		if (scan_refusing(&seen, N_TARGETS, concurrencies[i],
			&err) == -1)
			fail_msg("%s", err.msg);
		assert_int_equal(seen.n, N_TARGETS);
		assert_int_equal(seen.n_refused, N_TARGETS);
		assert_int_equal(seen.n_back, N_TARGETS);
		assert_int_equal(seen.n_given_up, 0);
	}
}

static void
refusal_to_listen_stops_all(void **state)
{
	static const int concurrencies[] = { 1, 100 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct seen seen = { .stop_at = 5 };
		struct err err = ERR_NONE;

		assert_int_equal(scan_refusing(&seen, N_TARGETS,
		    concurrencies[i], &err), -1);
		assert_string_equal(err.msg, "enough");
		assert_int_equal(seen.n, 5);
	}
}

/* A socket that listens but accepts nothing: what is under way is mute. */
static void
a_stop_gives_up_what_is_under_way(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct seen seen = { .hush_at = 10 };
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&address, n), 0);
	assert_int_equal(listen(fd, N_TARGETS), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &n), 0);
	assert_int_equal(scan(&seen, ntohs(address.sin_port), N_TARGETS, 100,
	    &err), 0);
	assert_int_equal(seen.n, 0);
	assert_in_range(seen.n_given, 10, N_TARGETS);
	assert_int_equal(seen.n_given_up, seen.n_given);
	close(fd);
}

static void
no_targets_end_at_once(void **state)
{
	struct seen seen = { 0 };
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(scan(&seen, 1, 0, 1, &err), 0);
	assert_int_equal(seen.n, 0);
}

/* The first target once, and then the second, which is answered at once. */
static enum scan_next
on_next_at_once(void *context, const struct target **out)
{
	struct seen *seen = context;

	if (seen->n_given == seen->n_targets)
		return SCAN_END;
	*out = &seen->targets[seen->n_given++ > 0];
	return SCAN_TARGET;
}

/* Of the first, after how many others? */
static int
on_observed_among(void *context, const struct target *target,
    const struct observation *observation, struct err *err)
{
	struct seen *seen = context;

	(void)err;
	if (target == seen->targets) {
		assert_int_equal(observation->reason, REASON_TCP_REFUSED);
		seen->n_refused = seen->n;
	}
	seen->n++;
	return 0;
}

static void
what_is_done_at_once_lets_others_go_on(void **state)
{
	struct target targets[2];
	struct seen seen = { .n_targets = 10000, .targets = targets };
	struct scan_settings settings = {
		.timeout_ms = 5000, .concurrency = 10, .attempts = 1,
		.next = on_next_at_once, .give_back = on_back,
		.go_on = on_go_on, .observed = on_observed_among,
		.context = &seen,
	};
	struct err err = ERR_NONE;
	char *text;
	int fd;

	(void)state;
	text = mem_printf("127.0.0.1:%u", (unsigned)refusing_port(&fd));
	assert_int_equal(target_parse(&targets[0], text, &err), 0);
	assert_int_equal(target_parse(&targets[1], "a.invalid:1", &err), 0);
	assert_int_equal(scan_run(NULL, &settings, &err), 0);
	assert_int_equal(seen.n, 10000);
	assert_in_range(seen.n_refused, 0, 1000);
	seen.n_given = 0;
	seen.hush_at = 1;
	assert_int_equal(scan_run(NULL, &settings, &err), 0);
	assert_in_range(seen.n_given, 1, 1000);
	for (size_t i = 0; i < 2; i++)
		target_release(&targets[i]);
	free(text);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_target_is_observed),
		cmocka_unit_test(refusal_to_listen_stops_all),
		cmocka_unit_test(a_stop_gives_up_what_is_under_way),
		cmocka_unit_test(no_targets_end_at_once),
		cmocka_unit_test(what_is_done_at_once_lets_others_go_on),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
