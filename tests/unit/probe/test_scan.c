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
	size_t n, n_refused, stop_at;
	size_t progress_done;
};

static int
on_observed(void *context, const struct observation *observation,
    struct err *err)
{
	struct seen *seen = context;

	seen->n++;
	seen->n_refused += observation->reason == REASON_TCP_REFUSED &&
	    observation->at_s == 1690848000 &&
	    strcmp(observation->address, "127.0.0.1") == 0;
	if (seen->n == seen->stop_at)
		return err_set(err, ERR_FAILED, "enough");
	return 0;
}

static void
on_progress(void *context, size_t done, size_t total)
{
	struct seen *seen = context;

	assert_int_equal(done, seen->progress_done + 1);
	assert_int_equal(total, N_TARGETS);
	seen->progress_done = done;
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

static int
scan(struct seen *seen, size_t n, int concurrency, struct err *err)
{
	struct target targets[N_TARGETS];
	struct certpool *pool = certpool_new();
	struct scan_settings settings = {
		.now_s = 1690848000, .timeout_ms = 5000,
		.concurrency = concurrency, .progress = on_progress,
		.observed = on_observed, .context = seen,
	};
	int fd, result;
	uint16_t port = refusing_port(&fd);

	for (size_t i = 0; i < n; i++) {
		char *text = mem_printf("127.0.0.1:%u", (unsigned)port);

		assert_int_equal(target_parse(&targets[i], text, err), 0);
		free(text);
	}
	result = scan_run(targets, n, pool, &settings, err);
	for (size_t i = 0; i < n; i++)
		target_release(&targets[i]);
	close(fd);
	certpool_free(pool);
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

		if (scan(&seen, N_TARGETS, concurrencies[i], &err) == -1)
			fail_msg("%s", err.msg);
		assert_int_equal(seen.n, N_TARGETS);
		assert_int_equal(seen.n_refused, N_TARGETS);
		assert_int_equal(seen.progress_done, N_TARGETS);
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

		assert_int_equal(scan(&seen, N_TARGETS, concurrencies[i],
		    &err), -1);
		assert_string_equal(err.msg, "enough");
		assert_int_equal(seen.n, 5);
	}
}

static void
no_targets_end_at_once(void **state)
{
	struct seen seen = { 0 };
	struct err err = ERR_NONE;

	(void)state;
	assert_int_equal(scan(&seen, 0, 1, &err), 0);
	assert_int_equal(seen.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_target_is_observed),
		cmocka_unit_test(refusal_to_listen_stops_all),
		cmocka_unit_test(no_targets_end_at_once),
	};

	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
