#ifndef PROBE_VECTOR_H
#define PROBE_VECTOR_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Takes from the front of from what TLS calls a vector: so many bytes of
 * length, 1 to 3, and what they count (RFC 8446, section 3.4). False where it
 * is not whole; from and out are then as they were.
 */
bool vector_take(struct span *from, size_t width, struct span *out);

#endif
