#ifndef VERIFY_LASTING_H
#define VERIFY_LASTING_H

#include "verify/cause.h"
#include "verify/remedy.h"

/*
 * How far servers alone can carry a chain that is accepted now: with a leaf
 * that is renewed for ever, by an issuer that is replaced when it ends, and
 * with what they may send besides. The next leaf is as a rule from the next
 * CA certificate; not where that is a cross-sign, nor what stands above it:
 * those are what an outage comes from that no renewal prevents.
 */
struct lasting {
	int64_t breaks_at_s;	/* INSTANT_NEVER: for ever, or not asked */
	struct cause cause;
	struct remedies remedies;	/* of that, best first */
};

/* known: as for forecast_make. False where at_s is no time at which it can be
 * told. The caller releases out. */
bool lasting_find(struct lasting *out, const struct question *question,
    const struct chain *known, int64_t at_s);
void lasting_release(struct lasting *lasting);

#endif
