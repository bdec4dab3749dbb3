#include "verify/forecast.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"

const char *
forecast_state_name(enum forecast_state state)
{
	static const char *const names[] = {
		[FORECAST_OK] = "ok",
		[FORECAST_FAILING] = "failing",
		[FORECAST_NOT_YET] = "not-yet",
		[FORECAST_NEVER] = "never",
		[FORECAST_INDETERMINATE] = "indeterminate",
	};

	return names[state];
}

/* The windows around now: the one that holds it, its neighbours. */
struct position {
	bool has_past, has_present, has_future;
	struct window past, present, future;
};

static struct position
locate(const struct windows *windows, int64_t now_s)
{
	struct position p = { 0 };
	struct window window;
	size_t at = 0;

	while (windows_next(windows, &at, &window)) {
		if (window.until_s <= now_s) {
			p.past = window;
			p.has_past = true;
		} else if (window.from_s <= now_s) {
			p.present = window;
			p.has_present = true;
		} else if (!p.has_future) {
			p.future = window;
			p.has_future = true;
		}
	}
	return p;
}

static void
settle(struct forecast *f, const struct question *q,
    const struct chain *known)
{
	struct position p = locate(&f->windows, f->now_s);
	const struct window *ending = NULL;

	if (p.has_present) {
		f->state = FORECAST_OK;
		ending = &p.present;
	} else if (p.has_past) {
		f->state = FORECAST_FAILING;
		ending = &p.past;
	} else if (p.has_future) {
		f->state = FORECAST_NOT_YET;
	} else {
		f->state = FORECAST_NEVER;
		f->breaks_at_s = INSTANT_ALWAYS;
	}
	if (p.has_future)
		f->recovers_at_s = p.future.from_s;
	if (ending != NULL) {
		f->breaks_at_s = ending->until_s;
		f->cause = cause_of_end(q, known, &f->windows, ending);
	} else {
		if (p.has_future)
			f->breaks_at_s = p.future.until_s;
		f->cause = cause_of_refusal(q, known,
		    windows_at(&f->windows, f->now_s));
	}
}

/* What an ideal client would see: the end of its present or next window. */
static int64_t
complete_break(const struct question *question, int64_t now_s)
{
	struct question ideal = *question;
	struct windows windows = { 0 };
	struct err err = ERR_NONE;
	struct position p;
	int64_t break_s = INSTANT_ALWAYS;

	ideal.verifier = verifier_find("complete");
	if (windows_compute(&windows, &ideal, &err) == -1)
		return INSTANT_ALWAYS;
	p = locate(&windows, now_s);
	if (p.has_present)
		break_s = p.present.until_s;
	else if (p.has_past)
		break_s = p.past.until_s;
	else if (p.has_future)
		break_s = p.future.until_s;
	windows_release(&windows);
	return break_s;
}

/*
 * What works now should work for longer, and what has failed should work
 * now. What is for later is judged at its start, and waiting is no remedy.
 */
static void
find_remedies(struct forecast *f, const struct question *q,
    const struct chain *known)
{
	switch (f->state) {
	case FORECAST_OK:
		if (f->breaks_at_s != INSTANT_NEVER)
			remedies_find(&f->remedies, q, known, f->now_s,
			    f->breaks_at_s);
		return;
	case FORECAST_NOT_YET:
		remedies_find(&f->remedies, q, known, f->recovers_at_s,
		    f->breaks_at_s);
		return;
	case FORECAST_FAILING:
	case FORECAST_NEVER:
		remedies_find(&f->remedies, q, known, f->now_s, f->now_s);
		return;
	case FORECAST_INDETERMINATE:
		return;
	}
}

/* What servers alone mend, and for how long they can. */
static void
find_lasting(struct forecast *f, const struct question *q,
    const struct chain *known)
{
	if (f->state == FORECAST_OK && f->remedies.n > 0 &&
	    remedy_place(f->remedies.items[0].kind) == PLACE_SERVER &&
	    !lasting_find(&f->lasting, q, known, f->now_s))
		f->lasting = (struct lasting){ f->breaks_at_s, f->cause,
			{ 0 } };
}

void
forecast_make(struct forecast *out, const struct question *question,
    const struct chain *known, int64_t now_s)
{
	struct err err = ERR_NONE;
	const struct cert *leaf = question->chain->n > 0 ?
	    question->chain->certs[0] : NULL;

	*out = (struct forecast){
		.verifier = question->verifier,
		.now_s = now_s,
		.state = FORECAST_INDETERMINATE,
		.breaks_at_s = INSTANT_NEVER,
		.recovers_at_s = INSTANT_NEVER,
		.leaf_not_after_s = leaf ? leaf->not_after_s : INSTANT_NEVER,
		.leaf_lifetime_s = leaf ? leaf->not_after_s -
		    leaf->not_before_s : 0,
		.served_first_not_after_s =
		    chain_first_not_after(question->chain),
		.complete_breaks_at_s = INSTANT_ALWAYS,
		.lasting = { .breaks_at_s = INSTANT_NEVER },
	};
	if (windows_compute(&out->windows, question, &err) == -1) {
		out->cause.blame = BLAME_BUDGET;
		out->reason = mem_strdup(err.msg);
		return;
	}
	settle(out, question, known);
	out->complete_breaks_at_s = complete_break(question, now_s);
	/* A library that misses a path which exists is to blame itself. */
	if (out->cause.blame == BLAME_MISSING_ANCHOR &&
	    out->complete_breaks_at_s > now_s)
		out->cause.blame = BLAME_VERIFIER_LIMIT;
	find_remedies(out, question, known);
	find_lasting(out, question, known);
}

void
forecast_release(struct forecast *forecast)
{
	windows_release(&forecast->windows);
	remedies_release(&forecast->remedies);
	lasting_release(&forecast->lasting);
	free(forecast->reason);
	*forecast = (struct forecast){ 0 };
}

bool
forecast_ends_early(const struct forecast *forecast)
{
	return forecast->state == FORECAST_OK &&
	    forecast->breaks_at_s < forecast->leaf_not_after_s &&
	    !(forecast->cause.cert != NULL &&
		forecast->cause.role == ROLE_LEAF);
}

char *
forecast_sentence(const struct forecast *forecast)
{
	char when[INSTANT_TEXT];
	char *cause = cause_text(&forecast->cause);
	char *text = NULL;

	instant_format(when, forecast->breaks_at_s);
	switch (forecast->state) {
	case FORECAST_OK:
		text = forecast->breaks_at_s == INSTANT_NEVER ?
		    mem_strdup("never breaks") :
		    mem_printf("breaks at %s: %s", when, cause);
		break;
	case FORECAST_FAILING:
		text = mem_printf("failing since %s: %s", when, cause);
		break;
	case FORECAST_NOT_YET:
		instant_format(when, forecast->recovers_at_s);
		text = mem_printf("valid only from %s: %s", when, cause);
		break;
	case FORECAST_NEVER:
		text = mem_printf("never valid: %s", cause);
		break;
	case FORECAST_INDETERMINATE:
		text = mem_printf("unknown: %s", forecast->reason);
		break;
	}
	free(cause);
	return text;
}
