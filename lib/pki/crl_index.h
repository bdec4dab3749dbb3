#ifndef PKI_CRL_INDEX_H
#define PKI_CRL_INDEX_H

#include "pki/crl.h"
#include "pki/crl_line.h"

/*
 * Where each serial number stands in a revocation list, which may have some
 * millions: 16 bytes an entry, which take 20 bytes and more in the list.
 * Borrows nothing, but is about the one list alone.
 */
struct crl_index {
	struct crl_slot *slots;
	size_t n;
};

void crl_index_build(struct crl_index *out, const struct crl *crl);
void crl_index_release(struct crl_index *index);

/* The first entry with this serial number, as short as it can be; false where
 * there is none. */
bool crl_index_find(struct crl_line *out, const struct crl_index *index,
    const struct crl *crl, struct span serial);

#endif
