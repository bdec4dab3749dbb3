#pragma once
/*
 * A web server on a free port of loopback, for as long as a test runs: a
 * thread for each connection, which the test's own function answers.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web;

struct web_request {
	int fd;
	const char *path;	/* "/ok" */
	const char *head;	/* the whole of it, with its request line */
	const uint8_t *body;
	size_t body_n;
	uint16_t port;		/* of the server */
	void *context;
};

/* What answers; the connection is closed when it returns. */
struct web *web_start(void (*answer)(const struct web_request *request),
    void *context);
/* Waits until no connection is left. */
void web_stop(struct web *web);

uint16_t web_port(const struct web *web);
/* "http://127.0.0.1:PORT" and path; the caller frees it. */
char *web_url(const struct web *web, const char *path);
/* Connections so far. */
int web_count(struct web *web);

/* All return false once the client is gone. */
bool web_send(int fd, const void *bytes, size_t n);
bool web_text(int fd, const char *text);
bool web_printf(int fd, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Status 200 and this body with its length. */
void web_body(int fd, const void *bytes, size_t n);
/* Waits as long as the client stays. */
bool web_wait(int fd, int ms);
