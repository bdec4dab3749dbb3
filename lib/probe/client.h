#ifndef PROBE_CLIENT_H
#define PROBE_CLIENT_H

#include "probe/tls.h"
#include "verify/hello.h"

/* What handshakes of one shape share; internal to lib/probe. */
struct ssl_ctx_st;

/*
 * libssl's context for a shape, made when it is first asked for; borrowed.
 * NULL where libssl lacks something that the shape has. The app data of each
 * SSL is an int, which takes the number of timestamps that come with TLS; its
 * security data is another, for the bits of a group that was too large.
 */
struct ssl_ctx_st *client_context(struct tls_client *client,
    const struct hello *hello, struct err *err);

#endif
