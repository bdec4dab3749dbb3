#include "watch/observe.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "bundle/loader.h"
#include "probe/scan.h"
#include "watch/aim.h"
#include "watch/roots.h"
#include "watch/scope.h"

static void
observe_candidate(struct pass *pass, const struct endpoint *endpoint,
    const struct chain *chain)
{
	struct observation observation = {
		.estate = mem_strdup(pass->estate->name),
		.endpoint = mem_strdup(endpoint->name),
		.host = mem_strdup(endpoint->host),
		.port = endpoint->port,
		.protocol = mem_strdup(endpoint->protocol),
		.server_name = mem_strdup(endpoint->server_name),
		.at_s = pass->now_s,
		.handshake = HANDSHAKE_CHAIN,
		.durations = { -1, -1, -1, -1 },
	};

	chain_copy(&observation.chain, chain);
	observations_take(&pass->observations, &observation);
}

static void
observe_records(struct pass *pass, const struct endpoint *endpoint,
    const struct roster *recorded)
{
	const struct observation *observation;
	size_t at = 0;

	while ((observation = roster_next(recorded, endpoint->name, &at)) !=
	    NULL) {
		struct observation copy;

		if (!endpoint_is_observed(endpoint, observation))
			continue;
		observation_copy(&copy, observation);
		observations_take(&pass->observations, &copy);
	}
}

/* What the callbacks of a scan share. */
struct scan_context {
	struct pass *pass;
	const struct pass_settings *settings;
	const struct aims *aims;
	size_t next, done;
};

static enum scan_next
scan_next(void *context, const struct target **out)
{
	struct scan_context *scan = context;

	if (scan->next == scan->aims->n)
		return SCAN_END;
	*out = &scan->aims->items[scan->next++];
	return SCAN_TARGET;
}

static void
scan_give_back(void *context, const struct target *target, enum scan_end end)
{
	struct scan_context *scan = context;

	(void)target;
	(void)end;
	scan->done++;
	if (scan->settings->progress != NULL)
		scan->settings->progress(scan->settings->progress_context,
		    scan->done, scan->aims->n);
}

static int
scan_observed(void *context, const struct target *target,
    const struct observation *observation, struct err *err)
{
	struct scan_context *scan = context;
	struct observation copy;

	(void)target;
	(void)err;
	observation_copy(&copy, observation);
	observations_take(&scan->pass->observations, &copy);
	return 0;
}

static int
scan(struct pass *pass, struct evidence *evidence, const struct aims *aims,
    const struct pass_settings *settings, struct err *err)
{
	struct scan_context context = { pass, settings, aims, 0, 0 };
	struct scan_settings scan_settings = {
		.now_s = settings->now_s,
		.timeout_ms = settings->timeout_ms ? settings->timeout_ms :
		    LIMIT_PROBE_MS,
		.concurrency = settings->concurrency ?
		    settings->concurrency : LIMIT_CONCURRENCY,
		.attempts = LIMIT_ATTEMPTS,
		.next = scan_next,
		.give_back = scan_give_back,
		.observed = scan_observed,
		.context = &context,
	};

	if (aims->n == 0)
		return 0;
	return scan_run(evidence->pool, &scan_settings, err);
}

int
observe_endpoints(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings, struct err *err)
{
	const struct estate *estate = pass->estate;
	struct roster recorded = { 0 };
	struct aims aims = { 0 };
	int result;

	if (settings->recorded != NULL)
		roster_init(&recorded, &settings->recorded->observations);
	for (size_t i = 0; i < estate->n_endpoints; i++) {
		const struct endpoint *endpoint = &estate->endpoints[i];
		const struct chain *candidate =
		    scope_candidate_chain(settings, endpoint);

		if (!scope_endpoint(settings, endpoint))
			continue;
		if (candidate != NULL)
			observe_candidate(pass, endpoint, candidate);
		else if (settings->recorded != NULL)
			observe_records(pass, endpoint, &recorded);
		else
			aim_at(&aims, estate, endpoint, settings);
	}
	result = scan(pass, evidence, &aims, settings, err);
	roster_release(&recorded);
	aims_release(&aims);
	return result;
}

static const struct store *
recorded_store(const struct records *records, const char *release)
{
	for (size_t i = 0; records != NULL && i < records->n_stores; i++) {
		const char *name = records->stores[i].release;

		if (name != NULL && strcmp(name, release) == 0)
			return &records->stores[i].store;
	}
	return NULL;
}

static void
read_store(struct pass_store *out, struct evidence *evidence,
    const struct pass_settings *settings)
{
	const struct store *given =
	    scope_candidate_store(settings, out->release);
	struct err err = ERR_NONE;

	if (given == NULL)
		given = recorded_store(settings->recorded,
		    out->release->name);
	if (given != NULL) {
		store_copy(&out->store, given);
		out->readable = true;
		return;
	}
	out->readable = loader_read(&out->store,
	    out->release->verifier->loader, evidence->pool,
	    &out->release->bundle, &err) == 0;
	if (!out->readable)
		out->error = mem_strdup(err.msg);
}

static void
read_roots(struct pass *pass, struct evidence *evidence)
{
	roots_read(&pass->approved, evidence->pool, pass->estate);
	roots_list(&pass->roots, &pass->approved);
	for (size_t i = 0; i < pass->approved.n_rejections; i++) {
		findings_add(&pass->findings, RULE_ROOT_UNREADABLE, "%s: %s",
		    pass->approved.rejections[i].where,
		    pass->approved.rejections[i].reason);
		pass->incomplete++;
	}
}

void
read_stores(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings)
{
	const struct estate *estate = pass->estate;

	pass->n_stores = estate->n_releases;
	pass->stores = mem_zalloc(estate->n_releases * sizeof(*pass->stores));
	for (size_t i = 0; i < estate->n_releases; i++) {
		struct pass_store *store = &pass->stores[i];

		store->release = &estate->releases[i];
		store->wanted = scope_release(settings, estate,
		    store->release);
		if (store->wanted)
			read_store(store, evidence, settings);
	}
	read_roots(pass, evidence);
}
