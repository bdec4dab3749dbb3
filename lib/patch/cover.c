#include "patch/cover.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "patch/admit.h"
#include "patch/ending.h"
#include "patch/renewed.h"

#define MOST_ADDED	3

/* The breaks of one chain under each set of candidates. */
struct row {
	int64_t *breaks_s;		/* by set */
	const struct cert *dropped;	/* not served, or NULL */
};

struct search {
	const struct cover_request *request;
	struct chain candidates;
	uint32_t *sets;		/* bits of candidates; smallest sets first */
	size_t n_sets, sets_cap;
	struct row *served;	/* by required chain, as it is served */
	struct row *best;	/* as it is to be served */
};

static const char *const sources[] = {
	[REQUIRED_OBSERVED] = "observed",
	[REQUIRED_CANDIDATE] = "candidate",
};

const char *
required_source_name(enum required_source source)
{
	return sources[source];
}

bool
required_source_parse(enum required_source *out, const char *name)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (strcmp(sources[i], name) == 0) {
			*out = (enum required_source)i;
			return true;
		}
	}
	return false;
}

/* Does some certificate of chain name cert as its issuer? */
static bool
is_named_by(const struct cert *cert, const struct chain *chain)
{
	for (size_t i = 0; i < chain->n; i++) {
		if (chain->certs[i]->issuer_id == cert->subject_id)
			return true;
	}
	return false;
}

static bool
chain_holds(const struct chain *chain, const struct cert *cert)
{
	for (size_t i = 0; i < chain->n; i++) {
		if (chain->certs[i] == cert)
			return true;
	}
	return false;
}

static bool
is_reached(const struct search *search, const struct chain *reached,
    const struct cert *cert)
{
	if (is_named_by(cert, reached))
		return true;
	for (size_t i = 0; i < search->request->n_required; i++) {
		if (is_named_by(cert, search->request->required[i].chain))
			return true;
	}
	return false;
}

static void
refuse(struct cover *cover, const struct cert *cert, const char *reason)
{
	cover->refused = mem_grow(cover->refused, &cover->refused_cap,
	    cover->n_refused + 1, sizeof(*cover->refused));
	cover->refused[cover->n_refused++] = (struct refused){ cert, reason };
}

/* Approved certificates that chains lead to, by name, from issuer to issuer. */
static void
reach_approved(struct chain *reached, const struct search *search)
{
	const struct chain *approved = search->request->approved;
	size_t before;

	do {
		before = reached->n;
		for (size_t i = 0; i < approved->n; i++) {
			const struct cert *cert = approved->certs[i];

			if (!chain_holds(reached, cert) &&
			    is_reached(search, reached, cert))
				chain_append(reached, cert);
		}
	} while (reached->n > before);
}

static int
collect_candidates(struct search *search, struct cover *cover,
    struct err *err)
{
	const struct cover_request *request = search->request;
	struct chain reached = CHAIN_EMPTY;

	reach_approved(&reached, search);
	for (size_t i = 0; i < reached.n; i++) {
		const struct cert *cert = reached.certs[i];
		const char *refusal;

		if (store_holds(request->store, cert))
			continue;
		refusal = admit_refusal(cert, request->store,
		    request->verifier, request->now_s);
		if (refusal != NULL)
			refuse(cover, cert, refusal);
		else
			chain_append(&search->candidates, cert);
	}
	chain_release(&reached);
	if (search->candidates.n > LIMIT_COVER_CANDIDATES)
		return err_set(err, ERR_LIMIT, "%zu approved anchors could "
		    "mend the chains, and sets of at most %d are tried: "
		    "approve fewer roots", search->candidates.n,
		    LIMIT_COVER_CANDIDATES);
	return 0;
}

static void
list_sets(struct search *search)
{
	uint32_t end = UINT32_C(1) << search->candidates.n;

	for (int size = 0; size <= MOST_ADDED; size++) {
		for (uint32_t set = 0; set < end; set++) {
			if (__builtin_popcount(set) != size)
				continue;
			search->sets = mem_grow(search->sets,
			    &search->sets_cap, search->n_sets + 1,
			    sizeof(*search->sets));
			search->sets[search->n_sets++] = set;
		}
	}
}

