#pragma once
/* A real handshake over bytes in memory, which the caller carries. */
#include "hostile/hostile.h"

struct shake;

/* The context that all handshakes of this kind share; it stays. */
SSL_CTX *shake_context(const struct session *session);

struct shake *shake_new(const struct session *session, SSL_CTX *context);
void shake_free(struct shake *shake);

/* Takes what was heard and appends what is to be said. */
void shake_step(struct shake *shake, struct buf *out, struct span heard);
/* It has said the last of its records. */
bool shake_is_over(const struct shake *shake);
