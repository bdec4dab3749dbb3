#include "watch/find.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/instant.h"
#include "base/map.h"
#include "base/mem.h"
#include "watch/find_endpoint.h"
#include "watch/judge.h"
#include "watch/scope.h"

static void
find_policy_faults(struct pass *pass)
{
	const struct estate *estate = pass->estate;

	for (size_t i = 0; i < estate->n_faults; i++) {
		struct finding *finding = findings_add(&pass->findings,
		    RULE_POLICY_FAULT, "%s", estate->faults[i].message);

		finding->mark = estate->faults[i].mark;
		pass->incomplete++;
	}
}

static void
find_in_store(struct pass *pass, const struct pass_store *store)
{
	const struct release *release = store->release;
	struct finding *finding;
	size_t at = 0;
	char *text;

	if (!store->readable) {
		finding = findings_add(&pass->findings,
		    RULE_STORE_UNREADABLE, "the trust store of '%s' cannot "
		    "be read: %s", release->name, store->error);
		finding->release = release->name;
		finding->mark = release->mark;
	}
	pass->incomplete += !store->readable || store->store.partial;
	while ((text = store_next_rejection(&store->store, &at)) != NULL) {
		finding = findings_add(&pass->findings, RULE_STORE_REJECTED,
		    "%s", text);
		finding->release = release->name;
		finding->mark = release->mark;
		free(text);
	}
}

/*
 * An endpoint that no release reaches, and a release that reaches none, are
 * never judged: who forgot them should hear of it.
 */
static void
find_unjudged_endpoint(struct pass *pass,
    const struct pass_settings *settings, const struct endpoint *endpoint)
{
	struct finding *finding;

	if (endpoint->n_clients > 0 ||
	    (settings->n_chains + settings->n_stores > 0 &&
		scope_candidate_chain(settings, endpoint) == NULL))
		return;
	finding = findings_add(&pass->findings, RULE_ENDPOINT_UNJUDGED,
	    "endpoint '%s' is judged against nothing; name a release under "
	    "'releases'", endpoint->name);
	finding->endpoint = endpoint->name;
	finding->mark = endpoint->mark;
	pass->incomplete++;
}

static void
find_unjudged_release(struct pass *pass,
    const struct pass_settings *settings, const struct release *release)
{
	bool is_candidate = scope_candidate_store(settings, release) != NULL;
	const struct estate *estate = pass->estate;
	struct finding *finding;

	if (settings->n_chains + settings->n_stores > 0 && !is_candidate)
		return;
	for (size_t i = 0; i < estate->n_endpoints; i++) {
		if (scope_pair(settings, &estate->endpoints[i], release))
			return;
	}
	finding = findings_add(&pass->findings, RULE_RELEASE_UNJUDGED,
	    "no endpoint has '%s' among its clients, so nothing says what "
	    "it can reach", release->name);
	finding->release = release->name;
	finding->mark = release->mark;
	pass->incomplete += is_candidate;
}

/* A pair, what the policy says of its two sides, and its forecast in words. */
struct about {
	const struct pair *pair;
	const struct endpoint *endpoint;
	const struct release *release;
	char *sentence;
};

/* "endpoint for release sentence", and more. */
static void
add_about(struct pass *pass, enum rule_id rule, const struct about *about,
    const char *more)
{
	struct finding *finding = findings_add(&pass->findings, rule,
	    "%s for %s %s%s", about->pair->endpoint, about->pair->release,
	    about->sentence, more);

	finding->endpoint = about->endpoint->name;
	finding->release = about->pair->release;
	finding->address = about->pair->address;
	finding->cert = about->pair->forecast->cause.cert;
	finding->mark = about->endpoint->mark;
}

/* True where it says that firmware must be made. */
static bool
find_act_by(struct pass *pass, const struct about *about)
{
	const struct pair *pair = about->pair;
	const struct remedies *remedies = &pair->forecast->remedies;
	bool firmware = mending_needs_firmware(pair->forecast);
	bool passed = pair->act_by_s <= pass->now_s;
	/* As long before as the making takes: time to plan it. */
	bool near = firmware && pass->now_s >=
	    instant_add(pair->act_by_s, -about->release->lead_time_s);
	char *remedy = remedies->n > 0 ? remedy_text(&remedies->items[0]) :
	    mem_strdup("no approved root mends it; add one to 'roots' in the "
		"policy");
	char when[INSTANT_TEXT];
	char *more = mem_printf("; to begin by %s: %s",
	    instant_format_date(when, pair->act_by_s), remedy);

	if (passed || near)
		add_about(pass, !firmware ? RULE_RENEWAL_DUE : passed ?
		    RULE_ACT_BY_PASSED : RULE_ACT_BY_NEAR, about, more);
	free(more);
	free(remedy);
	return near;
}

