#include "hostile.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* 64 KiB of zeros, packed by gzip. */
static const uint8_t packed[HOSTILE_PACKED_BYTES] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x02, 0x03, 0xed, 0xc1, 0x01, 0x01, 0x00, 0x00, 0x00, 0x80, 0x90,
	0xfe, 0xaf, 0xee, 0x08, 0x0a, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x6a, 0xeb, 0x8e, 0x97,
	0xd7, 0x00, 0x00, 0x01, 0x00 };

#define OK_HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n"

static void
send_chunks(int fd, int n)
{
	bool sent = web_text(fd, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n");

	for (int i = 0; sent && (n < 0 || i < n); i++)
		sent = web_text(fd, "a\r\n0123456789\r\n");
	if (sent)
		web_text(fd, "0\r\n\r\n");
}

static void
send_forever(int fd, const char *head, const char *again)
{
	bool sent = web_text(fd, head);

	while (sent)
		sent = web_text(fd, again);
}

static void
redirect(const struct web_request *request, const char *to)
{
	web_printf(request->fd, "HTTP/1.1 302 Found\r\nLocation: %s\r\n"
	    "Connection: close\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
	    to);
}

/* "/redirect/2": twice more, each after a while where so asked */
static void
redirect_times(const struct web_request *request, const char *word, int ms)
{
	long left = strtol(strrchr(request->path, '/') + 1, NULL, 10);
	char *to = mem_printf("/%s/%ld", word, left - 1);

	if (ms > 0 && !web_wait(request->fd, ms))
		left = -1;
	if (left > 0)
		redirect(request, to);
	else if (left == 0)
		web_body(request->fd, request->head, strlen(request->head));
	free(to);
}

static void
drip(int fd)
{
	bool sent = web_text(fd, OK_HEAD "Content-Length: 900\r\n\r\n");

	while (sent && web_wait(fd, 20))
		sent = web_text(fd, "x");
}

static void
send_packed(int fd, const char *header)
{
	if (web_printf(fd, OK_HEAD "%s", header))
		web_send(fd, packed, sizeof(packed));
}

static bool
answer_bodies(const struct web_request *request)
{
	const char *path = request->path;
	long n = strtol(strrchr(path, '/') + 1, NULL, 10);
	int fd = request->fd;
	char *body;

	if (strncmp(path, "/length/", 8) == 0) {
		body = mem_zalloc((size_t)n + 1);
		web_body(fd, body, (size_t)n);
		free(body);
	} else if (strncmp(path, "/close/", 7) == 0) {
		web_printf(fd, OK_HEAD "\r\n%0*d", (int)n, 0);
	} else if (strncmp(path, "/chunks/", 8) == 0) {
		send_chunks(fd, (int)n);
	} else if (strncmp(path, "/claims/", 8) == 0) {
		web_printf(fd, OK_HEAD "Content-Length: %s\r\n\r\n0123456789",
		    path + 8);
	} else if (strncmp(path, "/status/", 8) == 0) {
		web_printf(fd, "HTTP/1.1 %ld Word\r\nConnection: close\r\n"
		    "Content-Length: 0\r\n\r\n", n);
	} else if (strncmp(path, "/redirect/", 10) == 0) {
		redirect_times(request, "redirect", 0);
	} else if (strncmp(path, "/slowly/", 8) == 0) {
		redirect_times(request, "slowly", HOSTILE_PAUSE_MS);
	} else {
		return false;
	}
	return true;
}

void
hostile_answer(const struct web_request *request)
{
	const char *path = request->path;
	int fd = request->fd;

	if (answer_bodies(request))
		return;
	if (strcmp(path, "/request") == 0)
		web_body(fd, request->head, strlen(request->head));
	else if (strcmp(path, "/post") == 0)
		web_body(fd, request->body, request->body_n);
	else if (strcmp(path, "/mute") == 0)
		web_wait(fd, -1);
	else if (strcmp(path, "/drip") == 0)
		drip(fd);
	else if (strcmp(path, "/headers") == 0)
		send_forever(fd, OK_HEAD, "A: 0123456789\r\n");
	else if (strcmp(path, "/long-header") == 0)
		send_forever(fd, OK_HEAD "A: ", "0123456789");
	else if (strcmp(path, "/continue") == 0)
		send_forever(fd, "", "HTTP/1.1 100 Continue\r\n\r\n");
	else if (strcmp(path, "/trailers") == 0)
		send_forever(fd, OK_HEAD "Transfer-Encoding: chunked\r\n"
		    "Trailer: A\r\n\r\n0\r\n", "A: 0123456789\r\n");
	else if (strcmp(path, "/endless-redirect") == 0)
		send_forever(fd, "HTTP/1.1 302 Found\r\nLocation: /request\r\n"
		    "Transfer-Encoding: chunked\r\n\r\n",
		    "a\r\n0123456789\r\n");
	else if (strcmp(path, "/loop") == 0)
		redirect(request, "/loop");
	else if (strncmp(path, "/to?", 4) == 0)
		redirect(request, path + 4);
	else if (strcmp(path, "/packed") == 0)
		send_packed(fd, "Content-Encoding: gzip\r\n\r\n");
	else if (strcmp(path, "/packed-transfer") == 0)
		send_packed(fd, "Transfer-Encoding: gzip\r\n\r\n");
	else if (strcmp(path, "/no-http") == 0)
		web_text(fd, "hello, this is not HTTP at all\n");
	else if (strcmp(path, "/ten") == 0)
		web_body(fd, "0123456789", 10);
}
