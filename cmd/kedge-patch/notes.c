#include "notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/instant.h"

#define NOTE_BYTES	1024	/* what is longer is cut */

__attribute__((format(printf, 3, 4)))
static void
note(struct buf *out, const struct plan *plan, const char *fmt, ...)
{
	char text[NOTE_BYTES];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	escape_terminal(out, plan->release->name);
	buf_text(out, ": ");
	escape_terminal(out, text);
	buf_text(out, "\n");
}

/* What two chains of an endpoint may have in common. */
typedef bool likeness(const struct covered *a, const struct covered *b);

static bool
drops_the_same(const struct covered *a, const struct covered *b)
{
	return a->dropped == b->dropped;
}

static bool
ends_the_same(const struct covered *a, const struct covered *b)
{
	return a->after_s == b->after_s;
}

static bool
sends_the_same_ending(const struct covered *a, const struct covered *b)
{
	return chain_equal(&a->ending, &b->ending);
}

/*
 * Which chains of its endpoint are like item i; NULL where an earlier one is,
 * so that all was said there.
 */
static const char *
chains_like(const struct cover *cover, size_t i, likeness *alike)
{
	const struct covered *item = &cover->items[i];
	bool seen[2] = { false, false };

	for (size_t k = 0; k < cover->n; k++) {
		const struct covered *other = &cover->items[k];

		if (strcmp(other->required->endpoint,
			item->required->endpoint) != 0 || !alike(item, other))
			continue;
		if (k < i)
			return NULL;
		seen[other->required->source] = true;
	}
	if (seen[REQUIRED_OBSERVED] && seen[REQUIRED_CANDIDATE])
		return "observed and candidate";
	return required_source_name(item->required->source);
}

/* The first break still to come of the chains that are like item i. */
static int64_t
next_break(const struct cover *cover, size_t i, int64_t now_s)
{
	const struct covered *item = &cover->items[i];
	int64_t next_s = INSTANT_NEVER;

	for (size_t k = i; k < cover->n; k++) {
		const struct covered *other = &cover->items[k];

		if (strcmp(other->required->endpoint,
			item->required->endpoint) == 0 &&
		    drops_the_same(item, other) && other->before_s > now_s &&
		    other->before_s < next_s)
			next_s = other->before_s;
	}
	return next_s;
}

/*
 * What comes before the server's part. The root must be on the devices first,
 * since it is the certificate dropped that stands in for it until then.
 */
static void
write_order(struct buf *out, const struct plan *plan, int64_t break_s)
{
	int64_t adoption_s = plan->release->adoption_s;
	char text[INSTANT_TEXT];

	if (plan_has_patch(plan)) {
		buf_text(out, "first ship the release with the patch; only "
		    "once the devices have it");
		if (adoption_s > 0)
			buf_printf(out, " (adoption: %s)",
			    duration_format(text, adoption_s));
	} else {
		buf_text(out, "once no device of another release needs it "
		    "any more");
	}
	if (break_s != INSTANT_NEVER)
		buf_printf(out, ", and before %s",
		    instant_format(text, break_s));
	buf_text(out, ",");
}

static void
note_drop(struct buf *out, const struct plan *plan, size_t i, int64_t now_s)
{
	const struct covered *item = &plan->cover.items[i];
	const char *chains = chains_like(&plan->cover, i, drops_the_same);
	struct buf order = BUF_INIT(NOTE_BYTES);
	char sha256[SHA256_TEXT];

	if (item->dropped == NULL || chains == NULL)
		return;
	write_order(&order, plan, next_break(&plan->cover, i, now_s));
	note(out, plan, "%s the server of %s must stop sending '%s' by '%s' "
	    "(%.16s; %s chain), or %s follows it to its end%s", order.p,
	    item->required->endpoint, item->dropped->short_name,
	    item->dropped->issuer_short_name,
	    sha256_text(sha256, item->dropped->sha256), chains,
	    plan->release->verifier->name, plan_has_patch(plan) ?
	    "; doing it earlier cuts off every device without the patch" :
	    "");
	buf_release(&order);
}

static void
note_replacements(struct buf *out, const struct plan *plan, size_t i,
    int64_t now_s)
{
	const struct covered *item = &plan->cover.items[i];
	const char *chains = chains_like(&plan->cover, i,
	    sends_the_same_ending);
	char instant[INSTANT_TEXT], sha256[SHA256_TEXT];

	for (size_t k = 0; chains != NULL && k < item->ending.n; k++) {
		const struct cert *cert = item->ending.certs[k];
		int64_t end_s = verifier_end_s(plan->release->verifier,
		    cert->not_after_s);

		note(out, plan, "the server of %s must replace intermediate "
		    "'%s' by '%s' (%.16s; %s chain) %s %s; its anchor lasts",
		    item->required->endpoint, cert->short_name,
		    cert->issuer_short_name,
		    sha256_text(sha256, cert->sha256), chains,
		    end_s > now_s ? "before" : "now, since it ended at",
		    instant_format(instant, end_s));
	}
}

static void
note_refusal(struct buf *out, const struct plan *plan, size_t i)
{
	const struct covered *item = &plan->cover.items[i];
	const char *chains = chains_like(&plan->cover, i, ends_the_same);
	char instant[INSTANT_TEXT];

	if (item->after_s >= plan->horizon_s || item->ending.n > 0 ||
	    chains == NULL)
		return;
	note(out, plan, "%s is refused (%s chain) from %s on, whatever is "
	    "added", item->required->endpoint, chains,
	    instant_format(instant, item->after_s));
}

void
notes_of_plan(struct buf *out, const struct plan *plan, int64_t now_s)
{
	const struct cover *cover = &plan->cover;

	for (size_t i = 0; i < cover->n; i++) {
		note_drop(out, plan, i, now_s);
		note_replacements(out, plan, i, now_s);
		note_refusal(out, plan, i);
	}
	for (size_t i = 0; cover_needed(cover, plan->horizon_s) &&
	    i < cover->n_refused; i++)
		note(out, plan, "'%s' is approved and cannot be added: %s",
		    cover->refused[i].cert->short_name,
		    cover->refused[i].reason);
	for (size_t i = 0; i < plan->n_unseen; i++)
		note(out, plan, "no chain of %s was seen, so what it needs "
		    "is not known", plan->unseen[i]);
}

void
notes_of_proof(struct buf *out, const struct plan *plan,
    const struct proof *proof)
{
	for (size_t i = 0; i < PROOF_CHECKS; i++) {
		const struct proof_check *check = &proof->checks[i];

		if (check->why != NULL)
			note(out, plan, "check %d, %s, fails: %s",
			    check->number, check->name, check->why);
	}
}
