#ifndef IMAGE_ENCRYPTED_H
#define IMAGE_ENCRYPTED_H

#include "base/span.h"

/*
 * "PGP", "CMS" or "RAUC" where bytes are a message of PGP in its binary form
 * (RFC 9580), of CMS (RFC 5652) that is enveloped, or a RAUC bundle of which
 * no more than the signature at its end can be read; else NULL. By structure:
 * these have no number of their own at the beginning.
 */
const char *encrypted_kind(struct span bytes);

#endif