/* The instant from which a chain is judged. */
static int64_t
first_instant(const struct cover_request *request, const struct chain *chain)
{
	return chain->certs[0]->not_before_s > request->now_s ?
	    chain->certs[0]->not_before_s : request->now_s;
}

/* The store with a set of candidates added; the caller releases out. */
static void
make_store(struct store *out, const struct search *search, size_t set)
{
	store_copy(out, search->request->store);
	for (size_t i = 0; i < search->candidates.n; i++) {
		if (search->sets[set] >> i & 1)
			store_append(out, search->candidates.certs[i],
			    "added");
	}
}

static int
compute_row(struct row *out, const struct search *search,
    const struct chain *chain, const struct cert *dropped, struct err *err)
{
	const struct cover_request *request = search->request;
	struct row row = { mem_zalloc(search->n_sets * sizeof(int64_t)),
		dropped };
	int64_t from_s = first_instant(request, chain);

	for (size_t s = 0; s < search->n_sets; s++) {
		struct store store;
		struct question question = { .chain = chain, .store = &store,
			.verifier = request->verifier, .purpose = EKU_SERVER,
			.signatures = request->signatures };
		struct windows windows;
		int result;

		make_store(&store, search, s);
		result = renewed_windows(&windows, &question, dropped, err);
		store_release(&store);
		if (result == -1) {
			free(row.breaks_s);
			return -1;
		}
		row.breaks_s[s] = renewed_break(&windows, from_s);
		windows_release(&windows);
	}
	*out = row;
	return 0;
}

/* A break past the horizon is as good as none. */
static int64_t
capped(const struct search *search, const struct row *row, size_t set)
{
	return row->breaks_s[set] < search->request->horizon_s ?
	    row->breaks_s[set] : search->request->horizon_s;
}

static int64_t
best_of_row(const struct search *search, const struct row *row)
{
	int64_t best_s = INSTANT_ALWAYS;

	for (size_t s = 0; s < search->n_sets; s++) {
		if (capped(search, row, s) > best_s)
			best_s = capped(search, row, s);
	}
	return best_s;
}

/* Puts into *best the row of chain without one certificate that beats it. */
static int
try_dropping(struct row *best, const struct search *search,
    const struct chain *chain, struct err *err)
{
	for (size_t i = 1; i < chain->n; i++) {
		struct row row;

		if (compute_row(&row, search, chain, chain->certs[i], err)
		    == -1)
			return -1;
		if (best_of_row(search, &row) > best_of_row(search, best)) {
			free(best->breaks_s);
			*best = row;
		} else {
			free(row.breaks_s);
		}
	}
	return 0;
}

static int
compute_rows(struct search *search, struct err *err)
{
	const struct cover_request *request = search->request;

	for (size_t i = 0; i < request->n_required; i++) {
		const struct chain *chain = request->required[i].chain;
		struct row *served = &search->served[i];
		struct row *best = &search->best[i];

		if (compute_row(served, search, chain, NULL, err) == -1)
			return -1;
		best->breaks_s = mem_dup(served->breaks_s,
		    search->n_sets * sizeof(int64_t));
		if (capped(search, served, 0) < request->horizon_s &&
		    best_of_row(search, served) == capped(search, served, 0) &&
		    try_dropping(best, search, chain, err) == -1)
			return -1;
	}
	return 0;
}

/* What a set does to all chains together. */
struct merit {
	bool harmless;
	size_t below;		/* chains that another set would help more */
	int64_t earliest_s;	/* the first break, past the horizon or not */
};

static struct merit
merit_of(const struct search *search, size_t set)
{
	struct merit merit = { true, 0, INSTANT_NEVER };

	for (size_t i = 0; i < search->request->n_required; i++) {
		const struct row *served = &search->served[i];
		const struct row *best = &search->best[i];

		if (capped(search, served, set) < capped(search, served, 0))
			merit.harmless = false;
		if (capped(search, best, set) < best_of_row(search, best))
			merit.below++;
		if (best->breaks_s[set] < merit.earliest_s)
			merit.earliest_s = best->breaks_s[set];
	}
	return merit;
}

