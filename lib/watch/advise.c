#include "watch/advise.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

/* Is it served this chain, and is it to be? */
static bool
is_concerned(const struct pass *pass, const struct endpoint *endpoint,
    const struct pass_store *store, const struct observation *observation)
{
	return endpoint_has_client(endpoint, store->release) &&
	    pass->now_s < store->release->supported_until_s &&
	    observation_has_shape(observation,
		pass_shape(pass, endpoint, store->release));
}

/* Does it accept the one chain, and the other not or for less time? */
static bool
is_worse(struct pass *pass, const struct pass_store *store, size_t before,
    size_t after)
{
	const struct forecast *now = docket_forecast(pass->docket, before,
	    store->column), *then = docket_forecast(pass->docket, after,
	    store->column);

	return now->state == FORECAST_OK && (then->state != FORECAST_OK ||
	    then->breaks_at_s < now->breaks_at_s);
}

static void
find_cut_off(struct advice *advice, struct pass *pass,
    const struct endpoint *endpoint, const struct pass_store *of,
    const struct observation *observation, size_t row)
{
	size_t after = docket_add_remedied(pass->docket, row, of->column,
	    advice->remedy);
	struct buf names = BUF_INIT(SIZE_MAX / 2);

	for (size_t i = 0; i < pass->n_stores; i++) {
		const struct pass_store *store = &pass->stores[i];
		const struct release *release = store->release;
		int64_t first_s = release->lead_time_s + release->adoption_s;

		/* Forecasts are at hand; who is concerned must be looked up. */
		if (store == of || !store->readable ||
		    !is_worse(pass, store, row, after) ||
		    !is_concerned(pass, endpoint, store, observation))
			continue;
		buf_printf(&names, "%s%s", names.n > 0 ? ", " : "",
		    release->name);
		if (first_s > advice->first_s)
			advice->first_s = first_s;
	}
	advice->cut_off = names.p;
}

/* Those that cut off nobody first, else in their order. */
static void
rank(struct advice *out, const struct advice *advice, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (advice[i].cut_off == NULL)
			*out++ = advice[i];
	}
	for (size_t i = 0; i < n; i++) {
		if (advice[i].cut_off != NULL)
			*out++ = advice[i];
	}
}

struct advice *
advise(struct pass *pass, const struct endpoint *endpoint,
    const struct pass_store *store, const struct observation *observation,
    size_t row)
{
	const struct remedies *remedies = &docket_forecast(pass->docket, row,
	    store->column)->remedies;
	struct advice *advice = mem_zalloc(remedies->n * sizeof(*advice));
	struct advice *ranked = NULL;
	bool any = false;

	for (size_t i = 0; i < remedies->n; i++) {
		const struct remedy *remedy = &remedies->items[i];

		advice[i].remedy = remedy;
		if (remedy->kind != REMEDY_RENEW_LEAF &&
		    remedy_place(remedy->kind) == PLACE_SERVER)
			find_cut_off(&advice[i], pass, endpoint, store,
			    observation, row);
		any |= advice[i].cut_off != NULL;
	}
	if (any) {
		ranked = mem_zalloc(remedies->n * sizeof(*ranked));
		rank(ranked, advice, remedies->n);
	}
	free(advice);
	return ranked;
}
