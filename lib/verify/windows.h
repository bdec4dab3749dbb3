#ifndef VERIFY_WINDOWS_H
#define VERIFY_WINDOWS_H

#include "pki/chain.h"
#include "pki/store.h"
#include "verify/sigcache.h"
#include "verify/verifier.h"

/* What is asked: does v accept chain against store, for this purpose? */
struct question {
	const struct chain *chain;
	const struct store *store;
	const struct verifier *verifier;
	unsigned purpose;		/* EKU_SERVER, or EKU_ANY */
	struct sigcache *signatures;	/* shared by the whole run */
	bool leaf_renewed;	/* as if another with its name, not in the
				   store, were always valid */
	const struct cert *issuer_renewed;	/* the same of its issuer, or
						   NULL; not in the store */
};

/* Why a path is refused, in the order in which people should hear it. */
enum blame_class {
	BLAME_NONE,
	BLAME_EXPIRED,
	BLAME_NOT_YET_VALID,
	BLAME_MISSING_ANCHOR,	/* no anchor that the library would reach */
	BLAME_VERIFIER_LIMIT,	/* a path exists, this library misses it */
	BLAME_WEAK,
	BLAME_SIGNATURE,	/* its issuer's key did not make it */
	BLAME_CONSTRAINT,	/* usage, path length, purpose */
	BLAME_BUDGET,
};

const char *blame_class_name(enum blame_class blame);

/* The verdict in one cell of time. */
struct cell {
	int64_t from_s, until_s;	/* half open; may be the two ends */
	bool accepted;
	struct chain path;	/* leaf first; as far as it was built */
	enum blame_class blame;
	const struct cert *blamed;	/* or NULL */
};

/*
 * All of time, cut into cells in which verdict, path and blame stay the same:
 * ascending, without gaps, the first from INSTANT_ALWAYS, the last until
 * INSTANT_NEVER.
 */
struct windows {
	struct cell *cells;
	size_t n, cap;
};

/*
 * Exact: a verdict can change only where some certificate that takes part
 * starts or ends, so one evaluation between two such instants settles all of
 * them. Revocation is not considered. The caller releases out. ERR_LIMIT
 * where a budget ran out; the answer is then unknown.
 */
int windows_compute(struct windows *out, const struct question *question,
    struct err *err);
void windows_release(struct windows *windows);

/*
 * The end of the window that holds the instant, for less than all windows
 * cost; INSTANT_ALWAYS where it is refused then, or cannot be computed.
 */
int64_t windows_end(const struct question *question, int64_t at_s);

/* The cell that holds the instant. */
const struct cell *windows_at(const struct windows *windows, int64_t at_s);

/*
 * A maximal accepted interval [from, until), and the cell in which it ends:
 * its path is the one whose end ends the window.
 */
struct window {
	int64_t from_s, until_s;
	const struct cell *last;
};

/*
 * The windows one after the other: start with *at = 0; false after the last.
 */
bool windows_next(const struct windows *windows, size_t *at,
    struct window *out);

#endif
