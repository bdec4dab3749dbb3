#ifndef PROBE_SERVED_H
#define PROBE_SERVED_H

#include "verify/observation.h"

/*
 * What a Certificate message holds: the certificates that can be read, in
 * served order, and the first thing that is wrong with the rest.
 */
struct served {
	struct chain chain;
	enum reason reason;	/* none, or why chain is not the whole */
	char *detail;
};

/*
 * message is the body of a Certificate message (RFC 8446 section 4.4.2, or
 * RFC 5246 section 7.4.2 before TLS 1.3), without the header of four bytes.
 */
void served_read(struct served *out, struct certpool *pool,
    struct span message, bool is_tls13);
void served_release(struct served *served);

#endif
