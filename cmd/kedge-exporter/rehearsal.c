#include "rehearsal.h"

#include "base/file.h"
#include "base/limits.h"
#include "bundle/reader.h"
#include "pki/chain.h"
#include "policy/estate.h"

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
try_root(struct rehearsal *rehearsal, const char *path)
{
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct chain certs = CHAIN_EMPTY;
	struct err scratch = ERR_NONE;
	struct err *err = next_error(rehearsal, &scratch);

	if (file_read(&bytes, path, err) == -1 ||
	    chain_read_pem(&certs, rehearsal->pool, buf_span(&bytes), path,
		err) == -1)
		rehearsal->failures++;
	chain_release(&certs);
	buf_release(&bytes);
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
	for (size_t i = 0; i < estate.n_roots; i++)
		try_root(&rehearsal, estate.roots[i]);
	certpool_free(rehearsal.pool);
	estate_release(&estate);
	return rehearsal.failures;
}
