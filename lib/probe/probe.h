#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <sys/socket.h>

#include "probe/target.h"
#include "probe/tls.h"

struct probe;
struct uv_loop_s;

/* One address to be looked at. All of it is borrowed until the end. */
struct probe_job {
	struct uv_loop_s *loop;
	struct tls_client *client;
	struct certpool *pool;
	const struct target *target;
	/* With its port: the target's, or its proxy's where it has one. */
	const struct sockaddr_storage *address;
	int64_t timeout_ms;	/* for all phases together */
};

/*
 * Connects, talks to the proxy and to the server until TLS may begin, shakes
 * hands, looks and leaves. Calls done once, later, when the socket is closed:
 * with what it saw, of which done may take parts, and the name of the target
 * and its address unset. A proxy is told in the detail.
 */
struct probe *probe_start(const struct probe_job *job,
    void (*done)(void *context, struct observation *seen), void *context);
/* Ends it early: done is called all the same, later. */
void probe_cancel(struct probe *probe);

/* A socket's address as text, with its %interface and without its port; the
 * caller frees it. */
char *probe_address_text(const struct sockaddr_storage *address);

#endif
