#ifndef RECORD_INQUIRY_H
#define RECORD_INQUIRY_H

#include "pki/inquiry.h"

/*
 * What others said of a chain, as members of its observation: "aia", "ocsp"
 * and "crl", each where it was asked for; internal to lib/record. at_s is the
 * instant at which the freshness of statements is told.
 */
struct json_t;

void inquiry_put(struct json_t *observation, const struct inquiry *inquiry,
    int64_t at_s);
/* The caller releases out, also after a failure. */
int inquiry_read(struct inquiry *out, const struct certpool *pool,
    const struct json_t *observation, struct err *err);

#endif
