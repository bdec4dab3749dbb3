#ifndef FETCH_REACH_H
#define FETCH_REACH_H

#include <stdbool.h>

struct sockaddr;

/*
 * Is this an address of the public internet, to which a URL out of a
 * stranger's certificate may lead us? Loopback, private, link-local, shared,
 * multicast, documentation and other special ranges are not (IANA's registries
 * of special-purpose addresses), nor are IPv4 addresses mapped into IPv6.
 * Behind NAT64's 64:ff9b::/96 the IPv4 address decides. Other families: no.
 */
bool reach_is_public(const struct sockaddr *address);

#endif
