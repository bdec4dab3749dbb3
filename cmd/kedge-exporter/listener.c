#include "listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG		64
#define HOST_BYTES	64
#define PORT_BYTES	8

/* "[host]:port" or "host:port" in two. */
static int
split(char host[HOST_BYTES], const char **port, const char *text)
{
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;

	if (n >= 2 && text[0] == '[' && text[n - 1] == ']') {
		text++;
		n -= 2;
	} else if (memchr(text, ':', n) != NULL) {
		return -1;
	}
	if (n == 0 || n >= HOST_BYTES)
		return -1;
	memcpy(host, text, n);
	host[n] = '\0';
	*port = colon + 1;
	return **port == '\0' ? -1 : 0;
}

static struct addrinfo *
resolve(const char *text)
{
	const struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	char host[HOST_BYTES];
	const char *port;

	if (split(host, &port, text) == -1 ||
	    getaddrinfo(host, port, &hints, &found) != 0)
		return NULL;
	return found;
}

static int
bind_to(int fd, const struct addrinfo *where)
{
	int on = 1, off = 0;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (where->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	return bind(fd, where->ai_addr, where->ai_addrlen) == -1 ? -1 :
	    listen(fd, BACKLOG);
}

static int
name_socket(struct listener *listener)
{
	struct sockaddr_storage address;
	socklen_t n = sizeof(address);
	char host[HOST_BYTES], port[PORT_BYTES];

	if (getsockname(listener->fd, (struct sockaddr *)&address, &n) == -1 ||
	    getnameinfo((struct sockaddr *)&address, n, host, sizeof(host),
		port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return -1;
	snprintf(listener->address, sizeof(listener->address),
	    strchr(host, ':') ? "[%.46s]:%s" : "%.46s:%s", host, port);
	return 0;
}

int
listener_open(struct listener *out, const char *text, struct err *err)
{
	struct listener listener = { .fd = -1 };
	struct addrinfo *where = resolve(text);
	int result = -1;

	if (where == NULL)
		return err_set(err, ERR_POLICY, "--listen takes a numeric "
		    "address and a port, as 127.0.0.1:9843 or [::]:9843, not "
		    "'%.60s'", text);
	listener.fd = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener.fd == -1 || bind_to(listener.fd, where) == -1 ||
	    name_socket(&listener) == -1) {
		err_set_errno(err, "cannot listen on %s", text);
		goto out;
	}
	*out = listener;
	result = 0;
out:
	if (result == -1 && listener.fd != -1)
		close(listener.fd);
	freeaddrinfo(where);
	return result;
}
