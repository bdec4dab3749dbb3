#include "patch/ending.h"

#include "patch/renewed.h"

/* The last path that is accepted from from_s on, or one refused for dates. */
static const struct chain *
last_path(const struct windows *windows, int64_t from_s)
{
	const struct cell *cell = windows_at(windows, from_s);
	const struct cell *end = windows->cells + windows->n;

	if (!cell->accepted)
		return cell->blame == BLAME_EXPIRED ? &cell->path : NULL;
	while (cell + 1 < end && cell[1].accepted)
		cell++;
	return &cell->path;
}

static bool
ends_before(const struct question *q, const struct cert *cert,
    int64_t horizon_s)
{
	return verifier_end_s(q->verifier, cert->not_after_s) < horizon_s;
}

/* Its name and key are those of a known root that the store lacks. */
static bool
stands_in_for_root(const struct question *q, const struct chain *known,
    const struct cert *cert)
{
	for (size_t i = 0; known != NULL && i < known->n; i++) {
		const struct cert *root = known->certs[i];

		if (cert_is_self_issued(root) &&
		    root->subject_id == cert->subject_id &&
		    root->key_id == cert->key_id)
			return store_find_key(q->store, cert) == NULL;
	}
	return false;
}

/* False where something else than served certificates is to blame. */
static bool
list_ending(struct chain *out, const struct question *q,
    const struct chain *path, const struct chain *known, int64_t horizon_s)
{
	const struct cert *top = path->certs[path->n - 1];

	if (path->n < 2 || !store_holds(q->store, top) ||
	    ends_before(q, top, horizon_s))
		return false;
	for (size_t i = 1; i + 1 < path->n; i++) {
		const struct cert *cert = path->certs[i];

		if (!ends_before(q, cert, horizon_s))
			continue;
		if (store_holds(q->store, cert) ||
		    stands_in_for_root(q, known, cert))
			return false;
		chain_append(out, cert);
	}
	return true;
}

int
ending_served(struct chain *out, const struct question *question,
    const struct cert *dropped, const struct chain *known, int64_t from_s,
    int64_t horizon_s, struct err *err)
{
	struct chain found = CHAIN_EMPTY;
	const struct chain *path;
	struct windows windows;

	if (renewed_windows(&windows, question, dropped, err) == -1)
		return -1;
	path = last_path(&windows, from_s);
	if (path != NULL &&
	    list_ending(&found, question, path, known, horizon_s)) {
		for (size_t i = 0; i < found.n; i++)
			chain_append(out, found.certs[i]);
	}
	chain_release(&found);
	windows_release(&windows);
	return 0;
}
