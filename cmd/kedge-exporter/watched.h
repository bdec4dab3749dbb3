#ifndef WATCHED_H
#define WATCHED_H

#include "look.h"

#define REASONS		(REASON_LOCAL + 1)

/*
 * One --policy and all that is known of its estate. Reloading puts a new
 * estate beside the one in use, and the next look that succeeds changes over
 * to it, so there is never a moment without the last answers.
 */
struct watched {
	const char *policy;		/* path; borrowed */
	struct estate *estate;		/* in use by look; NULL before one */
	struct estate *next;		/* loaded, not looked at yet, or NULL */
	char *load_error;		/* of the last attempt, or NULL */
	int64_t loaded_s;		/* INSTANT_ALWAYS: never */
	struct look look;		/* empty where estate is NULL */
	char *look_error;		/* of the last attempt, or NULL */
	int64_t duration_s;		/* of the last look */
	size_t scan_errors[REASONS];	/* since the start */
	bool restart_ready;
};

/* The name of its estate, or the path of its policy before there is one. */
const char *watched_name(const struct watched *watched);

struct fleet {
	struct watched *items;
	size_t n;
};

void fleet_init(struct fleet *fleet, const char *const *policies, size_t n);
void fleet_release(struct fleet *fleet);

/* Loads the policy of the i-th anew; where it cannot be used, says so and
 * keeps what there is. Two estates may not have the same name. */
void fleet_load(struct fleet *fleet, size_t i, int64_t now_s);

/* Looks at its estate, if it has one; what fails is said and remembered. */
void watched_look(struct watched *watched, int64_t now_s);

#endif
