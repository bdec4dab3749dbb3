#include "watch/pass.h"

#include <stdlib.h>
#include <string.h>

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

void
pass_release(struct pass *pass)
{
	docket_free(pass->docket);
	for (size_t i = 0; i < pass->n_stores; i++) {
		store_release(&pass->stores[i].store);
		free(pass->stores[i].error);
	}
	free(pass->stores);
	free(pass->pairs);
	store_release(&pass->approved);
	chain_release(&pass->roots);
	roster_release(&pass->roster);
	observations_release(&pass->observations);
	findings_release(&pass->findings);
	*pass = (struct pass){ 0 };
}

const struct observation *
pass_next_observation(const struct pass *pass,
    const struct endpoint *endpoint, size_t *at)
{
	return roster_next(&pass->roster, endpoint->name, at);
}

const struct pair *
pass_pair(const struct pass *pass, const char *endpoint,
    const char *release)
{
	for (size_t i = 0; i < pass->n_pairs; i++) {
		if (strcmp(pass->pairs[i].endpoint, endpoint) == 0 &&
		    strcmp(pass->pairs[i].release, release) == 0)
			return &pass->pairs[i];
	}
	return NULL;
}
