#include "fetch/turns.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

struct turns_host {
	char *name;
	int n_active;
	struct turn *first, *last;	/* who wait */
	struct turns_host *next;
	bool is_listed;
};

/* At the end of the list, where one of its own may go and it is not there. */
static void
list_host(struct turns *turns, struct turns_host *host)
{
	if (host->is_listed || host->first == NULL ||
	    host->n_active >= LIMIT_FETCHES_PER_HOST)
		return;
	host->is_listed = true;
	host->next = NULL;
	if (turns->last != NULL)
		turns->last->next = host;
	else
		turns->first = host;
	turns->last = host;
}

static struct turns_host *
find_host(struct turns *turns, const char *name)
{
	struct turns_host *host = map_get(&turns->hosts, map_key(name));

	if (host != NULL)
		return host;
	host = mem_zalloc(sizeof(*host));
	host->name = mem_strdup(name);
	turns->all = mem_grow(turns->all, &turns->cap, turns->n + 1,
	    sizeof(*turns->all));
	turns->all[turns->n++] = host;
	map_put(&turns->hosts, map_key(host->name), host);
	return host;
}

void
turns_enter(struct turns *turns, struct turn *turn, const char *host)
{
	turn->host = find_host(turns, host);
	turn->next = NULL;
	if (turn->host->first == NULL)
		turn->host->first = turn;
	else
		turn->host->last->next = turn;
	turn->host->last = turn;
	list_host(turns, turn->host);
}

static struct turn *
take_first(struct turns_host *host)
{
	struct turn *turn = host->first;

	host->first = turn->next;
	turn->next = NULL;
	return turn;
}

struct turn *
turns_next(struct turns *turns)
{
	struct turns_host *host = turns->first;
	struct turn *turn;

	if (host == NULL)
		return NULL;
	turns->first = host->next;
	if (turns->first == NULL)
		turns->last = NULL;
	host->is_listed = false;
	turn = take_first(host);
	host->n_active++;
	list_host(turns, host);
	return turn;
}

void
turns_leave(struct turns *turns, struct turn *turn)
{
	turn->host->n_active--;
	list_host(turns, turn->host);
}

struct turn *
turns_drop(struct turns *turns)
{
	turns->first = turns->last = NULL;
	for (size_t i = 0; i < turns->n; i++) {
		turns->all[i]->is_listed = false;
		if (turns->all[i]->first != NULL)
			return take_first(turns->all[i]);
	}
	return NULL;
}

void
turns_release(struct turns *turns)
{
	for (size_t i = 0; i < turns->n; i++) {
		free(turns->all[i]->name);
		free(turns->all[i]);
	}
	free(turns->all);
	map_release(&turns->hosts);
	*turns = (struct turns){ 0 };
}
