#include "pki/revocation.h"

#include <stddef.h>

#include "base/instant.h"

/* RFC 5280, section 5.3.1; 7 is not used. */
static const char *const reasons[] = { "unspecified", "keyCompromise",
	"cACompromise", "affiliationChanged", "superseded",
	"cessationOfOperation", "certificateHold", NULL, "removeFromCRL",
	"privilegeWithdrawn", "aACompromise" };

enum freshness
freshness_at(int64_t this_update_s, int64_t next_update_s, int64_t now_s)
{
	if (instant_add(now_s, FRESHNESS_SKEW_S) < this_update_s)
		return FRESHNESS_EARLY;
	return now_s > next_update_s ? FRESHNESS_STALE : FRESHNESS_CURRENT;
}

const char *
freshness_name(enum freshness freshness)
{
	switch (freshness) {
	case FRESHNESS_EARLY:
		return "early";
	case FRESHNESS_CURRENT:
		return "current";
	case FRESHNESS_STALE:
		return "stale";
	}
	return "";
}

const char *
revocation_reason_name(int reason)
{
	size_t n = sizeof(reasons) / sizeof(reasons[0]);

	return reason >= 0 && (size_t)reason < n ? reasons[reason] : NULL;
}
