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

/* Is there one that is supported? */
static bool
has_supported(const struct estate *estate,
    const struct pass_settings *settings)
{
	for (size_t i = 0; i < estate->n_releases; i++) {
		if (scope_is_supported(settings, &estate->releases[i]))
			return true;
	}
	return false;
}

/* Where it is all that was asked about, nothing was answered. */
static void
find_unsupported_release(struct pass *pass,
    const struct pass_settings *settings, const struct release *release)
{
	bool is_candidate = scope_candidate_store(settings, release) != NULL;
	bool is_touched = is_candidate ||
	    settings->n_chains + settings->n_stores == 0;
	const struct estate *estate = pass->estate;
	struct finding *finding;
	char when[INSTANT_TEXT];

	for (size_t i = 0; i < estate->n_endpoints && !is_touched; i++)
		is_touched = scope_touches(settings, &estate->endpoints[i],
		    release);
	if (!is_touched)
		return;
	finding = findings_add(&pass->findings, RULE_RELEASE_UNSUPPORTED,
	    "the support of '%s' ended at %s, so it is not judged",
	    release->name, instant_format(when, release->supported_until_s));
	finding->release = release->name;
	finding->mark = release->mark;
	pass->incomplete += is_candidate || !has_supported(estate, settings);
}

static void
find_at_release(struct pass *pass, const struct pass_settings *settings,
    const struct pass_store *store)
{
	if (!scope_is_supported(settings, store->release)) {
		find_unsupported_release(pass, settings, store->release);
		return;
	}
	find_unjudged_release(pass, settings, store->release);
	if (store->wanted)
		find_in_store(pass, store);
}

/* A pair, what the policy says of its two sides, and its forecast in words. */
struct about {
	const struct pair *pair;
	const struct endpoint *endpoint;
	const struct release *release;
	char *sentence;
};

/* What of: "endpoint for release", and at which address where that matters. */
static void
add_message(struct pass *pass, enum rule_id rule, const struct about *about,
    const char *sentence, const char *more)
{
	const struct pair *pair = about->pair;
	bool at = pair->is_one_of_several && pair->address != NULL;
	struct finding *finding = findings_add(&pass->findings, rule,
	    "%s%s%s for %s %s%s", pair->endpoint, at ? " at " : "",
	    at ? pair->address : "", pair->release, sentence, more);

	finding->endpoint = about->endpoint->name;
	finding->release = pair->release;
	finding->address = pair->address;
	finding->cert = pair->forecast->cause.cert;
	finding->mark = about->endpoint->mark;
}

static void
add_about(struct pass *pass, enum rule_id rule, const struct about *about,
    const char *more)
{
	add_message(pass, rule, about, about->sentence, more);
}

/* Must firmware be made, now or soon? */
static bool
find_firmware(struct pass *pass, const struct about *about)
{
	struct firmware firmware = pair_firmware(about->pair);
	int64_t begin_by_s = firmware.begin_by_s;
	char *sentence;

	/* As long before as the making takes: time to plan it. */
	if (firmware.forecast == NULL || pass->now_s <
	    instant_add(begin_by_s, -about->release->lead_time_s))
		return false;
	sentence = firmware_sentence(&firmware);
	add_message(pass, begin_by_s <= pass->now_s ? RULE_ACT_BY_PASSED :
	    RULE_ACT_BY_NEAR, about, sentence, "");
	if (firmware.is_lasting)
		pass->findings.items[pass->findings.n - 1].cert =
		    firmware.forecast->lasting.cause.cert;
	free(sentence);
	return true;
}

/* Must a server do something now? */
static void
find_renewal(struct pass *pass, const struct about *about, int64_t due_s)
{
	char when[INSTANT_TEXT], *remedy, *more;
	struct advice best;

	if (due_s > pass->now_s || mending_needs_firmware(about->pair))
		return;
	best = pair_advice(about->pair, 0);
	remedy = advice_text(&best);
	more = mem_printf("; to begin by %s: %s",
	    instant_format_date(when, due_s), remedy);
	add_about(pass, RULE_RENEWAL_DUE, about, more);
	free(more);
	free(remedy);
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

/* What would be an alarm, were the release supported for as long. */
static void
find_after_support(struct pass *pass, const struct about *about,
    int64_t due_s)
{
	char when[INSTANT_TEXT], *more;

	if (due_s > pass->now_s && !forecast_ends_early(about->pair->forecast))
		return;
	more = mem_printf("; its support ends before, at %s",
	    instant_format(when, about->release->supported_until_s));
	add_about(pass, RULE_BREAK_AFTER_SUPPORT, about, more);
	free(more);
}

static void
find_in_serving(struct pass *pass, const struct about *about)
{
	const struct forecast *forecast = about->pair->forecast;
	struct renewal renewal = renewal_before_break(about->endpoint,
	    forecast);
	enum rule_id rule;
	bool is_planned;

	if (forecast->state == FORECAST_INDETERMINATE)
		pass->incomplete++;
	if (rule_of_state(forecast->state, &rule)) {
		add_about(pass, rule, about, "");
		return;
	}
	if (about->pair->is_after_support) {
		find_after_support(pass, about, renewal.due_s);
		return;
	}
	if (renewal.alarm_s <= pass->now_s)
		add_about(pass, RULE_CHAIN_BREAKS_SOON, about, "");
	is_planned = find_firmware(pass, about) &&
	    !about->pair->is_lasting;
	find_renewal(pass, about, renewal.due_s);
	if (!is_planned)
		find_early_end(pass, about);
}

static void
find_in_pair(struct pass *pass, const struct pair *pair,
    const struct map *endpoints, const struct map *releases)
{
	struct about about = { pair,
		map_get(endpoints, map_key(pair->endpoint)),
		map_get(releases, map_key(pair->release)),
		forecast_sentence(pair->forecast) };

	find_in_serving(pass, &about);
	free(about.sentence);
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
	pass->examined += pass->n_pairs;
	for (size_t i = 0; i < pass->n_pairs; i++) {
		const struct pair *pair = &pass->pairs[i];

		if (pair->servings == NULL)
			find_in_pair(pass, pair, &endpoints, &releases);
		for (size_t k = 0; k < pair->n_servings; k++)
			find_in_pair(pass, &pair->servings[k], &endpoints,
			    &releases);
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
	for (size_t i = 0; i < pass->n_stores; i++)
		find_at_release(pass, settings, &pass->stores[i]);
	find_in_pairs(pass);
	if (settings->n_chains == 0 && settings->n_stores == 0) {
		for (size_t i = 0; i < estate->n_deadlines; i++)
			find_deadline(pass, &estate->deadlines[i]);
	}
	findings_sort(&pass->findings);
}
