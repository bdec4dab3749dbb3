#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/http.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "hostile.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define MOST	1000	/* bytes of a body, in these tests */
#define LONG_MS	20000	/* a deadline that is not to be met */
#define SHORT_MS	(2 * HOSTILE_PAUSE_MS)

struct got {
	enum fetch_result result;
	long status;
	char *detail;
	struct buf body;
	int n;		/* answers */
};

static void
on_done(void *context, const struct fetch_answer *a)
{
	struct got *got = context;

	got->result = a->result;
	got->status = a->status;
	got->detail = mem_strdup(a->detail);
	got->body = BUF_INIT(LIMIT_FETCH_BYTES);
	buf_append(&got->body, a->body.p, a->body.n);
	buf_append(&got->body, "", 1);
	got->n++;
}

static void
release(struct got *got)
{
	free(got->detail);
	buf_release(&got->body);
}

static void
fetch(struct got *got, const struct fetch_request *request,
    bool allow_private)
{
	struct fetch_settings settings = { .at_once = 4,
		.allow_private = allow_private };
	struct err err = ERR_NONE;
	struct fetcher *fetcher = fetcher_new(&settings, &err);

	assert_non_null(fetcher);
	*got = (struct got){ 0 };
	fetcher_start(fetcher, request, on_done, got);
	if (fetcher_run(fetcher, &err) == -1)
		fail_msg("%s", err.msg);
	assert_int_equal(got->n, 1);
	fetcher_free(fetcher);
}

static const struct http_case {
	const char *name, *path;
	int timeout_ms;
	enum fetch_result result;
	long status;
	size_t body_n;
} cases[] = {
	{ "a body", "/length/10", LONG_MS, FETCH_OK, 200, 10 },
	{ "nothing", "/length/0", LONG_MS, FETCH_OK, 200, 0 },
	{ "as much as we read", "/length/1000", LONG_MS, FETCH_OK, 200, 1000 },
	{ "a byte more", "/length/1001", LONG_MS, FETCH_TOO_BIG, 200, 0 },
	{ "until the end", "/close/1000", LONG_MS, FETCH_OK, 200, 1000 },
	{ "a byte more until the end", "/close/1001", LONG_MS, FETCH_TOO_BIG,
	    200, 0 },
	{ "chunks", "/chunks/100", LONG_MS, FETCH_OK, 200, 1000 },
	{ "more chunks", "/chunks/101", LONG_MS, FETCH_TOO_BIG, 200, 0 },
	{ "endless chunks", "/chunks/-1", LONG_MS, FETCH_TOO_BIG, 200, 0 },
	{ "a length of less", "/claims/5", LONG_MS, FETCH_OK, 200, 5 },
	{ "a length of more", "/claims/11", LONG_MS, FETCH_FAILED, 200, 0 },
	{ "a length of too much", "/claims/99999999999", LONG_MS,
	    FETCH_TOO_BIG, 200, 0 },
	{ "a length past all numbers", "/claims/999999999999999999999999",
	    LONG_MS, FETCH_TOO_BIG, 200, 0 },
	{ "a negative length", "/claims/-1", LONG_MS, FETCH_FAILED, 200, 0 },
	{ "not found", "/status/404", LONG_MS, FETCH_HTTP_STATUS, 404, 0 },
	{ "no content", "/status/204", LONG_MS, FETCH_HTTP_STATUS, 204, 0 },
	{ "a redirect to nowhere", "/status/302", LONG_MS, FETCH_HTTP_STATUS,
	    302, 0 },
	{ "no answer at all", "/nothing", LONG_MS, FETCH_FAILED, 0, 0 },
	{ "no HTTP", "/no-http", LONG_MS, FETCH_FAILED, 0, 0 },
	{ "mute", "/mute", SHORT_MS, FETCH_TIMEOUT, 0, 0 },
	{ "a drip", "/drip", SHORT_MS, FETCH_TIMEOUT, 200, 0 },
	{ "endless headers", "/headers", LONG_MS, FETCH_TOO_BIG, 200, 0 },
	{ "an endless header", "/long-header", LONG_MS, FETCH_TOO_BIG, 200,
	    0 },
	{ "endless trailers", "/trailers", LONG_MS, FETCH_TOO_BIG, 200, 0 },
	{ "endless promises", "/continue", LONG_MS, FETCH_TOO_BIG, 100, 0 },
	{ "a redirect with an endless body", "/endless-redirect", LONG_MS,
	    FETCH_TOO_BIG, 302, 0 },
	{ "ten redirects", "/redirect/10", LONG_MS, FETCH_REDIRECT, 302, 0 },
	{ "a redirect more than we follow", "/redirect/4", LONG_MS,
	    FETCH_REDIRECT, 302, 0 },
	{ "a redirect to itself", "/loop", LONG_MS, FETCH_REDIRECT, 302, 0 },
	{ "a redirect to a file", "/to?file:///etc/passwd", LONG_MS,
	    FETCH_REDIRECT, 302, 0 },
	{ "a redirect to another protocol", "/to?gopher://127.0.0.1/",
	    LONG_MS, FETCH_REDIRECT, 302, 0 },
	{ "a redirect with a password", "/to?http://a:b@127.0.0.1/", LONG_MS,
	    FETCH_REDIRECT, 302, 0 },
	{ "redirects within the one deadline", "/slowly/3", SHORT_MS,
	    FETCH_TIMEOUT, 302, 0 },
	{ "packed bytes stay packed", "/packed", LONG_MS, FETCH_OK, 200,
	    HOSTILE_PACKED_BYTES },
	{ "unpacked bytes count", "/packed-transfer", LONG_MS, FETCH_TOO_BIG,
	    200, 0 },
};

