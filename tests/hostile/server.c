#include "hostile/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "hostile/client.h"
#include "hostile/shake.h"

enum { BACKLOG = 4096, EVENTS = 64 };

struct server {
	int epoll;
	struct clients clients;
};

/* Lives as long as the program. */
struct listener {
	struct source source;	/* first, so that it leads back */
	struct server *server;
	const struct fault *fault;
	SSL_CTX *context;	/* of its session, or NULL */
	int fd;
};

struct server *
server_new(void)
{
	struct server *server = mem_zalloc(sizeof(*server));

	server->epoll = epoll_create1(EPOLL_CLOEXEC);
	server->clients.epoll = server->epoll;
	return server;
}

/* The device bounds who can come; the address lets all of 127/8 be served. */
static int
open_loopback(unsigned *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t n = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);

	if (fd == -1 || setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo",
		sizeof("lo")) == -1 ||
	    bind(fd, (struct sockaddr *)&address, n) == -1 ||
	    getsockname(fd, (struct sockaddr *)&address, &n) == -1) {
		if (fd != -1)
			close(fd);
		return -1;
	}
	*port = ntohs(address.sin_port);
	return fd;
}

/* One connection fills a queue of none, and nobody accepts it. */
static int
fill(int fd, unsigned port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int filler = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (listen(fd, 0) == -1)
		return -1;
	return connect(filler, (struct sockaddr *)&address, sizeof(address));
}

static void
on_coming(struct source *source)
{
	struct listener *listener = (struct listener *)source;
	int fd;

	while ((fd = accept4(listener->fd, NULL, NULL,
		    SOCK_NONBLOCK | SOCK_CLOEXEC)) != -1)
		client_new(&listener->server->clients, listener->fault,
		    listener->context, fd);
}

static int
begin(struct listener *listener, unsigned port)
{
	struct epoll_event event = { .events = EPOLLIN,
		.data.ptr = listener };

	switch (listener->fault->listening) {
	case REFUSES:
		return 0;
	case IS_FULL:
		return fill(listener->fd, port);
	case LISTENS:
		break;
	}
	if (listener->fault->session != NULL)
		listener->context = shake_context(listener->fault->session);
	if (listen(listener->fd, BACKLOG) == -1)
		return -1;
	return epoll_ctl(listener->server->epoll, EPOLL_CTL_ADD,
	    listener->fd, &event);
}

unsigned
server_listen(struct server *server, const struct fault *fault)
{
	struct listener *listener = mem_zalloc(sizeof(*listener));
	unsigned port;

	listener->source.ready = on_coming;
	listener->server = server;
	listener->fault = fault;
	listener->fd = open_loopback(&port);
	return listener->fd == -1 || begin(listener, port) == -1 ? 0 : port;
}

void
server_run(struct server *server)
{
	struct epoll_event events[EVENTS];

	for (;;) {
		int wait_ms = clients_tick(&server->clients);
		int n = epoll_wait(server->epoll, events, EVENTS, wait_ms);

		for (int i = 0; i < n; i++) {
			struct source *source = events[i].data.ptr;

			source->ready(source);
		}
	}
}
