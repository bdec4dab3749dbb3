#ifndef PKI_CERTPOOL_H
#define PKI_CERTPOOL_H

#include "pki/cert.h"

/*
 * The owner of every certificate, one of each SHA-256. What it hands out is
 * const and lives as long as the pool.
 */
struct certpool;

struct certpool *certpool_new(void);
void certpool_free(struct certpool *pool);

/* The certificate of these bytes, parsed now or long ago. */
int certpool_add_der(struct certpool *pool, const struct cert **out,
    struct span der, struct err *err);

/* The bare anchor of this name and key, each in DER. */
int certpool_add_anchor(struct certpool *pool, const struct cert **out,
    struct span subject_der, struct span spki_der, struct err *err);

/* NULL where it is not in the pool. */
const struct cert *certpool_find(const struct certpool *pool,
    const uint8_t sha256[SHA256_BYTES]);

/* Ids of certificates run from 0 below this. */
size_t certpool_count(const struct certpool *pool);

#endif
