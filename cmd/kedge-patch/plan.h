#ifndef KEDGE_PATCH_PLAN_H
#define KEDGE_PATCH_PLAN_H

#include "job.h"
#include "patch/folder.h"

/* What every release is planned from; borrowed. */
struct basis {
	const struct pass *pass;
	const struct chain *candidate;	/* or NULL; for job->endpoint */
	const struct chain *known;	/* every anchor that is known of */
};

enum outcome {
	OUTCOME_UNSUPPORTED,	/* its support has ended */
	OUTCOME_UNCONCERNED,	/* it is the client of no endpoint */
	OUTCOME_NOTHING_NEEDED,	/* a server may have to renew what it sends */
	OUTCOME_NOTHING_SEEN,	/* likewise, as far as chains were seen */
	OUTCOME_MENDED,
	OUTCOME_MENDED_WITH_SERVERS,	/* once they do their part */
	OUTCOME_MENDED_IN_PART,
	OUTCOME_SERVERS_ALONE,	/* no anchor is wanting; one must act */
	OUTCOME_NOTHING_HELPS,
	OUTCOME_UNPROVEN,	/* there is a patch, and its proof fails */
	OUTCOME_UNKNOWN,	/* it could not be judged */
};

/* What one release needs. */
struct plan {
	const struct release *release;
	int64_t horizon_s;
	struct required *required;
	size_t n_required, required_cap;
	const char **unseen;	/* endpoints of which no chain is known */
	size_t n_unseen, unseen_cap;
	struct cover cover;
	enum outcome outcome;
	size_t checks_passed;	/* of its proof */
};

const char *outcome_words(enum outcome outcome);
/* Is there a patch to make? */
bool plan_has_patch(const struct plan *plan);

/* The caller releases out. Fails where the release cannot be judged. */
int plan_make(struct plan *out, const struct job *job,
    const struct basis *basis, const struct release *release,
    struct err *err);
void plan_release(struct plan *plan);

/* Makes the plan's patch and its proof, and adds it to folder. */
int plan_write(struct plan *plan, struct job *job,
    const struct folder *folder, struct proof *proof, struct err *err);

#endif
