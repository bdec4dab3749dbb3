#ifndef PROBE_TARGET_H
#define PROBE_TARGET_H

#include <stdint.h>

#include "base/protocol.h"
#include "base/proxy.h"

struct hello;

/*
 * One endpoint to be looked at, on all its addresses, or through a proxy,
 * which finds an address of its own. Owns its strings and the proxy.
 */
struct target {
	char *estate;		/* whose endpoint it is, or NULL */
	char *endpoint;		/* the name to report it under */
	char *host;		/* name or numeric address, no brackets */
	uint16_t port;
	const char *service;	/* where no port was given, the SRV records
				   that say where it is; static; or NULL */
	char *server_name;	/* for SNI; NULL: send none */
	const struct hello *hello;	/* its shape; borrowed; NULL: any */
	char *client_certificate;	/* PEM file to show, leaf first, or */
	char *client_key;		/* NULL; both are opened when asked */
	char *connect_host;	/* where to go instead, or NULL */
	uint16_t connect_port;	/* instead of port; 0: none */
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
/* Where the service is to be found, whatever it is called. */
const char *target_place_host(const struct target *target);
uint16_t target_place_port(const struct target *target);
/* Where to connect: there, or to its proxy. */
const char *target_hop_host(const struct target *target);
uint16_t target_hop_port(const struct target *target);
/* The service whose SRV records say so, or NULL. */
const char *target_hop_service(const struct target *target);
/* A name for records: "tls", "smtp", ... */
const char *target_protocol_name(const struct target *target);

/* Both as they go out: the shape may say to send no name. */
const char *target_name_to_send(const struct target *target);
const struct hello *target_hello(const struct target *target);

#endif
