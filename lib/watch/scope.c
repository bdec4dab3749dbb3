#include "watch/scope.h"

#include <string.h>

const struct chain *
scope_candidate_chain(const struct pass_settings *settings,
    const struct endpoint *endpoint)
{
	for (size_t i = 0; i < settings->n_chains; i++) {
		if (strcmp(settings->chains[i].endpoint, endpoint->name) == 0)
			return settings->chains[i].chain;
	}
	return NULL;
}

const struct store *
scope_candidate_store(const struct pass_settings *settings,
    const struct release *release)
{
	for (size_t i = 0; i < settings->n_stores; i++) {
		if (strcmp(settings->stores[i].release, release->name) == 0)
			return settings->stores[i].store;
	}
	return NULL;
}

bool
scope_is_supported(const struct pass_settings *settings,
    const struct release *release)
{
	return settings->now_s < release->supported_until_s;
}

bool
scope_touches(const struct pass_settings *settings,
    const struct endpoint *endpoint, const struct release *release)
{
	if (!endpoint_has_client(endpoint, release))
		return false;
	if (settings->n_chains == 0 && settings->n_stores == 0)
		return true;
	return scope_candidate_chain(settings, endpoint) != NULL ||
	    scope_candidate_store(settings, release) != NULL;
}

bool
scope_pair(const struct pass_settings *settings,
    const struct endpoint *endpoint, const struct release *release)
{
	return scope_is_supported(settings, release) &&
	    scope_touches(settings, endpoint, release);
}

bool
scope_endpoint(const struct pass_settings *settings,
    const struct endpoint *endpoint)
{
	bool wanted = settings->n_chains == 0 && settings->n_stores == 0;

	for (size_t i = 0; i < endpoint->n_clients && !wanted; i++)
		wanted = scope_pair(settings, endpoint, endpoint->clients[i]);
	return wanted;
}

bool
scope_release(const struct pass_settings *settings,
    const struct estate *estate, const struct release *release)
{
	bool wanted = settings->n_chains == 0 && settings->n_stores == 0;

	for (size_t i = 0; i < estate->n_endpoints && !wanted; i++)
		wanted = scope_pair(settings, &estate->endpoints[i], release);
	return wanted;
}

int
scope_check(const struct pass_settings *settings,
    const struct estate *estate, struct err *err)
{
	for (size_t i = 0; i < settings->n_chains; i++) {
		const char *name = settings->chains[i].endpoint;

		if (estate_endpoint(estate, name) == NULL)
			return err_set(err, ERR_POLICY, "the policy has no "
			    "endpoint '%s'", name);
		for (size_t k = 0; k < i; k++) {
			if (strcmp(settings->chains[k].endpoint, name) == 0)
				return err_set(err, ERR_POLICY, "there are "
				    "two candidates for the endpoint '%s'; "
				    "judge one at a time", name);
		}
	}
	for (size_t i = 0; i < settings->n_stores; i++) {
		const char *name = settings->stores[i].release;

		if (estate_release_named(estate, name) == NULL)
			return err_set(err, ERR_POLICY, "the policy has no "
			    "release '%s'", name);
		for (size_t k = 0; k < i; k++) {
			if (strcmp(settings->stores[k].release, name) == 0)
				return err_set(err, ERR_POLICY, "there are "
				    "two candidates for the release '%s'; "
				    "judge one at a time", name);
		}
	}
	return 0;
}
