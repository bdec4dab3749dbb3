#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include "finding/rule.h"
#include "pki/cert.h"
#include "policy/estate.h"

/*
 * Something that a person should act on. Owns its message; names and mark
 * are borrowed from the estate and the observations.
 */
struct finding {
	const struct rule *rule;
	char *message;			/* a sentence without its full stop */
	const char *endpoint, *release, *address;	/* or NULL */
	const struct cert *cert;	/* or NULL */
	struct mark mark;		/* where in the policy; file may be
					   NULL */
};

struct findings {
	struct finding *items;
	size_t n, cap;
};

/* The new finding, for its further members to be filled in. */
struct finding *findings_add(struct findings *all, enum rule_id rule,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Takes over its message. */
void findings_take(struct findings *all, const struct finding *finding);
void findings_release(struct findings *all);

/* Errors first, then as they came. */
void findings_sort(struct findings *all);
size_t findings_count(const struct findings *all, enum severity least);

/*
 * What a run came to; decides its exit code. Nothing examined is never
 * success.
 */
struct tally {
	size_t examined;	/* things that were judged */
	size_t incomplete;	/* things that could not be */
	size_t findings;	/* at or above the threshold */
};

int tally_status(const struct tally *tally);	/* an exit_code */

#endif
