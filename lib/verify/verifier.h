#ifndef VERIFY_VERIFIER_H
#define VERIFY_VERIFIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "pki/loader.h"
#include "verify/strength.h"

/*
 * A model of how one TLS library builds and checks a path, as a row of
 * parameters over a few builders. The built-in rows are in verifier.c; a
 * policy may add variants of them.
 */
enum builder {
	BUILDER_OPENSSL_1_0,	/* served first, dates last */
	BUILDER_OPENSSL_3,	/* store first at each step (1.1.0 and later) */
	BUILDER_WOLFSSL,	/* all that is served, the last one first */
	BUILDER_COMPLETE,	/* any path that holds */
	BUILDER_MBEDTLS,	/* store first, served ones forward only */
	BUILDER_MBEDTLS_2_7,	/* the same, each step by name alone */
	BUILDER_ESP_BUNDLE,	/* served ones alone, then a name and key */
	BUILDER_BEARSSL,	/* served order, anchors without dates */
	BUILDER_GNUTLS,		/* served ones sorted, then looked up */
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
	bool alternatives;	/* retry through the store if untrusted; in
				   wolfSSL: pass over CAs without signer */
	bool partial;		/* any anchor ends a path, root or not */
	bool heeds_all_served;	/* what no path needs can spoil it, too */
	bool retries_expired;	/* alternatives where something expired */
	bool ignores_critical;	/* unknown critical extensions do no harm */
	bool strict_pick;	/* none is picked at its notAfter itself */
	bool dated;		/* the store's dates are looked at when it is
				   loaded, and only then */
	int64_t started_s;	/* when that was; 0, and before it: at the
				   judged instant */
	bool pinned_leaf;	/* a leaf in the store needs nothing else */
	enum pick store_pick, served_pick;
	enum loader loader;	/* how it reads a trust store */
	struct strength strength;
	int delta_s;	/* 0: fails at notAfter itself; 1: one second later */
	int depth;	/* most certificates between leaf and anchor */
	bool no_dates;		/* built without a clock: nothing ends */
};

/* NULL where there is none. */
const struct verifier *verifier_find(const char *name);
/* The i-th built-in verifier, NULL past the last; for lists. */
const struct verifier *verifier_at(size_t i);

/* The instant from which a certificate with this notAfter is refused. */
static inline int64_t
verifier_end_s(const struct verifier *v, int64_t not_after_s)
{
	return instant_add(not_after_s, v->delta_s);
}

#endif
