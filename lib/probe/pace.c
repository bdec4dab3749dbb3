#include "probe/pace.h"

#include <netinet/in.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

#define NS_A_SECOND	INT64_C(1000000000)
#define NS_A_MS		INT64_C(1000000)

/*
 * So many a second and a tenth of them at once, as one instant: the one at
 * which all that began would have begun had each waited its time (the generic
 * cell rate algorithm of ATM).
 */
struct bucket {
	int64_t spent_ns;
};

/* What the maps know a place or a network by. */
struct pace_key {
	uint8_t bytes[20];
	size_t n;
};

struct network {
	struct pace_key key;
	struct bucket bucket;
	size_t n_places;
};

struct pace_place {
	struct pace_key key;
	bool is_free;			/* of rates */
	struct network *network;	/* NULL: free, or nobody knows */
	struct bucket bucket;
	size_t n_inside;
	struct pace_waiter *first, **last;
	bool is_due;			/* it stands in due */
	int64_t due_ms;
	uint64_t order;			/* of those due at once */
	bool is_idle;			/* which of the two lists has it */
	struct pace_place *newer, *older;
};

struct place_list {
	struct pace_place *newest, *oldest;
};

struct pace {
	int64_t per_second;
	bool is_unpaced;
	struct bucket bucket;
	struct map places, networks;
	struct pace_place **due;	/* a heap, the next one first */
	size_t n_due, due_cap;
	uint64_t n_ever;
	struct place_list busy;		/* somebody is inside, or waits */
	struct place_list idle;		/* kept until they may be entered at
					   once again */
};

struct pace *
pace_new(int64_t per_second, bool is_unpaced)
{
	struct pace *pace = mem_zalloc(sizeof(*pace));

	pace->per_second = per_second;
	pace->is_unpaced = is_unpaced;
	return pace;
}

/* From when on the next may begin. */
static int64_t
bucket_opens_ms(const struct bucket *bucket, int64_t per_second)
{
	int64_t at_once = per_second > 10 ? per_second / 10 : 1;
	int64_t slack_ns = (at_once - 1) * (NS_A_SECOND / per_second);

	return (bucket->spent_ns - slack_ns + NS_A_MS - 1) / NS_A_MS;
}

static void
bucket_take(struct bucket *bucket, int64_t per_second, int64_t now_ms)
{
	int64_t now_ns = now_ms * NS_A_MS;

	if (bucket->spent_ns < now_ns)
		bucket->spent_ns = now_ns;
	bucket->spent_ns += NS_A_SECOND / per_second;
}

/* The address in network order; how many bytes of it name the network. */
static const uint8_t *
address_bytes(const struct sockaddr_storage *address, size_t *n,
    size_t *n_network, uint16_t *port)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;

	if (address->ss_family == AF_INET) {
		*n = sizeof(in->sin_addr);
		*n_network = 3;		/* a /24 */
		*port = in->sin_port;
		return (const uint8_t *)&in->sin_addr;
	}
	*n = sizeof(in6->sin6_addr);
	*n_network = 6;			/* a /48 */
	*port = in6->sin6_port;
	return (const uint8_t *)&in6->sin6_addr;
}

static bool
is_of_this_machine(const struct sockaddr_storage *address)
{
	if (address->ss_family == AF_INET)
		return *(const uint8_t *)&((const struct sockaddr_in *)
		    address)->sin_addr == 127;
	return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)
	    address)->sin6_addr);
}

/* An address, and its port where that counts; or, shorter, its network. */
static struct pace_key
key_of(const struct sockaddr_storage *address, bool with_port, bool of_network)
{
	struct pace_key key = { .n = 0 };
	size_t n, n_network;
	uint16_t port;
	const uint8_t *bytes = address_bytes(address, &n, &n_network, &port);

	key.bytes[key.n++] = (uint8_t)address->ss_family;
	if (of_network)
		n = n_network;
	memcpy(key.bytes + key.n, bytes, n);
	key.n += n;
	if (with_port) {
		memcpy(key.bytes + key.n, &port, sizeof(port));
		key.n += sizeof(port);
	}
	return key;
}

static struct span
key_span(const struct pace_key *key)
{
	return (struct span){ key->bytes, key->n };
}

static struct network *
network_of(struct pace *pace, const struct sockaddr_storage *address)
{
	struct pace_key key = key_of(address, false, true);
	struct network *network = map_get(&pace->networks, key_span(&key));

	if (network != NULL)
		return network;
	network = mem_zalloc(sizeof(*network));
	network->key = key;
	map_put(&pace->networks, key_span(&network->key), network);
	return network;
}

