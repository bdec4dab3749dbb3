#ifndef BUNDLE_DIFF_H
#define BUNDLE_DIFF_H

#include "pki/store.h"

/*
 * How one store became another, certificate by certificate. One that went
 * and one that came with the same subject and key are one reissued, since
 * those two are what a chain needs.
 */
enum diff_kind {
	DIFF_SAME,
	DIFF_REISSUED,
	DIFF_ADDED,
	DIFF_REMOVED,
};

#define DIFF_KINDS 4

struct diff_item {
	enum diff_kind kind;
	const struct cert *before;	/* NULL where added */
	const struct cert *after;	/* NULL where removed */
};

struct diff {
	struct diff_item *items;	/* a's order, then what b adds */
	size_t n, cap;
	size_t count[DIFF_KINDS];
};

/* Both stores come from one pool. The caller releases out, before them. */
void diff_stores(struct diff *out, const struct store *a,
    const struct store *b);
void diff_release(struct diff *diff);

const char *diff_kind_name(enum diff_kind kind);

#endif
