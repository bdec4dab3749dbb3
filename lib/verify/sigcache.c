#include "verify/sigcache.h"

#include <stdlib.h>

#include "base/mem.h"

enum answer { UNKNOWN, GOOD, BAD };

struct slot {
	uint64_t pair;
	enum answer answer;
};

struct sigcache {
	struct slot *slots;	/* a power of two of them, at most half used */
	size_t cap, n;
};

struct sigcache *
sigcache_new(void)
{
	struct sigcache *cache = mem_zalloc(sizeof(*cache));

	cache->cap = 1024;
	cache->slots = mem_zalloc(cache->cap * sizeof(*cache->slots));
	return cache;
}

void
sigcache_free(struct sigcache *cache)
{
	if (cache == NULL)
		return;
	free(cache->slots);
	free(cache);
}

/* Cross-signs share a key, so the key and not the issuer is asked about. */
static uint64_t
pair_of(const struct cert *child, const struct cert *issuer)
{
	return (uint64_t)child->id << 32 | issuer->key_id;
}

static struct slot *
find_slot(const struct sigcache *cache, uint64_t pair)
{
	uint64_t hash = pair * 0x9e3779b97f4a7c15;
	size_t i = (hash >> 32) & (cache->cap - 1);

	while (cache->slots[i].answer != UNKNOWN &&
	    cache->slots[i].pair != pair)
		i = (i + 1) & (cache->cap - 1);
	return &cache->slots[i];
}

static void
grow(struct sigcache *cache)
{
	struct sigcache bigger = { .cap = cache->cap * 2, .n = cache->n };

	bigger.slots = mem_zalloc(bigger.cap * sizeof(*bigger.slots));
	for (size_t i = 0; i < cache->cap; i++) {
		if (cache->slots[i].answer != UNKNOWN)
			*find_slot(&bigger, cache->slots[i].pair) =
			    cache->slots[i];
	}
	free(cache->slots);
	*cache = bigger;
}

bool
sigcache_good(struct sigcache *cache, const struct cert *child,
    const struct cert *issuer)
{
	uint64_t pair = pair_of(child, issuer);
	struct slot *slot = find_slot(cache, pair);

	if (slot->answer != UNKNOWN)
		return slot->answer == GOOD;
	if (++cache->n * 2 > cache->cap) {
		grow(cache);
		slot = find_slot(cache, pair);
	}
	slot->pair = pair;
	slot->answer = cert_signature_verifies(child, issuer) ? GOOD : BAD;
	return slot->answer == GOOD;
}

size_t
sigcache_checked(const struct sigcache *cache)
{
	return cache->n;
}
