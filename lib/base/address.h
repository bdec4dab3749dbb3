#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/protocol.h"

#define ADDRESS_HOST_BYTES	253	/* of a name, RFC 1035 */
#define ADDRESS_ZONE_BYTES	15	/* of an interface's name */

/* Where a service is, as people write it. No name is looked up. */
struct address {
	const struct protocol *protocol;	/* tls where none is named */
	char host[ADDRESS_HOST_BYTES + 1];	/* without brackets; after an
				   IPv6 address perhaps %interface */
	uint16_t port;
	const char *service;	/* whose SRV records say where it is, since
				   no port was given; or NULL */
	bool is_numeric;	/* host is an IPv4 or IPv6 address */
};

/*
 * host:port, [v6]:port, or scheme://host[:port][/], where the scheme is the
 * name of a protocol; port is 1 to 65535. A name is letters, digits, dots,
 * hyphens and underscores. ERR_POLICY with what is wrong and what to write
 * instead.
 */
int address_parse(struct address *out, const char *text, struct err *err);
/*
 * The same behind any scheme: host:port or [v6]:port, the port 0 where it is
 * absent. Messages quote whole. out->protocol is left alone.
 */
int address_parse_place(struct address *out, const char *text,
    const char *whole, struct err *err);

/* Could text be a host's name? Not where it is numeric or has a port. */
bool address_is_name(const char *text);

#endif
