#pragma once
/*
 * A handshake between our client and libssl's server, over a pair of sockets
 * in one process, with certificates from a forge.
 */
#include <openssl/ssl.h>

#include "forge/forge.h"
#include "pki/certpool.h"
#include "probe/tls.h"

struct shaking {
	struct forge *forge;
	struct certpool *pool;
	struct tls_client *client;
	SSL_CTX *context;		/* the server's */
	char sent_name[256];		/* by the client; "" for none */
	struct observation seen;	/* of the last shaking_run */
};

void shaking_open(struct shaking *shaking);
void shaking_close(struct shaking *shaking);
/* Forges what a line says. */
void shaking_forge(struct shaking *shaking, const char *line);
/* A new server that has nothing yet. */
void shaking_server(struct shaking *shaking);
/* It also serves this certificate, with its issuers behind it. */
void shaking_serve(struct shaking *shaking, const char *name,
    const char *const *issuers);
/* Shakes hands, leaves, and fills seen. */
void shaking_run(struct shaking *shaking, const struct target *target);
