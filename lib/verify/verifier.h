#ifndef VERIFY_VERIFIER_H
#define VERIFY_VERIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "verify/strength.h"

/*
 * A model of how one TLS library builds and checks a path, as a row of
 * parameters over a few builders. The built-in rows are in verifier.c; a
 * policy may add variants of them.
 */
enum builder {
	BUILDER_OPENSSL_1_0,	/* served first, dates last */
	BUILDER_OPENSSL_3,	/* store first at each step (1.1.0 and later) */
	BUILDER_COMPLETE,	/* any path that holds */
	BUILDER_JAVA,		/* served order, else a search */
	BUILDER_GO,		/* the same, within so many signatures */
};

/* Which of several candidates for an issuer is taken. */
enum pick {
	PICK_FIRST,			/* blind to time */
	PICK_VALID_ELSE_FIRST,
	PICK_VALID_ELSE_LAST,
	PICK_VALID_ELSE_LATEST,		/* the one that ends last */
};

struct verifier {
	const char *name;
	const char *models;	/* what it stands for, in words */
	enum builder builder;
	bool trusted_first;	/* ask the store before what was served */
	bool alternatives;	/* retry through the store if untrusted */
	bool partial;		/* any anchor ends a path, root or not */
	enum pick store_pick, served_pick;
	struct strength strength;
	int delta_s;	/* 0: fails at notAfter itself; 1: one second later */
	int signature_checks;	/* most for one verdict; Go's alone */
	int depth;	/* most certificates between leaf and anchor */
};

/* NULL where there is none. */
const struct verifier *verifier_find(const char *name);
/* The i-th built-in verifier, NULL past the last; for lists. */
const struct verifier *verifier_at(size_t i);

/* The instant from which a certificate with this notAfter is refused. */
static inline int64_t
verifier_end_s(const struct verifier *v, int64_t not_after_s)
{
	return not_after_s + v->delta_s;
}

#endif
