#ifndef FETCH_ONCE_H
#define FETCH_ONCE_H

#include "fetch/http.h"

/*
 * Fetches each thing once, and gives the answer to all who ask: many
 * certificates name the same list, and many addresses serve the same chain.
 * Failures are remembered, too. Past LIMIT_FETCHED_KEPT_BYTES all is
 * forgotten, so that memory does not grow with what is asked.
 */
struct once;

struct once *once_new(struct fetcher *fetcher);	/* borrowed */
void once_free(struct once *once);

/* What somebody made of an answer; it goes with that, and borrows from it. */
struct once_made {
	void *p;		/* NULL: nothing yet */
	void (*free)(void *p);
};

struct once_answer {
	struct fetch_answer fetched;	/* stays where it is, as long as made */
	struct once_made *made;
};

/* Calls done once: now where the answer is known, else within fetcher_run.
 * The request is the same where URL and posted bytes are. */
void once_get(struct once *once, const struct fetch_request *request,
    void (*done)(void *context, const struct once_answer *answer),
    void *context);

#endif
