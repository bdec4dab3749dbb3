#pragma once
/*
 * A random PKI as text for pki_read, the same for the same seed: up to 12 CAs
 * with crosses, loops, twins and reissues, every flaw that a verifier looks
 * for now and then, and served and stored ones out of order. All boundaries
 * fall on few instants, so that many coincide.
 */
#include "base/buf.h"

void random_pki(struct buf *out, uint64_t seed);
