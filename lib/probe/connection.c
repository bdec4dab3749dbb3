#include "probe/connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

int
connection_open(const struct sockaddr_storage *address)
{
	socklen_t n = address->ss_family == AF_INET ?
	    sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
	int fd = socket(address->ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int sys;

	if (fd == -1 || connect(fd, (const struct sockaddr *)address, n) == 0 ||
	    errno == EINPROGRESS)
		return fd;
	sys = errno;
	close(fd);
	errno = sys;
	return -1;
}

int
connection_error(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_PEEK) == -1 && errno != EAGAIN ?
	    errno : 0;
}

bool
connection_is_ready(int fd, bool is_connecting)
{
	struct pollfd waiting = { .fd = fd,
		.events = is_connecting ? POLLOUT : POLLIN };

	return poll(&waiting, 1, 0) == 1;
}

enum reason
connection_reason(int sys)
{
	switch (sys) {
	case ECONNREFUSED:
		return REASON_TCP_REFUSED;
	case ECONNRESET:
	case ECONNABORTED:
	case EPIPE:
		return REASON_TCP_RESET;
	case ETIMEDOUT:
		return REASON_TIMEOUT_TCP;
	case EHOSTUNREACH:
	case EHOSTDOWN:
	case ENETUNREACH:
	case ENETDOWN:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
	case EACCES:
	case EPERM:
	case EINVAL:
	case ENOPROTOOPT:
	case EPROTO:
		return REASON_TCP_UNREACHABLE;
	}
	return REASON_LOCAL;
}
