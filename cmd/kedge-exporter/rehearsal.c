#include "rehearsal.h"

#include "bundle/reader.h"
#include "policy/estate.h"
#include "probe/identity.h"
#include "watch/roots.h"

struct rehearsal {
	struct certpool *pool;
	size_t failures;
	struct err *first;
};

/* The error of the next thing: only that of the first is kept. */
static struct err *
next_error(struct rehearsal *rehearsal, struct err *scratch)
{
	return rehearsal->failures == 0 ? rehearsal->first : scratch;
}

static void
try_store(struct rehearsal *rehearsal, const struct release *release)
{
	struct store store = STORE_EMPTY;
	struct err scratch = ERR_NONE;

	if (bundle_read(&store, rehearsal->pool, &release->bundle,
		next_error(rehearsal, &scratch)) == -1)
		rehearsal->failures++;
	store_release(&store);
}

static void
try_identity(struct rehearsal *rehearsal, const struct endpoint *endpoint)
{
	struct err scratch = ERR_NONE;

	if (endpoint->client_certificate != NULL &&
	    identity_check(endpoint->client_certificate,
		endpoint->client_key, next_error(rehearsal, &scratch)) == -1)
		rehearsal->failures++;
}

static void
try_roots(struct rehearsal *rehearsal, const struct estate *estate)
{
	struct store roots;

	roots_read(&roots, rehearsal->pool, estate);
	for (size_t i = 0; i < roots.n_rejections; i++) {
		struct err scratch = ERR_NONE;

		err_set(next_error(rehearsal, &scratch), ERR_FAILED, "%s: %s",
		    roots.rejections[i].where, roots.rejections[i].reason);
		rehearsal->failures++;
	}
	store_release(&roots);
}

size_t
rehearsal_failures(const char *policy, struct err *first)
{
	struct rehearsal rehearsal = { .first = first };
	struct estate estate = ESTATE_EMPTY;

	if (estate_load(&estate, policy, true, first) == -1)
		return 1;
	rehearsal.pool = certpool_new();
	for (size_t i = 0; i < estate.n_releases; i++)
		try_store(&rehearsal, &estate.releases[i]);
	for (size_t i = 0; i < estate.n_endpoints; i++)
		try_identity(&rehearsal, &estate.endpoints[i]);
	try_roots(&rehearsal, &estate);
	certpool_free(rehearsal.pool);
	estate_release(&estate);
	return rehearsal.failures;
}
