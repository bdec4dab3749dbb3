#ifndef PKI_REVOCATION_H
#define PKI_REVOCATION_H

#include <stdbool.h>
#include <stdint.h>

/* What OCSP and revocation lists have in common (RFC 6960, RFC 5280). */

/*
 * How far a statement holds at an instant. It is early before this_update_s,
 * less the five minutes by which clocks differ, and stale after
 * next_update_s (INSTANT_NEVER where it names no such time).
 */
enum freshness {
	FRESHNESS_EARLY,
	FRESHNESS_CURRENT,
	FRESHNESS_STALE,
};

#define FRESHNESS_SKEW_S	300

enum freshness freshness_at(int64_t this_update_s, int64_t next_update_s,
    int64_t now_s);
const char *freshness_name(enum freshness freshness);

/* Why a certificate was revoked: a CRLReason, or that none is given. */
#define REVOCATION_REASON_NONE	(-1)

/* "keyCompromise"; NULL where none is given or the number has no name. */
const char *revocation_reason_name(int reason);
/* False where no reason has this name. */
bool revocation_reason_parse(int *out, const char *name);

#endif
