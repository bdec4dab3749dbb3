#ifndef RECORD_OBSERVATION_H
#define RECORD_OBSERVATION_H

#include "record/record.h"

struct json_t;

/*
 * Reads the members of an observation's record, whose certificates pool
 * holds; internal to lib/record. What came later than the first version may
 * be absent. The caller releases out.
 */
int observation_read(struct observation *out, const struct certpool *pool,
    const struct json_t *object, struct err *err);

#endif
