#ifndef PATCH_ADMIT_H
#define PATCH_ADMIT_H

#include "pki/store.h"
#include "verify/verifier.h"

/*
 * May cert become an anchor of store, whose release has this verifier? NULL
 * if so, else why not, in words: it is no CA, is not valid at now_s, its
 * serial number or algorithms are beyond what the library reads, or an anchor
 * of the same name and another key is there that the library would take in
 * its stead. Whether it mends anything is not asked here.
 */
const char *admit_refusal(const struct cert *cert, const struct store *store,
    const struct verifier *verifier, int64_t now_s);

#endif
