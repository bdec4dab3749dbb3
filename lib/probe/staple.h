#ifndef PROBE_STAPLE_H
#define PROBE_STAPLE_H

#include "verify/observation.h"

/*
 * What a stapled OCSP response says of the leaf of chain, in served order.
 * Its signature is checked with the key of the certificate in chain that the
 * leaf names as its issuer; where there is none, nobody can tell.
 */
void staple_read(struct staple *out, struct span response,
    const struct chain *chain);

#endif
