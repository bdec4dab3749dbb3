#ifndef SERVER_H
#define SERVER_H

#include "listener.h"
#include "snapshot.h"

/* Answers HTTP on a thread of its own, from the newest snapshot alone. */
struct server {
	struct MHD_Daemon *daemon;
};

/* Takes over the listener's descriptor; the shelf holds a snapshot. */
int server_start(struct server *out, const struct listener *listener,
    struct shelf *shelf, struct err *err);
void server_stop(struct server *server);

#endif
