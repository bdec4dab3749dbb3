#ifndef PROBE_TARGET_H
#define PROBE_TARGET_H

#include <stdint.h>

#include "base/protocol.h"
#include "probe/proxy.h"

/*
 * One endpoint to be looked at, on all its addresses, or through a proxy,
 * which finds an address of its own. Owns its strings and the proxy.
 */
struct target {
	char *estate;		/* whose endpoint it is, or NULL */
	char *endpoint;		/* the name to report it under */
	char *host;		/* name or numeric address, no brackets */
	uint16_t port;
	char *server_name;	/* for SNI; NULL: send none */
	const struct protocol *protocol;	/* NULL: tls */
	struct proxy *proxy;	/* NULL: connect directly */
};

/*
 * As address_parse() takes it: host:port, [v6]:port, or PROTOCOL://host[:port].
 * endpoint becomes the text itself, server_name the host unless it is numeric.
 * There is no proxy.
 */
int target_parse(struct target *out, const char *text, struct err *err);
void target_release(struct target *target);
/* Where to connect: to the target, or to its proxy. */
const char *target_hop_host(const struct target *target);
uint16_t target_hop_port(const struct target *target);
/* A name for records: "tls", "smtp", ... */
const char *target_protocol_name(const struct target *target);

#endif
