#include "watch/pass.h"

#include <stdlib.h>

#include "verify/hello.h"

void
evidence_init(struct evidence *evidence)
{
	evidence->pool = certpool_new();
	evidence->signatures = sigcache_new();
}

void
evidence_release(struct evidence *evidence)
{
	sigcache_free(evidence->signatures);
	certpool_free(evidence->pool);
	*evidence = (struct evidence){ 0 };
}

static void
release_advice(struct pair *serving)
{
	size_t n = serving->forecast->remedies.n;

	for (size_t i = 0; serving->advice != NULL && i < n; i++)
		free(serving->advice[i].cut_off);
	free(serving->advice);
}

/* A pair with several servings borrows the advice of one of them. */
static void
release_pair(struct pair *pair)
{
	if (pair->servings == NULL)
		release_advice(pair);
	for (size_t i = 0; i < pair->n_servings; i++)
		release_advice(&pair->servings[i]);
	free(pair->servings);
}

void
pass_release(struct pass *pass)
{
	for (size_t i = 0; i < pass->n_stores; i++) {
		store_release(&pass->stores[i].store);
		free(pass->stores[i].error);
	}
	free(pass->stores);
	for (size_t i = 0; i < pass->n_pairs; i++)
		release_pair(&pass->pairs[i]);
	free(pass->pairs);
	docket_free(pass->docket);
	store_release(&pass->approved);
	chain_release(&pass->roots);
	roster_release(&pass->roster);
	observations_release(&pass->observations);
	findings_release(&pass->findings);
	*pass = (struct pass){ 0 };
}

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
is_nameless(const struct observation *observation)
{
	const struct hello *hello = observation->shape == NULL ? NULL :
	    hello_find(observation->shape);

	return observation->server_name == NULL && hello != NULL &&
	    hello->is_nameless;
}

bool
endpoint_is_observed(const struct endpoint *endpoint,
    const struct observation *observation)
{
	return observation->port == endpoint->port &&
	    is_same_text(observation->endpoint, endpoint->name) &&
	    is_same_text(observation->host, endpoint->host) &&
	    (is_same_text(observation->server_name, endpoint->server_name) ||
		is_nameless(observation));
}

const struct observation *
pass_next_observation(const struct pass *pass,
    const struct endpoint *endpoint, size_t *at)
{
	return roster_next(&pass->roster, endpoint->name, at);
}

const char *
pass_shape(const struct pass *pass, const struct endpoint *endpoint,
    const struct release *release)
{
	const char *own = release->verifier->shape;
	const struct observation *observation;
	bool is_known = true, has_widest = false;
	size_t at = 0;

	while ((observation = pass_next_observation(pass, endpoint, &at)) !=
	    NULL) {
		if (observation->shape == NULL)
			is_known = false;
		else if (strcmp(observation->shape, own) == 0)
			return own;
		else if (strcmp(observation->shape, HELLO_WIDEST) == 0)
			has_widest = true;
	}
	return is_known && has_widest ? HELLO_WIDEST : own;
}

const struct observation *
pass_next_seen(const struct pass *pass, const struct endpoint *endpoint,
    const char *shape, size_t *at)
{
	const struct observation *observation;

	do {
		observation = pass_next_observation(pass, endpoint, at);
	} while (observation != NULL &&
	    !observation_has_shape(observation, shape));
	return observation;
}
