#ifndef FETCH_HTTP_H
#define FETCH_HTTP_H

#include <stdbool.h>

#include "base/err.h"
#include "base/span.h"

/* How a fetch ended; each a word that is stable. */
enum fetch_result {
	FETCH_OK,		/* status 200, and its whole body */
	FETCH_TOO_BIG,		/* body or headers */
	FETCH_REDIRECT,		/* too many, or to where we do not go */
	FETCH_BLOCKED,		/* the address is not public */
	FETCH_TIMEOUT,
	FETCH_GIVEN_UP,		/* by go_on, or where libcurl cannot go on */
	FETCH_HTTP_STATUS,	/* another status */
	FETCH_FAILED,		/* no name, no connection, no HTTP */
};

/* "fetch_too_big"; "" for FETCH_OK. */
const char *fetch_result_name(enum fetch_result result);

struct fetch_request {
	const char *url;	/* http or https; copied, as all of it */
	struct span post;	/* empty: a GET */
	const char *content_type;	/* of post */
	size_t max_bytes;	/* of the body */
	int timeout_ms;		/* names, connections, redirects and all */
};

/* All of it is borrowed for the time of the call. */
struct fetch_answer {
	enum fetch_result result;
	long status;		/* of HTTP; 0: there was none */
	const char *detail;	/* more words, or NULL where it went well */
	struct span body;	/* of FETCH_OK, else empty */
};

struct fetch_settings {
	int at_once;		/* connections, at most two to a host */
	bool allow_private;	/* addresses that are not public, too */
	/* Asked ten times a second and more; false gives up what is left.
	 * NULL: on. */
	bool (*go_on)(void *context);
	void *context;
};

/*
 * Fetches over HTTP and HTTPS, many at once, in the caller's thread. Hostile
 * servers are what it is for: bytes of bodies and headers are counted as they
 * come, nothing is unpacked unasked, each address is judged as it is connected
 * to, at most LIMIT_FETCH_REDIRECTS are followed and only to http and https.
 * No proxy, cookie, password or other setting is taken from the environment.
 */
struct fetcher;

struct fetcher *fetcher_new(const struct fetch_settings *settings,
    struct err *err);
void fetcher_free(struct fetcher *fetcher);

/* Calls done once, from within fetcher_run; it may start more. What was not
 * run is dropped with the fetcher. */
void fetcher_start(struct fetcher *fetcher,
    const struct fetch_request *request,
    void (*done)(void *context, const struct fetch_answer *answer),
    void *context);

/* Until nothing is left. Fails only where libcurl itself cannot go on. */
int fetcher_run(struct fetcher *fetcher, struct err *err);

#endif
