#ifndef VERIFY_REMEDY_H
#define VERIFY_REMEDY_H

#include "verify/windows.h"

enum remedy_kind {
	REMEDY_RENEW_LEAF,	/* same issuer, later end */
	REMEDY_DROP_SERVED,	/* the server stops sending cert */
	REMEDY_ADD_ANCHOR,	/* the release's store gains cert */
	REMEDY_ADD_ANCHOR_DROP_SERVED,	/* both: cert and dropped */
};

const char *remedy_kind_name(enum remedy_kind kind);

struct remedy {
	enum remedy_kind kind;
	const struct cert *cert;	/* the leaf, the served or the anchor */
	const struct cert *dropped;	/* ..._DROP_SERVED: served no more */
	int64_t breaks_at_s;		/* the break that it would give */
};

struct remedies {
	struct remedy *items;
	size_t n, cap;
};

/*
 * Reruns the question with one thing changed and keeps the changes with which
 * it is accepted at at_s and until after base_s, best first; among equals the
 * one that is done soonest (server before firmware, one step before two).
 * known holds the certificates that may become anchors.
 */
void remedies_find(struct remedies *out, const struct question *question,
    const struct chain *known, int64_t at_s, int64_t base_s);
void remedies_release(struct remedies *remedies);

/* In words, as "add the anchor 'X' to the release"; the caller frees it. */
char *remedy_text(const struct remedy *remedy);

#endif
