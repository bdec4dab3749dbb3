#include "probe/probe.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <uv.h>

#include "base/clock.h"

/* A connection that was accepted, and what came of it. */
struct place {
	int listener;
	struct sockaddr_storage address;
	enum reason reason;
	char detail[64];
};

static void
place_open(struct place *place)
{
	struct sockaddr_in *address = (struct sockaddr_in *)&place->address;
	socklen_t n = sizeof(*address);

	*place = (struct place){ .reason = REASON_LOCAL };
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	place->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(place->listener, (struct sockaddr *)address, n),
	    0);
	assert_int_equal(getsockname(place->listener,
	    (struct sockaddr *)address, &n), 0);
	assert_int_equal(listen(place->listener, 1), 0);
}

static void
on_done(void *context, struct observation *seen)
{
	struct place *place = context;

	place->reason = seen->reason;
	snprintf(place->detail, sizeof(place->detail), "%s",
	    seen->detail ? seen->detail : "");
}

/* Says words, before the other side had a chance to speak. */
static int
accept_and_say(const struct place *place, const char *words)
{
	int fd = accept(place->listener, NULL, NULL);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, words, strlen(words)), strlen(words));
	return fd;
}

static void
reset(int fd)
{
	const struct linger at_once = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
}

/* Keeps the loop from looking until the time for it is over. */
static void
be_late(int64_t timeout_ms)
{
	int64_t end_ms = clock_monotonic_ms() + timeout_ms + 5;

	while (clock_monotonic_ms() < end_ms)
		continue;
}

/* A server that says words, then resets, or else leaves it to the clock. */
static void
probe_one(struct place *place, const char *text, const char *words,
    bool resets, int64_t timeout_ms)
{
	struct err err = ERR_NONE;
	struct target target;
	uv_loop_t loop;
	struct probe_job job = {
		.loop = &loop,
		.client = tls_client_new(&err),
		.pool = certpool_new(),
		.target = &target,
		.address = &place->address,
		.timeout_ms = timeout_ms,
	};
	int fd;

	assert_non_null(job.client);
	assert_int_equal(target_parse(&target, text, &err), 0);
	uv_loop_init(&loop);
	place_open(place);
	probe_start(&job, on_done, place);
	fd = accept_and_say(place, words);
	if (resets)
		reset(fd);
	else
		be_late(timeout_ms);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	close(place->listener);
	if (!resets)
		close(fd);
	target_release(&target);
	certpool_free(job.pool);
	tls_client_free(job.client);
}

static const struct probe_case {
	const char *name, *target, *words;
	bool resets;
	int64_t timeout_ms;
	const char *reason, *detail;
} cases[] = {
	{ "reset before our first words", "tls://127.0.0.1", "", true, 60000,
	    "tcp_reset", "" },
	{ "reset before the greeting", "smtp://127.0.0.1", "", true, 60000,
	    "starttls_reset", "" },
	{ "what was said before a reset counts", "tls://127.0.0.1",
	    "220 ftp.example (FTP) too many users\r\n", true, 60000,
	    "not_tls", "FTP" },
	{ "what came in time counts, though seen late", "tls://127.0.0.1",
	    "HTTP/1.1 400 Bad Request\r\n", false, 1, "not_tls", "HTTP" },
	{ "what did not come does not", "tls://127.0.0.1", "", false, 1,
	    "timeout_tls", "" },
};

static void
probes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct probe_case *c = &cases[i];
		struct place place;

		probe_one(&place, c->target, c->words, c->resets,
		    c->timeout_ms);
		if (strcmp(reason_name(place.reason), c->reason) != 0 ||
		    strcmp(place.detail, c->detail) != 0)
			fail_msg("%s: %s (%s)", c->name,
			    reason_name(place.reason), place.detail);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(probes),
	};

	signal(SIGPIPE, SIG_IGN);	/* as scan_run has it */
	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
