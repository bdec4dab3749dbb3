#ifndef PROBE_TLS_H
#define PROBE_TLS_H

#include "probe/target.h"
#include "verify/observation.h"

/* What all handshakes share. */
struct tls_client;

struct tls_client *tls_client_new(struct err *err);
void tls_client_free(struct tls_client *client);

/*
 * One handshake over a connected, non-blocking socket, for the sake of what
 * the server shows. Neither trust nor dates nor age of the protocol (from TLS
 * 1.0 on) decide anything. The socket stays the caller's.
 */
struct tls;

enum tls_wants {
	TLS_WANTS_READ,
	TLS_WANTS_WRITE,
	TLS_WANTS_NOTHING,	/* it ended, well or not */
};

/*
 * As target has it: server name, shape of the ClientHello, and certificate of
 * our own. NULL where it cannot begin, with reason and detail in seen.
 */
struct tls *tls_new(struct tls_client *client, int fd,
    const struct target *target, struct certpool *pool,
    struct observation *seen);
void tls_free(struct tls *tls);

/* Goes on as far as it can without waiting. */
enum tls_wants tls_step(struct tls *tls);

/*
 * Moves what was seen into out: chain, reason, detail, version, handshake.
 * timed_out: it was given up before it ended.
 */
void tls_outcome(struct tls *tls, struct observation *out, bool timed_out);

/* The server's first bytes, or what there was of them. */
struct span tls_first(const struct tls *tls);

/* Says good-bye, where the handshake is complete. */
void tls_close_notify(struct tls *tls);

/*
 * In TLS 1.3 the handshake is complete before the server has looked at the
 * certificate that it asked for. Is that so here? Its verdict then comes, or
 * does not, in what tls_drain reads away.
 */
bool tls_awaits_verdict(const struct tls *tls);
/* Reads away what still comes, as far as it can without waiting. */
enum tls_wants tls_drain(struct tls *tls);
/* Adds to what tls_outcome gave that the server then refused us. */
void tls_note_refusal(const struct tls *tls, struct observation *out);

#endif
