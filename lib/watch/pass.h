#ifndef WATCH_PASS_H
#define WATCH_PASS_H

#include "finding/finding.h"
#include "policy/estate.h"
#include "record/record.h"
#include "verify/docket.h"
#include "verify/pair.h"
#include "watch/roster.h"

/* What one look at an estate takes and gives; watch/look.h takes it. */

/* Certificates and signatures of the whole run. */
struct evidence {
	struct certpool *pool;
	struct sigcache *signatures;
};

void evidence_init(struct evidence *evidence);
void evidence_release(struct evidence *evidence);

/* Something in the place of what is deployed; borrowed. */
struct candidate_chain {
	const char *endpoint;
	const struct chain *chain;
};

struct candidate_store {
	const char *release;
	const struct store *store;
};

struct pass_settings {
	int64_t now_s;
	int timeout_ms, concurrency;		/* of the scan */
	const struct records *recorded;		/* instead of a live scan;
						   its stores win, too */
	const struct candidate_chain *chains;
	size_t n_chains;
	const struct candidate_store *stores;
	size_t n_stores;
	void (*progress)(void *context, size_t done, size_t total);
	void *progress_context;
};

struct pass_store {
	const struct release *release;
	bool wanted;		/* some pair needs it */
	bool readable;
	char *error;		/* why not, where not readable */
	struct store store;
	size_t column;		/* of the docket, where readable */
};

struct pass {
	const struct estate *estate;
	int64_t now_s;
	struct observations observations;
	struct roster roster;		/* of them, by endpoint */
	struct pass_store *stores;	/* one for each release, in order */
	size_t n_stores;
	struct store approved;		/* anchors that may be added */
	struct chain roots;		/* their certificates alone */
	struct docket *docket;		/* owns what the pairs share */
	struct pair *pairs;		/* worst first */
	size_t n_pairs, pairs_cap;
	struct findings findings;	/* errors first */
	size_t examined;		/* things that were judged */
	size_t incomplete;		/* things that could not be */
};

void pass_release(struct pass *pass);

/*
 * Is it of the service that the policy means? The name alone is not enough:
 * the address behind it may have changed since, and another estate may use
 * the same name for something else.
 */
bool endpoint_is_observed(const struct endpoint *endpoint,
    const struct observation *observation);

/* The observations of one endpoint: *at starts at 0; NULL after the last. */
const struct observation *pass_next_observation(const struct pass *pass,
    const struct endpoint *endpoint, size_t *at);

/*
 * The shape of ClientHello whose observations of endpoint tell what release
 * gets there: that of its own library, or the widest where records hold no
 * other. And those observations, as above, with what records say of no shape.
 */
const char *pass_shape(const struct pass *pass,
    const struct endpoint *endpoint, const struct release *release);
const struct observation *pass_next_seen(const struct pass *pass,
    const struct endpoint *endpoint, const char *shape, size_t *at);

#endif
