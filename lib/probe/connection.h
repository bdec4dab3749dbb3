#ifndef PROBE_CONNECTION_H
#define PROBE_CONNECTION_H

#include <sys/socket.h>

#include "verify/observation.h"

/* A TCP connection, as far as it is not TLS's or a dialogue's. */

/* A non-blocking socket on its way to address; -1 with errno. */
int connection_open(const struct sockaddr_storage *address);
/*
 * Once it is writable: 0, or the errno that it ended with. What was said
 * before a reset stays to be read, and is no error.
 */
int connection_error(int fd);
/* Is there something to see: an end of connecting, or bytes? Never waits. */
bool connection_is_ready(int fd, bool is_connecting);

enum reason connection_reason(int sys);

#endif
