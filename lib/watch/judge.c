#include "watch/judge.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"
#include "watch/advise.h"
#include "watch/scope.h"

static bool
is_set(const struct threshold *threshold)
{
	return threshold->denominator != 0 || threshold->before_s != 0;
}

struct renewal
endpoint_renewal(const struct endpoint *endpoint, int64_t from_s,
    int64_t until_s)
{
	int64_t life_s = until_s - from_s;
	struct threshold renew = is_set(&endpoint->renew_at) ?
	    endpoint->renew_at : threshold_default_renew(life_s);
	struct threshold alarm = is_set(&endpoint->alarm_at) ?
	    endpoint->alarm_at : threshold_default_alarm(life_s);
	struct renewal renewal = {
		.due_s = threshold_instant(&renew, from_s, until_s),
		.alarm_s = threshold_instant(&alarm, from_s, until_s),
	};

	if (renewal.alarm_s < renewal.due_s)
		renewal.alarm_s = instant_add(renewal.due_s,
		    (until_s - renewal.due_s) / 4);
	return renewal;
}

struct renewal
renewal_before_break(const struct endpoint *endpoint,
    const struct forecast *forecast)
{
	int64_t until_s = forecast->breaks_at_s;

	if (until_s == INSTANT_NEVER || until_s == INSTANT_ALWAYS)
		return (struct renewal){ until_s, until_s };
	return endpoint_renewal(endpoint,
	    instant_add(until_s, -forecast->leaf_lifetime_s), until_s);
}

bool
mending_needs_firmware(const struct pair *pair)
{
	struct advice best;

	if (pair->forecast->remedies.n == 0)
		return true;
	best = pair_advice(pair, 0);
	return best.cut_off != NULL ||
	    remedy_place(best.remedy->kind) != PLACE_SERVER;
}

/* From the decision until the devices have what lets them do with the best
 * remedy for it, or without one. */
static int64_t
firmware_lead_s(const struct pair *pair, const struct release *release)
{
	int64_t own_s = release->lead_time_s + release->adoption_s;
	struct advice best;

	if (pair->forecast->remedies.n == 0)
		return own_s;
	best = pair_advice(pair, 0);
	if (best.cut_off == NULL)
		return own_s;
	return remedy_place(best.remedy->kind) == PLACE_SERVER ||
	    best.first_s > own_s ? best.first_s : own_s;
}

static bool
is_instant(int64_t at_s)
{
	return at_s != INSTANT_NEVER && at_s != INSTANT_ALWAYS;
}

/* Must new firmware be begun, for its break or for what comes once servers
 * can do no more, and by when? */
static void
settle_firmware(struct pair *pair, const struct release *release)
{
	const struct forecast *forecast = pair->forecast;
	bool is_lasting = !mending_needs_firmware(pair);
	int64_t lead_s = is_lasting ? release->lead_time_s +
	    release->adoption_s : firmware_lead_s(pair, release);
	int64_t break_s = is_lasting ? forecast->lasting.breaks_at_s :
	    forecast->breaks_at_s;

	if (!is_instant(break_s) || break_s >= release->supported_until_s)
		return;
	pair->needs_firmware = true;
	pair->is_lasting = is_lasting;
	pair->begin_by_s = instant_add(break_s, -lead_s);
}

static void
settle_act_by(struct pair *pair, const struct endpoint *endpoint,
    const struct release *release)
{
	const struct forecast *forecast = pair->forecast;

	pair->act_by_s = forecast->breaks_at_s;
	if (!is_instant(forecast->breaks_at_s))
		return;
	pair->is_after_support = forecast->state == FORECAST_OK &&
	    forecast->breaks_at_s >= release->supported_until_s;
	if (pair->is_after_support) {
		pair->act_by_s = INSTANT_NEVER;
		return;
	}
	settle_firmware(pair, release);
	pair->act_by_s = mending_needs_firmware(pair) ?
	    instant_add(forecast->breaks_at_s,
		-firmware_lead_s(pair, release)) :
	    renewal_before_break(endpoint, forecast).due_s;
	if (pair->needs_firmware && pair->begin_by_s < pair->act_by_s)
		pair->act_by_s = pair->begin_by_s;
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
	if (strcmp(x->release, y->release) != 0)
		return strcmp(x->release, y->release);
	return x->address == NULL || y->address == NULL ?
	    (x->address != NULL) - (y->address != NULL) :
	    strcmp(x->address, y->address);
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

static bool
is_judged(const struct pair *servings, size_t n,
    const struct forecast *forecast)
{
	for (size_t i = 0; i < n; i++) {
		if (servings[i].forecast == forecast)
			return true;
	}
	return false;
}

static void
sort_pairs(struct pair *pairs, size_t n)
{
	if (n > 0)
		qsort(pairs, n, sizeof(*pairs), compare_pairs);
}

/* The worst of the servings, with the earliest that is to be done for any; it
 * takes them where they are several. */
static struct pair
sum_up(struct pair *servings, size_t n)
{
	struct pair sum;

	for (size_t i = 0; i < n; i++)
		servings[i].is_one_of_several = n > 1;
	sort_pairs(servings, n);
	sum = servings[0];
	for (size_t i = 1; i < n; i++) {
		if (servings[i].act_by_s < sum.act_by_s)
			sum.act_by_s = servings[i].act_by_s;
	}
	if (n == 1) {
		free(servings);
	} else {
		sum.servings = servings;
		sum.n_servings = (uint32_t)n;
	}
	return sum;
}

static void
judge_pair(struct pass *pass, const struct served *served,
    const struct endpoint *endpoint, const struct pass_store *store)
{
	const char *shape = pass_shape(pass, endpoint, store->release);
	struct pair *servings = NULL;
	size_t n = 0, cap = 0;

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
		if (is_judged(servings, n, pair.forecast))
			continue;
		pair.advice = advise(pass, endpoint, store,
		    serving->observation, serving->row);
		settle_act_by(&pair, endpoint, store->release);
		servings = mem_grow(servings, &cap, n + 1, sizeof(*servings));
		servings[n++] = pair;
	}
	if (n == 0)
		return;
	pass->pairs = mem_grow(pass->pairs, &pass->pairs_cap,
	    pass->n_pairs + 1, sizeof(*pass->pairs));
	pass->pairs[pass->n_pairs++] = sum_up(servings, n);
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
	sort_pairs(pass->pairs, pass->n_pairs);
}
