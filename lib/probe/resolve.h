#ifndef PROBE_RESOLVE_H
#define PROBE_RESOLVE_H

#include <sys/socket.h>

#include "base/limits.h"
#include "verify/observation.h"

struct uv_loop_s;

/* The addresses of a host, in the order given, each once; ports are 0. */
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
/* Calls back what is still open with REASON_LOCAL; ends as the loop runs. */
void resolver_close(struct resolver *resolver);
void resolver_free(struct resolver *resolver);	/* after the loop ended */

/* Calls done once, perhaps before it returns, at most timeout_ms later. */
void resolver_lookup(struct resolver *resolver, const char *host,
    int64_t timeout_ms,
    void (*done)(void *context, const struct resolved *resolved),
    void *context);

#endif
