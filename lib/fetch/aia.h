#ifndef FETCH_AIA_H
#define FETCH_AIA_H

#include "fetch/ascent.h"
#include "fetch/once.h"
#include "pki/inquiry.h"

/*
 * What a client that fetches issuers would add to a chain: from where the
 * served certificates end, the places that each names are asked in order for
 * one that issued it, until one names itself as issuer. At most
 * LIMIT_AIA_DEPTH are fetched. What is fetched is not judged beyond its
 * signature on the one below.
 */
struct aia_job {
	struct once *once;
	struct certpool *pool;
	const struct chain *served;	/* not empty */
	struct inquiry *inquiry;	/* issuers and issuers_asked are set */
	struct ascent ascent;	/* from the leaf up, when done */
	/* Called once: now, or within fetcher_run. */
	void (*done)(void *context);
	void *context;
};

/* The job stays where it is until done; then the caller releases the path. */
void aia_start(struct aia_job *job);

#endif