static void
test_cases(void **state)
{
	struct web *web = *state;

	for (size_t i = 0; i < N(cases); i++) {
		const struct http_case *c = &cases[i];
		char *url = web_url(web, c->path);
		struct got got;

		fetch(&got, &(struct fetch_request){ .url = url,
		    .max_bytes = MOST, .timeout_ms = c->timeout_ms }, true);
		if (got.result != c->result || got.status != c->status ||
		    got.body.n - 1 != c->body_n)
			fail_msg("%s: %s, status %ld, %zu bytes: %s", c->name,
			    fetch_result_name(got.result), got.status,
			    got.body.n - 1, got.detail ? got.detail : "");
		if ((got.detail == NULL) != (got.result == FETCH_OK))
			fail_msg("%s: detail %s", c->name, got.detail);
		release(&got);
		free(url);
	}
}

/* What is not fetched at all, and why; %u is the port. */
static const struct refused_case {
	const char *name, *url;
	bool allow_private;
	enum fetch_result result;
} refused[] = {
	{ "loopback", "http://127.0.0.1:%u/ten", false, FETCH_BLOCKED },
	{ "a name for it", "http://localhost:%u/ten", false, FETCH_BLOCKED },
	{ "in other words", "http://2130706433:%u/ten", false, FETCH_BLOCKED },
	{ "in octal", "http://0177.0.0.1:%u/ten", false, FETCH_BLOCKED },
	{ "of IPv6", "http://[::1]:%u/ten", false, FETCH_BLOCKED },
	{ "mapped into IPv6", "http://[::ffff:127.0.0.1]:%u/ten", false,
	    FETCH_BLOCKED },
	{ "metadata of a cloud", "http://169.254.169.254/%u", false,
	    FETCH_BLOCKED },
	{ "over TLS", "https://127.0.0.1:%u/ten", false, FETCH_BLOCKED },
	{ "a file", "file:///etc/passwd?%u", true, FETCH_FAILED },
	{ "a directory", "ldap://127.0.0.1:%u/", true, FETCH_FAILED },
	{ "no URL", "%u not a URL", true, FETCH_FAILED },
	{ "a password in it", "http://a:b@127.0.0.1:%u/ten", true,
	    FETCH_FAILED },
	{ "TLS where there is none", "https://127.0.0.1:%u/ten", true,
	    FETCH_FAILED },
};

static void
test_refused(void **state)
{
	struct web *web = *state;
	int before = web_count(web);

	for (size_t i = 0; i < N(refused); i++) {
		const struct refused_case *c = &refused[i];
		char *text = mem_strdup(c->url), *port = strstr(text, "%u");
		struct got got;
		char *url;

		*port = '\0';
		url = mem_printf("%s%u%s", text, web_port(web), port + 2);
		fetch(&got, &(struct fetch_request){ .url = url,
		    .max_bytes = MOST, .timeout_ms = LONG_MS },
		    c->allow_private);
		if (got.result != c->result || got.detail == NULL)
			fail_msg("%s: %s (%s)", c->name,
			    fetch_result_name(got.result), got.detail);
		release(&got);
		free(url);
		free(text);
	}
	/* The last one of them alone came as far as a connection. */
	assert_int_equal(web_count(web), before + 1);
}

/* The request is ours alone, whatever the environment and servers say. */
static void
test_request(void **state)
{
	static const char *const unwanted[] = { "Accept-Encoding", "Cookie",
		"Authorization", "Referer", "Expect", "Proxy" };
	struct web *web = *state;
	char home[] = "/tmp/kedge-test-XXXXXX", *netrc, *url;
	struct got got;
	FILE *out;

	assert_non_null(mkdtemp(home));
	netrc = mem_printf("%s/.netrc", home);
	out = fopen(netrc, "w");
	assert_non_null(out);
	fprintf(out, "machine 127.0.0.1 login a password b\n");
	fclose(out);
	setenv("HOME", home, 1);
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	url = web_url(web, "/redirect/2");
	fetch(&got, &(struct fetch_request){ .url = url, .max_bytes = MOST,
	    .timeout_ms = LONG_MS }, true);
	assert_int_equal(got.result, FETCH_OK);
	assert_non_null(strstr(got.body.p, "GET /redirect/0 HTTP/1.1\r\n"));
	assert_non_null(strstr(got.body.p, "\r\nUser-Agent: kedge/"
	    KEDGE_VERSION "\r\n"));
	for (size_t i = 0; i < N(unwanted); i++) {
		if (strcasestr(got.body.p, unwanted[i]) != NULL)
			fail_msg("%s in %s", unwanted[i], got.body.p);
	}
	release(&got);
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	unlink(netrc);
	rmdir(home);
	free(netrc);
	free(url);
}

