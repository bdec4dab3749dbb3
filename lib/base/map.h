#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/span.h"

/*
 * A hash map from bytes to a pointer. Keys are borrowed: they must live as
 * long as the map. Iteration is not offered: keep an array beside the map
 * where order matters. Zero-initialised is empty.
 */
struct map_slot {
	struct span key;
	uint64_t hash;
	void *value;
};

struct map {
	struct map_slot *slots;
	size_t n, cap;
};

void *map_get(const struct map *map, struct span key);	/* NULL: not there */
/* Adds or replaces; value is not NULL. */
void map_put(struct map *map, struct span key, void *value);
/* The key that was put in may go after this. Nothing, where it is not there. */
void map_remove(struct map *map, struct span key);
void map_release(struct map *map);

static inline struct span
map_key(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

#endif
