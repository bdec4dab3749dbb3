#ifndef BASE_FINGERPRINTS_H
#define BASE_FINGERPRINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FINGERPRINT_BYTES	16

/*
 * A set of the first bytes of SHA-256s: what was met before, where the things
 * themselves cannot be kept, since there may be millions. 21 to 43 bytes each.
 * Two things that differ share a fingerprint once in 2^128 pairs, and making
 * such a pair costs 2^64 hashes. Zero-initialised is empty.
 */
struct fingerprints {
	uint8_t (*slots)[FINGERPRINT_BYTES];	/* all zeros: free */
	size_t n, cap;
	bool has_zeros;		/* the one that no slot can hold */
};

/* False where it was there already. */
bool fingerprints_add(struct fingerprints *set, const uint8_t *fingerprint);
bool fingerprints_have(const struct fingerprints *set,
    const uint8_t *fingerprint);
void fingerprints_release(struct fingerprints *set);

#endif
