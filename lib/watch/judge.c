#include "watch/judge.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"
#include "watch/scope.h"

static bool
is_set(const struct threshold *threshold)
{
	return threshold->denominator != 0 || threshold->before_s != 0;
}

struct threshold
endpoint_renew_at(const struct endpoint *endpoint, int64_t lifetime_s)
{
	return is_set(&endpoint->renew_at) ? endpoint->renew_at :
	    threshold_default_renew(lifetime_s);
}

struct threshold
endpoint_alarm_at(const struct endpoint *endpoint, int64_t lifetime_s)
{
	return is_set(&endpoint->alarm_at) ? endpoint->alarm_at :
	    threshold_default_alarm(lifetime_s);
}

int64_t
threshold_before_break(const struct threshold *threshold,
    const struct forecast *forecast)
{
	int64_t until_s = forecast->breaks_at_s;

	if (until_s == INSTANT_NEVER || until_s == INSTANT_ALWAYS)
		return until_s;
	return threshold_instant(threshold,
	    instant_add(until_s, -forecast->leaf_lifetime_s), until_s);
}

bool
mending_needs_firmware(const struct forecast *forecast)
{
	const struct remedies *remedies = &forecast->remedies;

	return remedies->n == 0 ||
	    remedy_place(remedies->items[0].kind) != PLACE_SERVER;
}

static int64_t
act_by(const struct forecast *forecast, const struct endpoint *endpoint,
    const struct release *release)
{
	struct threshold renew = endpoint_renew_at(endpoint,
	    forecast->leaf_lifetime_s);

	if (forecast->breaks_at_s == INSTANT_NEVER ||
	    forecast->breaks_at_s == INSTANT_ALWAYS)
		return forecast->breaks_at_s;
	if (mending_needs_firmware(forecast))
		return instant_add(forecast->breaks_at_s,
		    -(release->lead_time_s + release->adoption_s));
	return threshold_before_break(&renew, forecast);
}

/* Higher is worse. */
static int
rank(const struct forecast *forecast)
{
	switch (forecast->state) {
	case FORECAST_OK:
		return 0;
	case FORECAST_NOT_YET:
		return 1;
	case FORECAST_INDETERMINATE:
		return 2;
	case FORECAST_FAILING:
	case FORECAST_NEVER:
		return 3;
	}
	return 3;
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int by_rank = rank(y->forecast) - rank(x->forecast);

	if (by_rank != 0)
		return by_rank;
	if (x->forecast->breaks_at_s != y->forecast->breaks_at_s)
		return x->forecast->breaks_at_s < y->forecast->breaks_at_s ?
		    -1 : 1;
	if (strcmp(x->endpoint, y->endpoint) != 0)
		return strcmp(x->endpoint, y->endpoint);
	return strcmp(x->release, y->release);
}

/* What the addresses of one endpoint serve to each shape, without repeats. */
struct serving {
	const struct observation *observation;
	size_t row;		/* of the docket */
};

struct served {
	struct serving *items;
	size_t n, cap;
};

static bool
is_same(const struct serving *serving, const struct observation *observation,
    size_t row)
{
	const char *a = serving->observation->shape, *b = observation->shape;

	return serving->row == row && (a == NULL) == (b == NULL) &&
	    (a == NULL || strcmp(a, b) == 0);
}

static void
list_served(struct served *out, struct pass *pass,
    const struct endpoint *endpoint)
{
	const struct observation *observation;
	size_t at = 0, row, i;

	out->n = 0;
	while ((observation = pass_next_observation(pass, endpoint, &at)) !=
	    NULL) {
		if (observation->chain.n == 0)
			continue;
		row = docket_add_chain(pass->docket, &observation->chain);
		for (i = 0; i < out->n && !is_same(&out->items[i],
			observation, row); i++)
			continue;
		if (i < out->n)
			continue;
		out->items = mem_grow(out->items, &out->cap, out->n + 1,
		    sizeof(*out->items));
		out->items[out->n].observation = observation;
		out->items[out->n++].row = row;
	}
}

static void
judge_pair(struct pass *pass, const struct served *served,
    const struct endpoint *endpoint, const struct pass_store *store)
{
	const char *shape = pass_shape(pass, endpoint, store->release);
	struct pair worst = { 0 };

	for (size_t i = 0; i < served->n; i++) {
		const struct serving *serving = &served->items[i];
		struct pair pair = {
			.endpoint = endpoint->name,
			.address = serving->observation->address,
			.release = store->release->name,
		};

		if (!observation_has_shape(serving->observation, shape))
			continue;
		pair.forecast = docket_forecast(pass->docket, serving->row,
		    store->column);
		if (worst.forecast == NULL ||
		    compare_pairs(&pair, &worst) < 0)
			worst = pair;
	}
	if (worst.forecast == NULL)
		return;
	worst.act_by_s = act_by(worst.forecast, endpoint, store->release);
	pass->pairs = mem_grow(pass->pairs, &pass->pairs_cap,
	    pass->n_pairs + 1, sizeof(*pass->pairs));
	pass->pairs[pass->n_pairs++] = worst;
}

static void
judge_endpoint(struct pass *pass, const struct pass_settings *settings,
    const struct served *served, const struct endpoint *endpoint)
{
	for (size_t i = 0; i < pass->n_stores; i++) {
		const struct pass_store *store = &pass->stores[i];

		if (store->readable &&
		    scope_pair(settings, endpoint, store->release))
			judge_pair(pass, served, endpoint, store);
	}
}

void
judge_pairs(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings)
{
	struct served served = { 0 };

	pass->docket = docket_new(evidence->signatures, &pass->roots,
	    EKU_SERVER, pass->now_s);
	for (size_t i = 0; i < pass->n_stores; i++) {
		struct pass_store *store = &pass->stores[i];

		if (store->readable)
			store->column = docket_add_column(pass->docket,
			    &store->store, store->release->verifier);
	}
	for (size_t i = 0; i < pass->estate->n_endpoints; i++) {
		const struct endpoint *endpoint = &pass->estate->endpoints[i];

		list_served(&served, pass, endpoint);
		judge_endpoint(pass, settings, &served, endpoint);
	}
	free(served.items);
	if (pass->n_pairs > 0)
		qsort(pass->pairs, pass->n_pairs, sizeof(*pass->pairs),
		    compare_pairs);
}
