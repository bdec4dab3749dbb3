#pragma once
/* What an honest server says first, for those that go wrong later. */
#include <openssl/ssl.h>

#include "base/buf.h"

/* Of TLS 1.2, in the shape that a turn asks for. */
void flight_server_hello(struct buf *out, struct span hello);
void flight_honest_message(struct buf *out, struct span hello);

/* A list of certificates: of these two, or another. */
void flight_honest(struct buf *list);
void flight_put(struct buf *list, struct span der);
/* A ServerHello, and a Certificate message with such a list. */
void flight_certificates(struct buf *out, void (*certificates)(struct buf *));

/* Real handshakes with the honest chain. */
void flight_any_version(SSL_CTX *context);
void flight_tls10(SSL_CTX *context);
void flight_tls12(SSL_CTX *context);
void flight_tls13(SSL_CTX *context);
