#pragma once
/*
 * Parts that many shapes share. Where a line says no dates, they are
 * 2020-01-01 to 2030-01-01.
 */
#include "unit/verify/shapes.h"

#define ROOT "root ca=yes until=2040-01-01T00:00:00Z\n"
#define ISSUING "issuing issuer=root ca=yes until=2035-01-01T00:00:00Z\n"
#define PLAIN ROOT ISSUING "leaf issuer=issuing\n"
#define SERVED "served: leaf issuing\n"
#define STORE "store: root\n"
#define ORDINARY SERVED STORE

/* The shapes of other files; each list ends with one that has no name. */
extern const struct shape library_shapes[];
extern const struct shape extension_shapes[];
extern const struct shape key_shapes[];
