#ifndef PROBE_RESOLVE_H
#define PROBE_RESOLVE_H

#include <sys/socket.h>

#include "base/limits.h"
#include "verify/observation.h"

struct uv_loop_s;

/* What is asked. */
struct resolve_question {
	const char *host;	/* name, or numeric address, perhaps %zone */
	uint16_t port;
	/* "_xmpp-client._tcp": the hosts and ports of this service of host,
	 * by its SRV records (RFC 2782), where it has any; or NULL. */
	const char *service;
};

/*
 * The addresses of a host, with their ports, each once and at most
 * LIMIT_ADDRESSES; of thousands, some of each family. Where there are some, a
 * reason is that of a host of the service that has none, which detail names.
 */
struct resolved {
	enum reason reason;	/* none, dns, dns_timeout or local */
	const char *detail;	/* or NULL; valid in the callback */
	struct sockaddr_storage addresses[LIMIT_ADDRESSES];
	size_t n;
	bool truncated;		/* there were more */
};

/*
 * Names to addresses on an event loop: /etc/hosts, then the name servers of
 * the system. Numeric hosts resolve to themselves.
 */
struct resolver;

struct resolver *resolver_new(struct uv_loop_s *loop, struct err *err);
/* Lets the loop end. Whoever still waits is called back with REASON_LOCAL. */
void resolver_close(struct resolver *resolver);
void resolver_free(struct resolver *resolver);	/* after the loop ended */

/* Calls done once, perhaps before it returns, at most timeout_ms later. */
void resolver_lookup(struct resolver *resolver,
    const struct resolve_question *question, int64_t timeout_ms,
    void (*done)(void *context, const struct resolved *resolved),
    void *context);

#endif
