#ifndef PATCH_CHECK_H
#define PATCH_CHECK_H

#include "git/revision.h"
#include "patch/prove.h"
#include "pki/store.h"

struct json_t;

/* One check under way: it passes unless something is wrong. */
struct check {
	struct json_t *facts;	/* an object; what was found */
	char *why;		/* the first thing that was wrong, or NULL */
};

void check_fails(struct check *check, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* What the checks share. */
struct exhibits {
	const struct proof_input *input;
	struct git_file base;		/* the bundle at the base commit */
	int64_t base_time_s;
	struct store before, after;	/* all that can be read */
	struct store loaded_before, loaded_after;	/* by the verifier's
							   library */
};

/* Each line of the proof; the numbers are those of proof.json. */
void check_base(struct check *check, const struct exhibits *x);	/* 1 */
void check_delta(struct check *check, const struct exhibits *x);	/* 2 */
void check_bytes(struct check *check, const struct exhibits *x);	/* 3 */
void check_added(struct check *check, const struct exhibits *x);	/* 4 */
void check_loaded(struct check *check, const struct exhibits *x);	/* 5 */
void check_fit(struct check *check, const struct exhibits *x);	/* 6 */
void check_endpoints(struct check *check, const struct exhibits *x); /* 8 */
void check_remade(struct check *check, const struct exhibits *x);	/* 12 */

#endif
