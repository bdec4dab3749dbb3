#include "base/fingerprints.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LEAST_SLOTS	64	/* a power of two */

static const uint8_t zeros[FINGERPRINT_BYTES];

static bool
is_zeros(const uint8_t *fingerprint)
{
	return memcmp(fingerprint, zeros, FINGERPRINT_BYTES) == 0;
}

/* Where it is, or the free slot where it would go. */
static uint8_t *
find(const struct fingerprints *set, const uint8_t *fingerprint)
{
	size_t at;

	memcpy(&at, fingerprint, sizeof(at));	/* it is a hash as it is */
	for (;; at++) {
		uint8_t *slot = set->slots[at & (set->cap - 1)];

		if (is_zeros(slot) ||
		    memcmp(slot, fingerprint, FINGERPRINT_BYTES) == 0)
			return slot;
	}
}

static void
grow(struct fingerprints *set)
{
	struct fingerprints more = { .n = set->n, .has_zeros = set->has_zeros,
		.cap = set->cap ? set->cap * 2 : LEAST_SLOTS };

	more.slots = mem_zalloc(more.cap * sizeof(*more.slots));
	for (size_t i = 0; i < set->cap; i++) {
		if (!is_zeros(set->slots[i]))
			memcpy(find(&more, set->slots[i]), set->slots[i],
			    FINGERPRINT_BYTES);
	}
	free(set->slots);
	*set = more;
}

bool
fingerprints_have(const struct fingerprints *set, const uint8_t *fingerprint)
{
	if (is_zeros(fingerprint))
		return set->has_zeros;
	return set->cap > 0 && !is_zeros(find(set, fingerprint));
}

bool
fingerprints_add(struct fingerprints *set, const uint8_t *fingerprint)
{
	if (fingerprints_have(set, fingerprint))
		return false;
	if (is_zeros(fingerprint)) {
		set->has_zeros = true;
		return true;
	}
	if ((set->n + 1) * 4 > set->cap * 3)
		grow(set);
	memcpy(find(set, fingerprint), fingerprint, FINGERPRINT_BYTES);
	set->n++;
	return true;
}

void
fingerprints_release(struct fingerprints *set)
{
	free(set->slots);
	*set = (struct fingerprints){ 0 };
}
