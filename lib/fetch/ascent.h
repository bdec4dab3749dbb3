#ifndef FETCH_ASCENT_H
#define FETCH_ASCENT_H

#include "pki/chain.h"

/* A way up from a leaf, and what it cost. */
struct ascent {
	struct chain path;
	size_t n_checks;	/* of signatures */
};

#define ASCENT_EMPTY ((struct ascent){ 0 })

/*
 * Continues the path, which has its leaf, by an issuer each time, from served
 * first and then from fetched, whatever their order: one whose name is named
 * and whose key signed. Ends at a certificate that names itself, or where
 * there is no issuer, at LIMIT_SERVED_CERTS, or where LIMIT_SIGNATURE_CHECKS
 * are used up. Dates decide nothing.
 */
void ascent_continue(struct ascent *ascent, const struct chain *served,
    const struct chain *fetched);
bool ascent_is_spent(const struct ascent *ascent);

#endif
