#ifndef PKI_STORE_H
#define PKI_STORE_H

#include "pki/certpool.h"

/*
 * A trust store: its anchors in file order, which some verifiers heed, and
 * what could not be read. Of more than LIMIT_REJECTIONS the last that is told
 * says how many there are. seen = n + store_rejected(), always.
 */
struct anchor {
	const struct cert *cert;	/* borrowed from the pool */
	char *where;	/* "file:line"; within a program "file@0x1f40" */
};

struct rejection {
	char *where;
	char *reason;
};

struct store {
	char *name;	/* the locator that it was read from */
	struct anchor *anchors;
	size_t n, cap;
	struct rejection *rejections;
	size_t n_rejections, rejections_cap;
	size_t n_untold;	/* more than those */
	bool partial;	/* something that might hold anchors went unread */
};

#define STORE_EMPTY ((struct store){ 0 })

void store_append(struct store *store, const struct cert *cert,
    const char *where);
void store_reject(struct store *store, const char *where, const char *reason);
/* All that src could not be read of, and whether it is partial. */
void store_reject_all(struct store *dst, const struct store *src);
/* dst becomes an equal, separate store. */
void store_copy(struct store *dst, const struct store *src);
void store_release(struct store *store);

/*
 * "where: reason", and how many more follow with the same reason; *at starts
 * at 0 and is moved past them. NULL after the last; the caller frees it.
 */
char *store_next_rejection(const struct store *store, size_t *at);

/*
 * Does the anchor stand within a program? Then at is its offset there, or that
 * of the bundle which it is in, and form "DER", "PEM" or "ESP-IDF bundle".
 */
bool anchor_is_within(const struct anchor *anchor, uint64_t *at,
    const char **form);

size_t store_rejected(const struct store *store);
size_t store_seen(const struct store *store);
bool store_holds(const struct store *store, const struct cert *cert);
/* The anchor with this subject and key, whatever its dates, or NULL. */
const struct anchor *store_find_key(const struct store *store,
    const struct cert *cert);

#endif
