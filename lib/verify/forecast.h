#ifndef VERIFY_FORECAST_H
#define VERIFY_FORECAST_H

#include "verify/cause.h"
#include "verify/lasting.h"
#include "verify/remedy.h"
#include "verify/windows.h"

enum forecast_state {
	FORECAST_OK,
	FORECAST_FAILING,	/* it was accepted before */
	FORECAST_NOT_YET,	/* it will be accepted for the first time */
	FORECAST_NEVER,
	FORECAST_INDETERMINATE,	/* a budget ran out; see reason */
};

const char *forecast_state_name(enum forecast_state state);

/*
 * When does this verifier stop accepting this chain against this store, why,
 * and what would mend it? Instants in seconds UTC; INSTANT_NEVER: does not
 * happen. Of one chain, store and verifier, whoever asks: it is shared.
 */
struct forecast {
	const struct verifier *verifier;
	int64_t now_s;
	enum forecast_state state;
	struct windows windows;
	/* ok: the end of the present window. failing: the end of the last
	 * one. not-yet: the end of the first. never: INSTANT_ALWAYS. */
	int64_t breaks_at_s;
	int64_t recovers_at_s;	/* the next start of a window after now or
				   after the break */
	struct cause cause;
	int64_t leaf_not_after_s;	/* INSTANT_NEVER without a chain */
	int64_t leaf_lifetime_s;	/* 0 without a chain */
	int64_t served_first_not_after_s;
	int64_t complete_breaks_at_s;	/* what an ideal client would see */
	struct remedies remedies;	/* best first */
	struct lasting lasting;	/* ok, and a server alone mends it best */
	char *reason;		/* why it is indeterminate, or NULL */
};

/*
 * known: further certificates (approved roots) that a remedy may use; may be
 * empty. Never fails: what cannot be computed is FORECAST_INDETERMINATE.
 */
void forecast_make(struct forecast *out, const struct question *question,
    const struct chain *known, int64_t now_s);
void forecast_release(struct forecast *forecast);

/* Does it break before the leaf itself ends, where reminders look? */
bool forecast_ends_early(const struct forecast *forecast);

/* One line for people: what happens, when, and why. The caller frees it. */
char *forecast_sentence(const struct forecast *forecast);

#endif
