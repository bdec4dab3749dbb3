#pragma once
/* All faults that were asked for, each on a port of its own, in one thread. */
#include "hostile/hostile.h"

struct server;

struct server *server_new(void);
/*
 * Listens for the fault on every address of 127/8, and on none that another
 * machine could reach. The port, or 0 with errno.
 */
unsigned server_listen(struct server *server, const struct fault *fault);
/* Until it is stopped by a signal. */
void server_run(struct server *server);
