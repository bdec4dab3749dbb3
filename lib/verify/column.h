#ifndef VERIFY_COLUMN_H
#define VERIFY_COLUMN_H

#include "verify/windows.h"

/* Where in the store an anchor of this subject stands. */
struct column_entry {
	uint32_t subject_id;
	uint32_t position;
};

/*
 * A store as one verifier reads it, with its anchors found by subject. A
 * column borrows both; the store stays as it is meanwhile.
 */
struct column {
	const struct store *store;
	const struct verifier *verifier;
	struct column_entry *entries;	/* by subject, then by position */
};

void column_init(struct column *column, const struct store *store,
    const struct verifier *verifier);
void column_release(struct column *column);

/*
 * The anchors that can matter to a verdict on chain, in store order: those of
 * a name that something served bears, or that leads on from there as an
 * issuer, known ones (which a remedy may add) included; for wolfSSL also those
 * that share a key with one, for ESP-IDF all. Judging against them is judging
 * against the whole store.
 */
void column_reach(const struct column *column, const struct chain *chain,
    const struct chain *known, struct chain *out);

#endif