static void
list_put(struct place_list *list, struct pace_place *place)
{
	place->older = list->newest;
	if (place->older != NULL)
		place->older->newer = place;
	else
		list->oldest = place;
	list->newest = place;
}

static void
list_take(struct place_list *list, struct pace_place *place)
{
	if (place->newer != NULL)
		place->newer->older = place->older;
	else
		list->newest = place->older;
	if (place->older != NULL)
		place->older->newer = place->newer;
	else
		list->oldest = place->newer;
	place->newer = place->older = NULL;
}

static void
place_becomes(struct pace *pace, struct pace_place *place, bool is_idle)
{
	if (place->is_idle == is_idle)
		return;
	list_take(place->is_idle ? &pace->idle : &pace->busy, place);
	place->is_idle = is_idle;
	list_put(is_idle ? &pace->idle : &pace->busy, place);
}

/* address may be NULL, where nobody knows it. */
static struct pace_place *
place_of(struct pace *pace, const struct pace_key *key, bool is_free,
    const struct sockaddr_storage *address)
{
	struct pace_place *place = map_get(&pace->places, key_span(key));

	if (place != NULL)
		return place;
	place = mem_zalloc(sizeof(*place));
	place->key = *key;
	place->is_free = is_free;
	place->last = &place->first;
	if (!is_free && address != NULL) {
		place->network = network_of(pace, address);
		place->network->n_places++;
	}
	map_put(&pace->places, key_span(&place->key), place);
	list_put(&pace->busy, place);
	return place;
}

static void
place_forget(struct pace *pace, struct pace_place *place)
{
	struct network *network = place->network;

	list_take(place->is_idle ? &pace->idle : &pace->busy, place);
	map_remove(&pace->places, key_span(&place->key));
	free(place);
	/* A place outlives all that its network's bucket remembers of it. */
	if (network != NULL && --network->n_places == 0) {
		map_remove(&pace->networks, key_span(&network->key));
		free(network);
	}
}

static bool
is_before(const struct pace_place *a, const struct pace_place *b)
{
	return a->due_ms < b->due_ms ||
	    (a->due_ms == b->due_ms && a->order < b->order);
}

static void
due_swap(struct pace *pace, size_t a, size_t b)
{
	struct pace_place *place = pace->due[a];

	pace->due[a] = pace->due[b];
	pace->due[b] = place;
}

static void
due_sink(struct pace *pace)
{
	for (size_t at = 0;;) {
		size_t least = at;

		for (size_t i = 2 * at + 1; i <= 2 * at + 2; i++) {
			if (i < pace->n_due && is_before(pace->due[i],
				pace->due[least]))
				least = i;
		}
		if (least == at)
			return;
		due_swap(pace, at, least);
		at = least;
	}
}

static void
due_put(struct pace *pace, struct pace_place *place)
{
	size_t at = pace->n_due++;

	pace->due = mem_grow(pace->due, &pace->due_cap, pace->n_due,
	    sizeof(struct pace_place *));
	pace->due[at] = place;
	for (; at > 0 && is_before(place, pace->due[(at - 1) / 2]);
	    at = (at - 1) / 2)
		due_swap(pace, at, (at - 1) / 2);
	place->is_due = true;
}

static void
due_take(struct pace *pace)
{
	pace->due[0]->is_due = false;
	pace->due[0] = pace->due[--pace->n_due];
	due_sink(pace);
}

static int64_t
place_opens_ms(const struct pace_place *place, int64_t now_ms)
{
	int64_t opens_ms = place->is_free ? now_ms :
	    bucket_opens_ms(&place->bucket, LIMIT_ADDRESS_RATE);

	return opens_ms > now_ms ? opens_ms : now_ms;
}

/* Somebody waits there who may come in, now or later. */
static void
place_await(struct pace *pace, struct pace_place *place, int64_t now_ms)
{
	if (place->is_due || place->first == NULL ||
	    place->n_inside >= LIMIT_ADDRESS_CONNECTIONS)
		return;
	place->due_ms = place_opens_ms(place, now_ms);
	place->order = pace->n_ever++;
	due_put(pace, place);
}

static void
idle_sweep(struct pace *pace, int64_t now_ms)
{
	while (pace->idle.oldest != NULL &&
	    place_opens_ms(pace->idle.oldest, now_ms) <= now_ms)
		place_forget(pace, pace->idle.oldest);
}

static void
place_enter(struct pace *pace, struct pace_place *place,
    struct pace_waiter *waiter, int64_t now_ms)
{
	place_becomes(pace, place, false);
	waiter->place = place;
	waiter->next = NULL;
	*place->last = waiter;
	place->last = &waiter->next;
	place_await(pace, place, now_ms);
}

