#ifndef PROBE_BANNER_H
#define PROBE_BANNER_H

#include "base/span.h"

#define BANNER_BYTES 64	/* of a server's first words that we look at */

#define BANNER_UNKNOWN "unknown"

/* Could these first bytes of a server begin a TLS record? True where there are
 * none yet. */
bool banner_is_tls(struct span first);

/* The protocol that they look like: "HTTP", "SSH", ..., or BANNER_UNKNOWN. */
const char *banner_protocol(struct span first);

#endif
