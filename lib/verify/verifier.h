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
	BUILDER_GO,		/* the same, within so many signatures */
	BUILDER_JAVA,		/* served order, else a search */
	BUILDER_LIBRESSL,	/* a search, one from the store a step */
};

/* How those that try every way (BUILDER_COMPLETE) judge, where they differ
 * from RFC 5280 to the letter; bits. */
enum habit {
	/* of anchors, which are a name and a key, and neither dates nor usages
	 * nor, with the second, name constraints */
	HABIT_BLIND_ANCHORS = 1 << 0,
	HABIT_NO_ANCHOR_NAMES = 1 << 1,
	/* of the leaf */
	HABIT_LEAF_NO_CA = 1 << 2,	/* it must not be a CA */
	HABIT_LEAF_USAGE = 1 << 3,	/* its key usage must be of TLS */
	HABIT_NO_PINNED_LEAF = 1 << 4,	/* it is not an anchor itself */
	HABIT_PINNED_KEY = 1 << 5,	/* an anchor's name and key will do */
	HABIT_NO_COMMON_NAME = 1 << 6,	/* that is never a host name */
	/* of purposes and usages */
	HABIT_EXACT_PURPOSE = 1 << 7,	/* any purpose is not a server's */
	HABIT_GATED = 1 << 8,		/* gated cryptography is */
	HABIT_LEAF_PURPOSE = 1 << 9,	/* those of CAs do not count */
	HABIT_NO_USAGE = 1 << 10,	/* key usage is not looked at */
	HABIT_VERSION_3 = 1 << 11,	/* older certificates are refused */
	/* of paths */
	HABIT_SELF_ISSUED_COUNT = 1 << 12,	/* in path lengths and depth */
	HABIT_SELF_ISSUED_ENDS = 1 << 13,	/* if served, a path */
	HABIT_NO_REISSUE = 1 << 14,	/* of the leaf is its issuer */
};

/* Which of several candidates for an issuer is taken. */
enum pick {
	PICK_FIRST,			/* blind to time */
	PICK_VALID_ELSE_FIRST,
	PICK_VALID_ELSE_LAST,
	PICK_VALID_ELSE_LATEST,		/* the one that ends last */
};

#define VERIFIER_SWITCHES	3	/* at most; NULL ends fewer */

struct verifier {
	const char *name;
	const char *models;	/* what it stands for, in words */
	const char *shape;	/* of its ClientHello, see verify/hello.h */
	enum builder builder;
	bool trusted_first;	/* ask the store before what was served */
	bool alternatives;	/* retry through the store if untrusted; in
				   wolfSSL: pass over CAs without signer */
	bool partial;		/* any anchor ends a path, root or not */
	bool fresh_anchors;	/* none from the store that the path has */
	bool short_years;	/* from 2050 on it cannot read dates that
				   have two digits of the year */
	bool heeds_all_served;	/* what no path needs can spoil it, too */
	bool retries_expired;	/* alternatives where something expired */
	unsigned foreign_criticals;	/* CRITICAL_ bits of extensions that
					   libcrypto 3 knows and it does not */
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
	unsigned habits;	/* HABIT_ bits */
	int delta_s;	/* 0: fails at notAfter itself; 1: one second later */
	int signature_checks;	/* most for one verdict; Go and LibreSSL */
	int depth;	/* most certificates between leaf and anchor */
	bool no_dates;		/* built without a clock: nothing ends */
	/* The same library set otherwise, or a newer one, by name. */
	const char *switches[VERIFIER_SWITCHES];
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
