#ifndef FETCH_ASCENT_H
#define FETCH_ASCENT_H

#include "pki/chain.h"

/*
 * Continues path, which begins with a leaf, by an issuer each time, from
 * served first and then from fetched, whatever their order: one whose name is
 * named and whose key signed. Ends at a certificate that names itself, or
 * where there is no issuer, or at LIMIT_SERVED_CERTS. Dates decide nothing.
 */
void ascent_continue(struct chain *path, const struct chain *served,
    const struct chain *fetched);

/* The first certificate of chain that issued child, or NULL. */
const struct cert *ascent_issuer(const struct chain *chain,
    const struct cert *child);

#endif
