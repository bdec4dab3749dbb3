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
compare_forecasts(const void *a, const void *b)
{
	const struct forecast *x = a, *y = b;
	int by_rank = rank(y) - rank(x);

	if (by_rank != 0)
		return by_rank;
	if (x->breaks_at_s != y->breaks_at_s)
		return x->breaks_at_s < y->breaks_at_s ? -1 : 1;
	if (strcmp(x->endpoint, y->endpoint) != 0)
		return strcmp(x->endpoint, y->endpoint);
	return strcmp(x->release, y->release);
}

/* Has an earlier observation of this endpoint the same chain? */
static bool
is_repeated(const struct pass *pass, const struct endpoint *endpoint,
    const struct observation *observation)
{
	const struct observation *other;
	size_t at = 0;

	while ((other = pass_next_observation(pass, endpoint, &at)) !=
	    observation) {
		if (chain_equal(&other->chain, &observation->chain))
			return true;
	}
	return false;
}

static void
forecast_observation(struct forecast *out, const struct pass *pass,
    struct evidence *evidence, const struct observation *observation,
    const struct endpoint *endpoint, const struct pass_store *store)
{
	struct question question = {
		.chain = &observation->chain,
		.store = &store->store,
		.verifier = store->release->verifier,
		.purpose = EKU_SERVER,
		.signatures = evidence->signatures,
	};

	forecast_make(out, &question, &pass->roots, pass->now_s);
	out->endpoint = endpoint->name;
	out->release = store->release->name;
	out->address = observation->address;
	out->act_by_s = act_by(out, endpoint, store->release);
}

static void
judge_pair(struct pass *pass, struct evidence *evidence,
    const struct endpoint *endpoint, const struct pass_store *store)
{
	struct forecast worst = { 0 };
	const struct observation *observation;
	bool any = false;
	size_t at = 0;

	while ((observation = pass_next_observation(pass, endpoint, &at)) !=
	    NULL) {
		struct forecast forecast;

		if (observation->chain.n == 0 ||
		    is_repeated(pass, endpoint, observation))
			continue;
		forecast_observation(&forecast, pass, evidence, observation,
		    endpoint, store);
		if (any && compare_forecasts(&worst, &forecast) <= 0) {
			forecast_release(&forecast);
			continue;
		}
		forecast_release(&worst);
		worst = forecast;
		any = true;
	}
	if (!any)
		return;
	pass->forecasts = mem_grow(pass->forecasts, &pass->forecasts_cap,
	    pass->n_forecasts + 1, sizeof(*pass->forecasts));
	pass->forecasts[pass->n_forecasts++] = worst;
}

void
judge_pairs(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings)
{
	for (size_t e = 0; e < pass->estate->n_endpoints; e++) {
		const struct endpoint *endpoint = &pass->estate->endpoints[e];

		for (size_t r = 0; r < pass->n_stores; r++) {
			if (pass->stores[r].readable &&
			    scope_pair(settings, endpoint,
				pass->stores[r].release))
				judge_pair(pass, evidence, endpoint,
				    &pass->stores[r]);
		}
	}
	if (pass->n_forecasts > 0)
		qsort(pass->forecasts, pass->n_forecasts,
		    sizeof(*pass->forecasts), compare_forecasts);
}
