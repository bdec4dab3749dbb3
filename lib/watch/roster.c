#include "watch/roster.h"

#include <stdlib.h>

#include "base/mem.h"

/* From the last to the first, so that each meets the one after it. */
void
roster_init(struct roster *roster, const struct observations *observations)
{
	*roster = (struct roster){ .items = observations->items,
		.next = mem_zalloc(observations->n * sizeof(size_t)) };
	for (size_t i = observations->n; i-- > 0;) {
		struct observation *item = &observations->items[i];
		struct span name = map_key(item->endpoint);
		const struct observation *after = map_get(&roster->first,
		    name);

		roster->next[i] = after ? (size_t)(after - roster->items) :
		    SIZE_MAX;
		map_put(&roster->first, name, item);
	}
}

void
roster_release(struct roster *roster)
{
	map_release(&roster->first);
	free(roster->next);
	*roster = (struct roster){ 0 };
}

/* *at is one past the observation given last. */
const struct observation *
roster_next(const struct roster *roster, const char *endpoint, size_t *at)
{
	const struct observation *next = NULL;

	if (*at == 0)
		next = map_get(&roster->first, map_key(endpoint));
	else if (*at != SIZE_MAX && roster->next[*at - 1] != SIZE_MAX)
		next = &roster->items[roster->next[*at - 1]];
	*at = next ? (size_t)(next - roster->items) + 1 : SIZE_MAX;
	return next;
}
