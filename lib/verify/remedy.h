#ifndef VERIFY_REMEDY_H
#define VERIFY_REMEDY_H

#include "verify/windows.h"

/* In the order of their effort. */
enum remedy_kind {
	REMEDY_RENEW_LEAF,	/* same issuer, later end */
	REMEDY_DROP_SERVED,	/* the server stops sending cert */
	REMEDY_REORDER_SERVED,	/* it sends its own in the path's order */
	REMEDY_SERVE_KNOWN,	/* it sends cert, too */
	REMEDY_ADD_ANCHOR,	/* the release's store gains cert */
	REMEDY_REMOVE_ANCHOR,	/* the store loses cert */
	REMEDY_ADD_ANCHOR_DROP_SERVED,	/* both: cert and dropped */
	REMEDY_SWITCH_VERIFIER,	/* the release verifies as verifier does */
};

/* Where something has to be done; later is harder. */
enum remedy_place {
	PLACE_SERVER,
	PLACE_STORE,
	PLACE_BOTH,
	PLACE_LIBRARY,
};

const char *remedy_kind_name(enum remedy_kind kind);
enum remedy_place remedy_place(enum remedy_kind kind);

struct remedy {
	enum remedy_kind kind;
	const struct cert *cert;	/* NULL for reorder and switch */
	const struct cert *dropped;	/* ..._DROP_SERVED: served no more */
	const struct verifier *verifier;	/* ..._SWITCH_VERIFIER */
	int64_t breaks_at_s;		/* the break that it would give */
	size_t number;			/* among those of its kind that the
					   question has; for remedy_follow */
};

struct remedies {
	struct remedy *items;
	size_t n, cap;
};

/*
 * Reruns the question with one thing changed and keeps the changes with which
 * it is accepted at at_s and until after base_s, best first; among equals the
 * one that is done soonest (server, store, both, library; one step before
 * two). Of the known certificates the self-issued ones may become anchors,
 * and the server may send the others.
 */
void remedies_find(struct remedies *out, const struct question *question,
    const struct chain *known, int64_t at_s, int64_t base_s);
void remedies_release(struct remedies *remedies);

/* Calls back with what the question, for which the remedy was found, becomes
 * with it; borrowed until it returns. */
void remedy_follow(const struct remedy *remedy,
    const struct question *question, const struct chain *known,
    void (*with)(void *context, const struct question *changed),
    void *context);

/* In words, as "add the anchor 'X' to the release"; the caller frees it. */
char *remedy_text(const struct remedy *remedy);

#endif
