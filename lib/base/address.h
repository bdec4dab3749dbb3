#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define ADDRESS_HOST_BYTES	253	/* of a name, RFC 1035 */
#define ADDRESS_PORT_TLS	443	/* of a scheme without a port */

/* Where a service is, as people write it. No name is looked up. */
struct address {
	const char *scheme;	/* "tls" (also if none), "https" */
	char host[ADDRESS_HOST_BYTES + 1];	/* without brackets */
	uint16_t port;
	bool is_numeric;	/* host is an IPv4 or IPv6 address */
};

/*
 * host:port, [v6]:port, or scheme://host[:port] with the schemes tls and
 * https; port is 1 to 65535. A name is letters, digits, dots, hyphens and
 * underscores. ERR_POLICY with what is wrong and what to write instead.
 */
int address_parse(struct address *out, const char *text, struct err *err);

/* Could text be a host's name? Not where it is numeric or has a port. */
bool address_is_name(const char *text);

#endif
