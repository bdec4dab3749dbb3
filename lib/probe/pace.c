#include "probe/pace.h"

#include <stdlib.h>

#include "base/mem.h"

struct pace_place {
	struct sockaddr_storage address;	/* the key in the map */
	size_t n_inside;
	struct pace_waiter *first, **last;
};

static struct pace_place *
place_of(struct pace *pace, const struct sockaddr_storage *address)
{
	struct pace_place *place = map_get(&pace->by_address,
	    (struct span){ (const uint8_t *)address, sizeof(*address) });

	if (place != NULL)
		return place;
	place = mem_zalloc(sizeof(*place));
	place->address = *address;
	place->last = &place->first;
	pace->places = mem_grow(pace->places, &pace->cap, pace->n + 1,
	    sizeof(*pace->places));
	pace->places[pace->n++] = place;
	map_put(&pace->by_address, (struct span){
	    (const uint8_t *)&place->address, sizeof(place->address) }, place);
	return place;
}

bool
pace_enter(struct pace *pace, const struct sockaddr_storage *address,
    struct pace_waiter *waiter)
{
	struct pace_place *place = place_of(pace, address);

	waiter->place = place;
	waiter->next = NULL;
	if (place->n_inside < PACE_AT_ONCE) {
		place->n_inside++;
		return true;
	}
	*place->last = waiter;
	place->last = &waiter->next;
	return false;
}

struct pace_waiter *
pace_leave(struct pace_waiter *waiter)
{
	struct pace_place *place = waiter->place;
	struct pace_waiter *first = place->first;

	if (first == NULL) {
		place->n_inside--;
		return NULL;
	}
	place->first = first->next;
	if (place->first == NULL)
		place->last = &place->first;
	first->next = NULL;
	return first;
}

void
pace_release(struct pace *pace)
{
	for (size_t i = 0; i < pace->n; i++)
		free(pace->places[i]);
	free(pace->places);
	map_release(&pace->by_address);
	*pace = (struct pace){ 0 };
}
