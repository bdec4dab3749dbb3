#ifndef PROBE_SERVICE_H
#define PROBE_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/span.h"

struct service_place {
	char *host;
	uint16_t port;
};

/* Where a name says that a service of it is to be had (RFC 2782). */
struct service {
	struct service_place places[LIMIT_SERVICE_PLACES];
	size_t n;
	bool is_truncated;	/* there were more */
	bool is_denied;		/* expressly none; then n is 0 */
};

/*
 * Reads a name server's answer to a question for SRV records: the place that
 * clients try first comes first. We look at all, so weights, by which clients
 * choose among equals, only order them. Without such a record n is 0. Fails
 * where it is no such answer.
 */
int service_read(struct service *out, struct span answer, struct err *err);
void service_release(struct service *service);

#endif
