#include "base/map.h"

#include <stdlib.h>

#include "base/mem.h"

static uint64_t
hash_bytes(struct span key)
{
	uint64_t hash = 0xcbf29ce484222325;	/* FNV-1a */

	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ key.p[i]) * 0x100000001b3;
	return hash;
}

/* The slot that holds key, or the empty one where it would go. */
static struct map_slot *
find_slot(const struct map *map, struct span key, uint64_t hash)
{
	for (size_t i = hash & (map->cap - 1);; i = (i + 1) & (map->cap - 1)) {
		struct map_slot *slot = &map->slots[i];

		if (slot->value == NULL ||
		    (slot->hash == hash && span_equal(slot->key, key)))
			return slot;
	}
}

void *
map_get(const struct map *map, struct span key)
{
	if (map->cap == 0)
		return NULL;
	return find_slot(map, key, hash_bytes(key))->value;
}

static void
grow(struct map *map)
{
	struct map bigger = { .cap = map->cap ? map->cap * 2 : 16 };

	bigger.slots = mem_zalloc(bigger.cap * sizeof(*bigger.slots));
	bigger.n = map->n;
	for (size_t i = 0; i < map->cap; i++) {
		struct map_slot *old = &map->slots[i];

		if (old->value != NULL)
			*find_slot(&bigger, old->key, old->hash) = *old;
	}
	free(map->slots);
	*map = bigger;
}

void
map_put(struct map *map, struct span key, void *value)
{
	struct map_slot *slot;
	uint64_t hash = hash_bytes(key);

	if (map->n * 2 >= map->cap)
		grow(map);
	slot = find_slot(map, key, hash);
	if (slot->value == NULL)
		map->n++;
	*slot = (struct map_slot){ key, hash, value };
}

/* Whoever had to step past the gap steps back, so that no search ends at it. */
void
map_remove(struct map *map, struct span key)
{
	struct map_slot *gap, *at;
	size_t mask = map->cap - 1;

	if (map->cap == 0)
		return;
	gap = find_slot(map, key, hash_bytes(key));
	if (gap->value == NULL)
		return;
	map->n--;
	for (at = gap;;) {
		size_t home, from, to;

		at = &map->slots[((size_t)(at - map->slots) + 1) & mask];
		if (at->value == NULL)
			break;
		home = at->hash & mask;
		from = (size_t)(at - map->slots);
		to = (size_t)(gap - map->slots);
		if (((from - home) & mask) < ((from - to) & mask))
			continue;	/* its home is past the gap */
		*gap = *at;
		gap = at;
	}
	*gap = (struct map_slot){ .value = NULL };
}

void
map_release(struct map *map)
{
	free(map->slots);
	*map = (struct map){ 0 };
}