/* The outage that reminders about the leaf do not see. */
static void
find_early_end(struct pass *pass, const struct about *about)
{
	const struct forecast *forecast = about->pair->forecast;
	char *more;

	if (!forecast_ends_early(forecast))
		return;
	more = mem_printf(", %" PRId64 " days before its own certificate ends",
	    instant_days_until(forecast->leaf_not_after_s,
		forecast->breaks_at_s));
	add_about(pass, RULE_CHAIN_ENDS_EARLY, about, more);
	free(more);
}

static bool
rule_of_state(enum forecast_state state, enum rule_id *rule)
{
	switch (state) {
	case FORECAST_OK:
		return false;
	case FORECAST_FAILING:
		*rule = RULE_CHAIN_FAILING;
		return true;
	case FORECAST_NOT_YET:
		*rule = RULE_CHAIN_NOT_YET;
		return true;
	case FORECAST_NEVER:
		*rule = RULE_CHAIN_NEVER;
		return true;
	case FORECAST_INDETERMINATE:
		*rule = RULE_CHAIN_INDETERMINATE;
		return true;
	}
	return false;
}

static void
find_in_pair(struct pass *pass, const struct about *about)
{
	const struct forecast *forecast = about->pair->forecast;
	struct threshold alarm = endpoint_alarm_at(about->endpoint,
	    forecast->leaf_lifetime_s);
	enum rule_id rule = RULE_CHAIN_BREAKS_SOON;

	pass->examined++;
	if (forecast->state == FORECAST_INDETERMINATE)
		pass->incomplete++;
	if (rule_of_state(forecast->state, &rule) ||
	    threshold_before_break(&alarm, forecast) <= pass->now_s)
		add_about(pass, rule, about, "");
	if (forecast->state == FORECAST_OK && !find_act_by(pass, about))
		find_early_end(pass, about);
}

static void
find_in_pairs(struct pass *pass)
{
	const struct estate *estate = pass->estate;
	struct map endpoints = { 0 }, releases = { 0 };

	for (size_t i = 0; i < estate->n_endpoints; i++)
		map_put(&endpoints, map_key(estate->endpoints[i].name),
		    &estate->endpoints[i]);
	for (size_t i = 0; i < estate->n_releases; i++)
		map_put(&releases, map_key(estate->releases[i].name),
		    &estate->releases[i]);
	for (size_t i = 0; i < pass->n_pairs; i++) {
		const struct pair *pair = &pass->pairs[i];
		struct about about = { pair,
			map_get(&endpoints, map_key(pair->endpoint)),
			map_get(&releases, map_key(pair->release)),
			forecast_sentence(pair->forecast) };

		find_in_pair(pass, &about);
		free(about.sentence);
	}
	map_release(&endpoints);
	map_release(&releases);
}

static void
find_deadline(struct pass *pass, const struct deadline *deadline)
{
	int64_t remind_s = deadline->n_remind > 0 ? deadline->remind_s[0] :
	    30 * DAY_S;
	bool passed = pass->now_s >= deadline->expires_s;
	char when[INSTANT_TEXT];
	struct finding *finding;

	pass->examined++;
	if (!passed && pass->now_s < deadline->expires_s - remind_s)
		return;
	finding = findings_add(&pass->findings, passed ?
	    RULE_DEADLINE_PASSED : RULE_DEADLINE_NEAR, "%s %s at %s%s%s",
	    deadline->name, passed ? "expired" : "expires",
	    instant_format(when, deadline->expires_s),
	    deadline->owner ? "; it is with " : "",
	    deadline->owner ? deadline->owner : "");
	finding->mark = deadline->mark;
}

void
find_all(struct pass *pass, const struct pass_settings *settings)
{
	const struct estate *estate = pass->estate;

	find_policy_faults(pass);
	for (size_t i = 0; i < estate->n_endpoints; i++) {
		find_unjudged_endpoint(pass, settings, &estate->endpoints[i]);
		if (scope_endpoint(settings, &estate->endpoints[i]))
			find_at_endpoint(pass, settings,
			    &estate->endpoints[i]);
	}
	for (size_t i = 0; i < pass->n_stores; i++) {
		find_unjudged_release(pass, settings,
		    pass->stores[i].release);
		if (pass->stores[i].wanted)
			find_in_store(pass, &pass->stores[i]);
	}
	find_in_pairs(pass);
	if (settings->n_chains == 0 && settings->n_stores == 0) {
		for (size_t i = 0; i < estate->n_deadlines; i++)
			find_deadline(pass, &estate->deadlines[i]);
	}
	findings_sort(&pass->findings);
}