static void
test_post(void **state)
{
	static const uint8_t bytes[] = "a\0b";
	struct web *web = *state;
	char *url = web_url(web, "/post");
	struct got got;

	fetch(&got, &(struct fetch_request){ .url = url, .max_bytes = MOST,
	    .timeout_ms = LONG_MS, .post = { bytes, sizeof(bytes) },
	    .content_type = "application/ocsp-request" }, true);
	assert_int_equal(got.result, FETCH_OK);
	assert_int_equal(got.body.n - 1, sizeof(bytes));
	assert_memory_equal(got.body.p, bytes, sizeof(bytes));
	release(&got);
	free(url);
}

struct many {
	struct fetcher *fetcher;
	struct web *web;
	int n_done, n_good;
	pthread_mutex_t lock;
	int n_inside, most;	/* of the server */
};

/* Leaves before the client can know that it is answered. */
static void
answer_counted(const struct web_request *request)
{
	struct many *many = request->context;

	pthread_mutex_lock(&many->lock);
	many->n_inside++;
	if (many->most < many->n_inside)
		many->most = many->n_inside;
	pthread_mutex_unlock(&many->lock);
	web_wait(request->fd, 2);
	pthread_mutex_lock(&many->lock);
	many->n_inside--;
	pthread_mutex_unlock(&many->lock);
	web_body(request->fd, "0123456789", 10);
}

static void on_one(void *context, const struct fetch_answer *a);

static void
start_one(struct many *many, const char *host)
{
	char *url = mem_printf("http://%s:%u/", host, web_port(many->web));

	fetcher_start(many->fetcher, &(struct fetch_request){ .url = url,
	    .max_bytes = MOST, .timeout_ms = LONG_MS }, on_one, many);
	free(url);
}

static void
on_one(void *context, const struct fetch_answer *a)
{
	struct many *many = context;

	many->n_good += a->result == FETCH_OK && a->body.n == 10;
	/* Each of the first hundred asks for one more. */
	if (many->n_done++ < 100)
		start_one(many, "127.0.0.1");
}

/* A host gets at most two at once; two hosts twice that. */
static void
test_many(void **state)
{
	struct fetch_settings settings = { .at_once = 8,
		.allow_private = true };
	struct err err = ERR_NONE;
	struct many many = { .lock = PTHREAD_MUTEX_INITIALIZER };

	(void)state;
	many.web = web_start(answer_counted, &many);
	many.fetcher = fetcher_new(&settings, &err);
	for (int i = 0; i < 100; i++)
		start_one(&many, i % 2 ? "127.0.0.1" : "localhost");
	assert_int_equal(fetcher_run(many.fetcher, &err), 0);
	assert_int_equal(many.n_done, 200);
	assert_int_equal(many.n_good, 200);
	assert_int_equal(web_count(many.web), 200);
	assert_in_range(many.most, 1, 2 * LIMIT_FETCHES_PER_HOST);
	/* What is left when it is freed is dropped. */
	start_one(&many, "127.0.0.1");
	fetcher_free(many.fetcher);
	assert_int_equal(many.n_done, 200);
	web_stop(many.web);
}

struct patience {
	struct fetcher *fetcher;
	struct web *web;
	int n_left;		/* questions until it ends */
	int n_given_up;
};

static bool
is_patient(void *context)
{
	struct patience *patience = context;

	return patience->n_left-- > 0;
}

static void on_mute(void *context, const struct fetch_answer *a);

static void
start_mute(struct patience *patience)
{
	char *url = web_url(patience->web, "/mute");

	fetcher_start(patience->fetcher, &(struct fetch_request){ .url = url,
	    .max_bytes = MOST, .timeout_ms = LONG_MS }, on_mute, patience);
	free(url);
}

static void
on_mute(void *context, const struct fetch_answer *a)
{
	struct patience *patience = context;

	assert_int_equal(a->result, FETCH_GIVEN_UP);
	assert_string_equal(a->detail, "the run was ended before");
	if (patience->n_given_up++ < 5)
		start_mute(patience);
}

/* Whoever waits is told, those that wait for their turn and those that begin
 * only then as well. */
static void
test_given_up(void **state)
{
	struct patience patience = { .web = *state, .n_left = 2 };
	struct fetch_settings settings = { .at_once = 8,
		.allow_private = true, .go_on = is_patient,
		.context = &patience };
	struct err err = ERR_NONE;

	patience.fetcher = fetcher_new(&settings, &err);
	for (int i = 0; i < 5; i++)
		start_mute(&patience);
	assert_int_equal(fetcher_run(patience.fetcher, &err), 0);
	assert_int_equal(patience.n_given_up, 10);
	fetcher_free(patience.fetcher);
}

static int
set_up(void **state)
{
	*state = web_start(hostile_answer, NULL);
	return 0;
}

static int
tear_down(void **state)
{
	web_stop(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_post),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_given_up),
	};

	return cmocka_run_group_tests_name("http", tests, set_up, tear_down);
}
