#ifndef PROBE_TARGET_H
#define PROBE_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct hello;

/* One endpoint to be looked at, on all its addresses. Owns its strings. */
struct target {
	char *estate;		/* whose endpoint it is, or NULL */
	char *endpoint;		/* the name to report it under */
	char *host;		/* name or numeric address, no brackets */
	uint16_t port;
	char *server_name;	/* for SNI; NULL: send none */
	bool offers_http;	/* by ALPN */
	const struct hello *hello;	/* its shape; borrowed; NULL: any */
	char *client_certificate;	/* PEM file to show, leaf first, or */
	char *client_key;		/* NULL; both are opened when asked */
};

/*
 * host:port, [v6]:port, or tls://host[:port] and https://host[:port]; the
 * port defaults to 443 with a scheme and must be given without one. endpoint
 * becomes the text itself, server_name the host unless it is numeric.
 */
int target_parse(struct target *out, const char *text, struct err *err);
void target_release(struct target *target);

/* Both as they go out: the shape may say to send no name. */
const char *target_name_to_send(const struct target *target);
const struct hello *target_hello(const struct target *target);

#endif
