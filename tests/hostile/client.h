#pragma once
/* Connections under way, each played its fault. */
#include <openssl/ssl.h>

#include "hostile/hostile.h"

/* Whatever an event is for. */
struct source {
	void (*ready)(struct source *source);
};

struct client;

struct clients {
	int epoll;
	struct client *first;	/* of those that wait for the next byte */
};

/* Takes over fd. context is the fault's, or NULL where it has no session. */
void client_new(struct clients *clients, const struct fault *fault,
    SSL_CTX *context, int fd);

/* Says the bytes that are due; the milliseconds until the next, or -1. */
int clients_tick(struct clients *clients);
