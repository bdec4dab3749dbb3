#include "verify/sigcache.h"

#include <stdlib.h>

#include "base/mem.h"

enum { UNKNOWN, GOOD, BAD };	/* answers about a signature */

struct slot {
	uint64_t pair;
	unsigned answer;	/* 0: the slot is empty */
};

struct table {
	struct slot *slots;	/* a power of two of them, at most half used */
	size_t cap, n;
};

struct sigcache {
	struct table signatures, edges;
};

static struct table
table_of(size_t cap)
{
	return (struct table){ .cap = cap,
		.slots = mem_zalloc(cap * sizeof(struct slot)) };
}

struct sigcache *
sigcache_new(void)
{
	struct sigcache *cache = mem_zalloc(sizeof(*cache));

	cache->signatures = table_of(1024);
	cache->edges = table_of(1024);
	return cache;
}

void
sigcache_free(struct sigcache *cache)
{
	if (cache == NULL)
		return;
	free(cache->signatures.slots);
	free(cache->edges.slots);
	free(cache);
}

static uint64_t
pair_of(uint32_t child, uint32_t issuer)
{
	return (uint64_t)child << 32 | issuer;
}

/* The slot of this pair, or the empty one where it would go. */
static struct slot *
find_slot(const struct table *table, uint64_t pair)
{
	uint64_t hash = pair * 0x9e3779b97f4a7c15;
	size_t i = (hash >> 32) & (table->cap - 1);

	while (table->slots[i].answer != 0 && table->slots[i].pair != pair)
		i = (i + 1) & (table->cap - 1);
	return &table->slots[i];
}

static void
grow(struct table *table)
{
	struct table bigger = table_of(table->cap * 2);

	bigger.n = table->n;
	for (size_t i = 0; i < table->cap; i++) {
		if (table->slots[i].answer != 0)
			*find_slot(&bigger, table->slots[i].pair) =
			    table->slots[i];
	}
	free(table->slots);
	*table = bigger;
}

static unsigned
keep(struct table *table, uint64_t pair, unsigned answer)
{
	if (++table->n * 2 > table->cap)
		grow(table);
	*find_slot(table, pair) = (struct slot){ pair, answer };
	return answer;
}

/* Cross-signs share a key, so the key and not the issuer is asked about. */
bool
sigcache_good(struct sigcache *cache, const struct cert *child,
    const struct cert *issuer)
{
	uint64_t pair = pair_of(child->id, issuer->key_id);
	unsigned answer = find_slot(&cache->signatures, pair)->answer;

	if (answer == UNKNOWN)
		answer = keep(&cache->signatures, pair,
		    cert_signature_verifies(child, issuer) ? GOOD : BAD);
	return answer == GOOD;
}

unsigned
sigcache_edge(struct sigcache *cache, const struct cert *child,
    const struct cert *issuer)
{
	uint64_t pair = pair_of(child->id, issuer->id);
	unsigned edge;

	if (!cert_names_issuer(child, issuer))
		return 0;
	edge = find_slot(&cache->edges, pair)->answer;
	return edge != 0 ? edge : keep(&cache->edges, pair,
	    issue_edge(child, issuer));
}

size_t
sigcache_checked(const struct sigcache *cache)
{
	return cache->signatures.n;
}
