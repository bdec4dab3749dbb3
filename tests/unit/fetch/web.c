#include "web.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define REQUEST_BYTES	65536

struct web {
	int fd;
	uint16_t port;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	int n_requests, n_active;
	void (*answer)(const struct web_request *request);
	void *context;
};

struct client {
	struct web *web;
	int fd;
};

bool
web_send(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool
web_text(int fd, const char *text)
{
	return web_send(fd, text, strlen(text));
}

bool
web_printf(int fd, const char *fmt, ...)
{
	va_list ap;
	char *text;
	bool sent;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	sent = web_text(fd, text);
	free(text);
	return sent;
}

void
web_body(int fd, const void *bytes, size_t n)
{
	if (web_printf(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n"
		"Content-Length: %zu\r\n\r\n", n))
		web_send(fd, bytes, n);
}

bool
web_wait(int fd, int ms)
{
	struct pollfd poller = { fd, POLLIN | POLLRDHUP, 0 };

	return poll(&poller, 1, ms) == 0;
}

/* The length of the head, once it is whole, or 0. */
static size_t
head_length(const char *bytes)
{
	const char *end = strstr(bytes, "\r\n\r\n");

	return end ? (size_t)(end - bytes) + 4 : 0;
}

static size_t
body_length(const char *head)
{
	const char *p = strcasestr(head, "\r\nContent-Length:");

	return p ? strtoul(p + 17, NULL, 10) : 0;
}

/* Reads head and body into bytes; false where the client goes before. */
static bool
read_request(int fd, char *bytes, size_t *head_n, size_t *n)
{
	*n = 0;
	while (*n < REQUEST_BYTES - 1) {
		ssize_t got = read(fd, bytes + *n, REQUEST_BYTES - 1 - *n);

		if (got <= 0)
			return false;
		*n += (size_t)got;
		bytes[*n] = '\0';
		if (bytes[0] < 'A' || bytes[0] > 'Z')
			return false;	/* no HTTP */
		*head_n = head_length(bytes);
		if (*head_n > 0 && *n - *head_n >= body_length(bytes))
			return true;
	}
	return false;
}

static void
answer(struct client *client)
{
	char *bytes = mem_zalloc(REQUEST_BYTES), *head, *path = NULL;
	struct web *web = client->web;
	size_t head_n, n;

	if (read_request(client->fd, bytes, &head_n, &n)) {
		head = mem_printf("%.*s", (int)head_n, bytes);
		path = mem_strdup(strchr(head, ' ') + 1);
		path[strcspn(path, " ")] = '\0';
		web->answer(&(struct web_request){ client->fd, path, head,
		    (uint8_t *)bytes + head_n, n - head_n, web->port,
		    web->context });
		free(path);
		free(head);
	}
	free(bytes);
}

static void *
serve_one(void *argument)
{
	struct client *client = argument;
	struct web *web = client->web;

	answer(client);
	pthread_mutex_lock(&web->lock);
	close(client->fd);
	free(client);
	web->n_active--;
	pthread_cond_signal(&web->ended);
	pthread_mutex_unlock(&web->lock);
	return NULL;
}

static void
count_one(struct web *web)
{
	pthread_mutex_lock(&web->lock);
	web->n_requests++;
	web->n_active++;
	pthread_mutex_unlock(&web->lock);
}

static void *
serve(void *argument)
{
	struct web *web = argument;
	int fd;

	while ((fd = accept(web->fd, NULL, NULL)) >= 0) {
		struct client *client = mem_zalloc(sizeof(*client));
		pthread_t thread;

		*client = (struct client){ web, fd };
		count_one(web);
		if (pthread_create(&thread, NULL, serve_one, client) != 0)
			abort();
		pthread_detach(thread);
	}
	return NULL;
}

struct web *
web_start(void (*answer_one)(const struct web_request *request),
    void *context)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	struct web *web = mem_zalloc(sizeof(*web));

	web->answer = answer_one;
	web->context = context;
	pthread_mutex_init(&web->lock, NULL);
	pthread_cond_init(&web->ended, NULL);
	web->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(web->fd, (struct sockaddr *)&address, size) == -1 ||
	    listen(web->fd, 100) == -1 ||
	    getsockname(web->fd, (struct sockaddr *)&address, &size) == -1 ||
	    pthread_create(&web->thread, NULL, serve, web) != 0)
		abort();
	web->port = ntohs(address.sin_port);
	return web;
}

void
web_stop(struct web *web)
{
	shutdown(web->fd, SHUT_RDWR);
	pthread_join(web->thread, NULL);
	close(web->fd);
	pthread_mutex_lock(&web->lock);
	while (web->n_active > 0)
		pthread_cond_wait(&web->ended, &web->lock);
	pthread_mutex_unlock(&web->lock);
	free(web);
}

uint16_t
web_port(const struct web *web)
{
	return web->port;
}

char *
web_url(const struct web *web, const char *path)
{
	return mem_printf("http://127.0.0.1:%u%s", web->port, path);
}

int
web_count(struct web *web)
{
	int n;

	pthread_mutex_lock(&web->lock);
	n = web->n_requests;
	pthread_mutex_unlock(&web->lock);
	return n;
}
