#include "pki/revocation.h"

#include <stddef.h>
#include <string.h>

#include "base/instant.h"

/* RFC 5280, section 5.3.1; 7 is not used. */
static const char *const reasons[] = { "unspecified", "keyCompromise",
	"cACompromise", "affiliationChanged", "superseded",
	"cessationOfOperation", "certificateHold", NULL, "removeFromCRL",
	"privilegeWithdrawn", "aACompromise" };

#define N_REASONS	(sizeof(reasons) / sizeof(reasons[0]))

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
	return reason >= 0 && (size_t)reason < N_REASONS ? reasons[reason] :
	    NULL;
}

bool
revocation_reason_parse(int *out, const char *name)
{
	for (size_t i = 0; i < N_REASONS; i++) {
		if (reasons[i] != NULL && strcmp(reasons[i], name) == 0) {
			*out = (int)i;
			return true;
		}
	}
	return false;
}