/* One of IPv4 that is written as one of IPv6 leads to the same server. */
static struct sockaddr_storage
unmapped(const struct sockaddr_storage *address)
{
	const struct sockaddr_in6 *in6 = (const void *)address;
	struct sockaddr_storage plain = { .ss_family = AF_INET };
	struct sockaddr_in *in = (void *)&plain;

	if (address->ss_family != AF_INET6 ||
	    !IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr))
		return *address;
	in->sin_port = in6->sin6_port;
	memcpy(&in->sin_addr, in6->sin6_addr.s6_addr + 12,
	    sizeof(in->sin_addr));
	return plain;
}

void
pace_enter(struct pace *pace, const struct sockaddr_storage *address,
    struct pace_waiter *waiter, int64_t now_ms)
{
	struct sockaddr_storage plain = unmapped(address);
	bool is_free = pace->is_unpaced || is_of_this_machine(&plain);
	struct pace_key key = key_of(&plain, is_free, false);

	place_enter(pace, place_of(pace, &key, is_free, &plain), waiter,
	    now_ms);
}

void
pace_enter_hidden(struct pace *pace,
    const uint8_t fingerprint[FINGERPRINT_BYTES], struct pace_waiter *waiter,
    int64_t now_ms)
{
	struct pace_key key = { .bytes = { AF_UNSPEC }, .n = 1 };

	memcpy(key.bytes + key.n, fingerprint, FINGERPRINT_BYTES);
	key.n += FINGERPRINT_BYTES;
	place_enter(pace, place_of(pace, &key, pace->is_unpaced, NULL),
	    waiter, now_ms);
}

static struct pace_waiter *
place_admit(struct pace *pace, struct pace_place *place, int64_t now_ms)
{
	struct pace_waiter *waiter = place->first;

	place->first = waiter->next;
	if (place->first == NULL)
		place->last = &place->first;
	waiter->next = NULL;
	place->n_inside++;
	if (pace->per_second > 0)
		bucket_take(&pace->bucket, pace->per_second, now_ms);
	if (!place->is_free)
		bucket_take(&place->bucket, LIMIT_ADDRESS_RATE, now_ms);
	if (place->network != NULL)
		bucket_take(&place->network->bucket, LIMIT_NETWORK_RATE,
		    now_ms);
	return waiter;
}

/* May the network of the first in line be entered now? Else that one waits
 * for it, and others go first. */
static bool
network_admits(struct pace *pace, struct pace_place *place, int64_t now_ms)
{
	int64_t opens_ms = place->network == NULL ? now_ms :
	    bucket_opens_ms(&place->network->bucket, LIMIT_NETWORK_RATE);

	if (opens_ms <= now_ms)
		return true;
	place->due_ms = opens_ms;
	due_sink(pace);
	return false;
}

struct pace_waiter *
pace_next(struct pace *pace, int64_t now_ms, int64_t *wait_ms)
{
	int64_t opens_ms = pace->per_second == 0 ? now_ms :
	    bucket_opens_ms(&pace->bucket, pace->per_second);

	while (pace->n_due > 0) {
		struct pace_place *place = pace->due[0];
		struct pace_waiter *waiter;

		if (opens_ms > now_ms || place->due_ms > now_ms) {
			*wait_ms = (opens_ms > place->due_ms ? opens_ms :
			    place->due_ms) - now_ms;
			return NULL;
		}
		if (!network_admits(pace, place, now_ms))
			continue;
		due_take(pace);
		waiter = place_admit(pace, place, now_ms);
		place_await(pace, place, now_ms);
		return waiter;
	}
	*wait_ms = -1;
	return NULL;
}

void
pace_leave(struct pace *pace, struct pace_waiter *waiter, int64_t now_ms)
{
	struct pace_place *place = waiter->place;

	place->n_inside--;
	place_await(pace, place, now_ms);
	if (place->n_inside == 0 && place->first == NULL)
		place_becomes(pace, place, true);
	idle_sweep(pace, now_ms);
}

size_t
pace_places(const struct pace *pace)
{
	return pace->places.n;
}

void
pace_free(struct pace *pace)
{
	if (pace == NULL)
		return;
	while (pace->busy.oldest != NULL)
		place_forget(pace, pace->busy.oldest);
	while (pace->idle.oldest != NULL)
		place_forget(pace, pace->idle.oldest);
	free(pace->due);
	map_release(&pace->places);
	map_release(&pace->networks);
	free(pace);
}