static size_t
choose_set(const struct search *search)
{
	struct merit chosen = merit_of(search, 0);
	size_t choice = 0;

	for (size_t s = 1; s < search->n_sets; s++) {
		struct merit merit = merit_of(search, s);
		bool as_small = __builtin_popcount(search->sets[s]) ==
		    __builtin_popcount(search->sets[choice]);

		if (merit.harmless && (merit.below < chosen.below ||
		    (merit.below == chosen.below && as_small &&
			merit.earliest_s > chosen.earliest_s))) {
			chosen = merit;
			choice = s;
		}
	}
	return choice;
}

static void
fill_cover(struct cover *cover, const struct search *search, size_t set)
{
	const struct cover_request *request = search->request;

	for (size_t i = 0; i < search->candidates.n; i++) {
		if (search->sets[set] >> i & 1)
			chain_append(&cover->added,
			    search->candidates.certs[i]);
	}
	cover->n = request->n_required;
	cover->items = mem_zalloc(cover->n * sizeof(*cover->items));
	for (size_t i = 0; i < cover->n; i++)
		cover->items[i] = (struct covered){ &request->required[i],
			search->served[i].breaks_s[0],
			search->best[i].breaks_s[set],
			search->best[i].dropped, CHAIN_EMPTY };
}

/* Which of the chains that still end do so by the server's doing alone? */
static int
find_endings(struct cover *cover, const struct search *search, size_t set,
    struct err *err)
{
	const struct cover_request *request = search->request;
	struct store store;
	int result = 0;

	make_store(&store, search, set);
	for (size_t i = 0; i < cover->n && result == 0; i++) {
		struct covered *item = &cover->items[i];
		const struct chain *chain = item->required->chain;
		struct question question = { .chain = chain, .store = &store,
			.verifier = request->verifier, .purpose = EKU_SERVER,
			.signatures = request->signatures };

		if (item->after_s < request->horizon_s)
			result = ending_served(&item->ending, &question,
			    item->dropped, request->known ? request->known :
			    request->approved, first_instant(request, chain),
			    request->horizon_s, err);
	}
	store_release(&store);
	return result;
}

static void
search_release(struct search *search)
{
	for (size_t i = 0; i < search->request->n_required; i++) {
		free(search->served[i].breaks_s);
		free(search->best[i].breaks_s);
	}
	free(search->served);
	free(search->best);
	free(search->sets);
	chain_release(&search->candidates);
}

int
cover_find(struct cover *out, const struct cover_request *request,
    struct err *err)
{
	struct cover cover = { 0 };
	struct search search = { .request = request,
		.served = mem_zalloc(request->n_required * sizeof(struct row)),
		.best = mem_zalloc(request->n_required * sizeof(struct row)) };
	size_t set;
	int result = -1;

	if (collect_candidates(&search, &cover, err) == -1)
		goto out;
	list_sets(&search);
	if (compute_rows(&search, err) == -1)
		goto out;
	set = choose_set(&search);
	fill_cover(&cover, &search, set);
	if (find_endings(&cover, &search, set, err) == -1)
		goto out;
	*out = cover;
	cover = (struct cover){ 0 };
	result = 0;
out:
	search_release(&search);
	cover_release(&cover);
	return result;
}

void
cover_release(struct cover *cover)
{
	chain_release(&cover->added);
	for (size_t i = 0; i < cover->n; i++)
		chain_release(&cover->items[i].ending);
	free(cover->items);
	free(cover->refused);
	*cover = (struct cover){ 0 };
}

bool
cover_needed(const struct cover *cover, int64_t horizon_s)
{
	for (size_t i = 0; i < cover->n; i++) {
		if (cover->items[i].before_s < horizon_s)
			return true;
	}
	return false;
}

bool
cover_mends(const struct cover *cover, int64_t horizon_s)
{
	for (size_t i = 0; i < cover->n; i++) {
		if (cover->items[i].after_s < horizon_s &&
		    cover->items[i].ending.n == 0)
			return false;
	}
	return true;
}
