#include "probe/service.h"

#include <limits.h>
#include <stdlib.h>

#include <ares.h>

#include "base/mem.h"

/* Lower priority first, and then higher weight. */
static bool
is_before(const struct ares_srv_reply *a, const struct ares_srv_reply *b)
{
	return a->priority < b->priority ||
	    (a->priority == b->priority && a->weight > b->weight);
}

/* Keeps the best that there is room for; true: one was left out. */
static bool
insert(const struct ares_srv_reply **best, size_t *n,
    const struct ares_srv_reply *reply)
{
	bool is_full = *n == LIMIT_SERVICE_PLACES;
	size_t at = *n;

	if (is_full && !is_before(reply, best[at - 1]))
		return true;
	for (at -= is_full; at > 0 && is_before(reply, best[at - 1]); at--)
		best[at] = best[at - 1];
	best[at] = reply;
	*n += !is_full;
	return is_full;
}

static void
service_fill(struct service *out, const struct ares_srv_reply *replies)
{
	const struct ares_srv_reply *best[LIMIT_SERVICE_PLACES];
	size_t n = 0;

	*out = (struct service){ .n = 0 };
	for (const struct ares_srv_reply *r = replies; r; r = r->next)
		out->is_truncated |= insert(best, &n, r);
	if (n == 1 && *best[0]->host == '\0') {
		out->is_denied = true;	/* "." as the only target */
		return;
	}
	for (size_t i = 0; i < n; i++)
		out->places[out->n++] = (struct service_place){
			mem_strdup(best[i]->host), best[i]->port };
}

int
service_read(struct service *out, struct span answer, struct err *err)
{
	struct ares_srv_reply *replies = NULL;
	int status = answer.n > INT_MAX ? ARES_EBADRESP :
	    ares_parse_srv_reply(answer.p, (int)answer.n, &replies);

	if (status != ARES_SUCCESS && status != ARES_ENODATA)
		return err_set(err, ERR_FAILED, "%s", ares_strerror(status));
	service_fill(out, replies);
	ares_free_data(replies);
	return 0;
}

void
service_release(struct service *service)
{
	for (size_t i = 0; i < service->n; i++)
		free(service->places[i].host);
	*service = (struct service){ .n = 0 };
}
