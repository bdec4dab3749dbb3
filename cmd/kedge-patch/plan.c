#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/mem.h"

/* How far a release is judged whose end of support is not known. */
#define HORIZON_S	(365 * DAY_S)

const char *
outcome_words(enum outcome outcome)
{
	static const char *const words[] = {
		[OUTCOME_UNSUPPORTED] = "its support has ended",
		[OUTCOME_UNCONCERNED] = "no endpoint needs it",
		[OUTCOME_NOTHING_NEEDED] = "needs nothing",
		[OUTCOME_NOTHING_SEEN] =
		    "needs nothing for what was seen, see below",
		[OUTCOME_MENDED] = "mended",
		[OUTCOME_MENDED_WITH_SERVERS] =
		    "mended once the server acts, see below",
		[OUTCOME_MENDED_IN_PART] = "mended in part, see below",
		[OUTCOME_SERVERS_ALONE] =
		    "needs nothing more; the server must act, see below",
		[OUTCOME_NOTHING_HELPS] = "nothing approved helps",
		[OUTCOME_UNPROVEN] = "the patch fails its proof, see below",
		[OUTCOME_UNKNOWN] = "cannot be judged",
	};

	return words[outcome];
}

bool
plan_has_patch(const struct plan *plan)
{
	return plan->cover.added.n > 0 &&
	    cover_needed(&plan->cover, plan->horizon_s);
}

static void
require(struct plan *plan, const char *endpoint, enum required_source source,
    const struct chain *chain)
{
	for (size_t i = 0; i < plan->n_required; i++) {
		const struct required *other = &plan->required[i];

		if (strcmp(other->endpoint, endpoint) == 0 &&
		    chain_equal(other->chain, chain))
			return;		/* another address, the same chain */
	}
	plan->required = mem_grow(plan->required, &plan->required_cap,
	    plan->n_required + 1, sizeof(*plan->required));
	plan->required[plan->n_required++] = (struct required){ endpoint,
		source, chain };
}

static void
require_endpoint(struct plan *plan, const struct job *job,
    const struct basis *basis, const struct endpoint *endpoint)
{
	const struct observation *observation;
	const char *shape = pass_shape(basis->pass, endpoint, plan->release);
	size_t at = 0, before = plan->n_required;

	while ((observation = pass_next_seen(basis->pass, endpoint, shape,
		    &at)) != NULL) {
		if (observation->chain.n > 0)
			require(plan, endpoint->name, REQUIRED_OBSERVED,
			    &observation->chain);
	}
	if (plan->n_required == before) {
		plan->unseen = mem_grow(plan->unseen, &plan->unseen_cap,
		    plan->n_unseen + 1, sizeof(*plan->unseen));
		plan->unseen[plan->n_unseen++] = endpoint->name;
	}
	if (basis->candidate != NULL &&
	    strcmp(job->endpoint, endpoint->name) == 0)
		require(plan, endpoint->name, REQUIRED_CANDIDATE,
		    basis->candidate);
}

static void
require_chains(struct plan *plan, const struct job *job,
    const struct basis *basis)
{
	for (size_t i = 0; i < job->estate.n_endpoints; i++) {
		const struct endpoint *endpoint = &job->estate.endpoints[i];

		if (endpoint_has_client(endpoint, plan->release))
			require_endpoint(plan, job, basis, endpoint);
	}
}

static enum outcome
judge_cover(const struct plan *plan)
{
	const struct cover *cover = &plan->cover;
	bool better = false, servers = false;

	if (plan->n_required == 0)
		return plan->n_unseen > 0 ? OUTCOME_UNKNOWN :
		    OUTCOME_UNCONCERNED;
	for (size_t i = 0; i < cover->n; i++) {
		better |= cover->items[i].after_s > cover->items[i].before_s;
		servers |= cover->items[i].dropped != NULL;
	}
	if (!cover_needed(cover, plan->horizon_s))
		return plan->n_unseen > 0 ? OUTCOME_NOTHING_SEEN :
		    OUTCOME_NOTHING_NEEDED;
	if (!cover_mends(cover, plan->horizon_s))
		return better ? OUTCOME_MENDED_IN_PART : OUTCOME_NOTHING_HELPS;
	if (cover->added.n == 0)
		return servers ? OUTCOME_SERVERS_ALONE :
		    OUTCOME_NOTHING_NEEDED;
	return servers ? OUTCOME_MENDED_WITH_SERVERS : OUTCOME_MENDED;
}

static const struct pass_store *
store_of(const struct pass *pass, const struct release *release)
{
	size_t i = 0;

	while (pass->stores[i].release != release)
		i++;
	return &pass->stores[i];
}

int
plan_make(struct plan *out, const struct job *job,
    const struct basis *basis, const struct release *release,
    struct err *err)
{
	const struct pass_store *store = store_of(basis->pass, release);
	struct plan plan = { .release = release };
	struct cover_request request = { .store = &store->store,
		.verifier = release->verifier,
		.approved = &job->roots,
		.known = basis->known,
		.signatures = job->evidence.signatures,
		.now_s = job->options->now_s };

	plan.horizon_s = release->supported_until_s != INSTANT_NEVER ?
	    release->supported_until_s :
	    instant_add(job->options->now_s, HORIZON_S);
	if (plan.horizon_s <= job->options->now_s) {
		plan.outcome = OUTCOME_UNSUPPORTED;
		*out = plan;
		return 0;
	}
	if (!store->readable)
		return err_set(err, ERR_FAILED, "%s: %s", release->name,
		    store->error);
	require_chains(&plan, job, basis);
	request.required = plan.required;
	request.n_required = plan.n_required;
	request.horizon_s = plan.horizon_s;
	if (cover_find(&plan.cover, &request, err) == -1) {
		plan_release(&plan);
		return err_wrap(err, "%s", release->name);
	}
	plan.outcome = judge_cover(&plan);
	*out = plan;
	return 0;
}

void
plan_release(struct plan *plan)
{
	cover_release(&plan->cover);
	free(plan->required);
	free(plan->unseen);
	*plan = (struct plan){ 0 };
}
