#include "watched.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/instant.h"
#include "base/mem.h"
#include "command.h"
#include "rehearsal.h"

const char *
watched_name(const struct watched *watched)
{
	if (watched->estate != NULL)
		return watched->estate->name;
	return watched->next != NULL ? watched->next->name : watched->policy;
}

void
fleet_init(struct fleet *fleet, const char *const *policies, size_t n)
{
	fleet->items = mem_zalloc(n * sizeof(*fleet->items));
	fleet->n = n;
	for (size_t i = 0; i < n; i++)
		fleet->items[i] = (struct watched){ .policy = policies[i],
			.loaded_s = INSTANT_ALWAYS, .restart_ready = true };
}

static void
estate_free(struct estate *estate)
{
	if (estate != NULL)
		estate_release(estate);
	free(estate);
}

void
fleet_release(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->n; i++) {
		struct watched *watched = &fleet->items[i];

		look_release(&watched->look);
		estate_free(watched->estate);
		estate_free(watched->next);
		free(watched->load_error);
		free(watched->look_error);
	}
	free(fleet->items);
	*fleet = (struct fleet){ 0 };
}

/* Says a message, unless it is what was said the last time; keeps it. */
static void
complain(char **kept, const char *about, const struct err *err)
{
	if (*kept == NULL || strcmp(*kept, err->msg) != 0)
		say("%s: %s", about, err->msg);
	free(*kept);
	*kept = mem_strdup(err->msg);
}

static void
forget(char **kept)
{
	free(*kept);
	*kept = NULL;
}

static bool
has_name(const struct watched *watched, const char *name)
{
	return (watched->estate && strcmp(watched->estate->name, name) == 0) ||
	    (watched->next && strcmp(watched->next->name, name) == 0);
}

static int
load(struct estate *out, const struct fleet *fleet, size_t i,
    struct err *err)
{
	struct estate estate = ESTATE_EMPTY;

	if (estate_load(&estate, fleet->items[i].policy, false, err) == -1)
		return -1;
	for (size_t k = 0; k < fleet->n; k++) {
		if (k == i || !has_name(&fleet->items[k], estate.name))
			continue;
		err_set(err, ERR_POLICY, "the estate '%.100s' is also that of "
		    "%.100s; give one of them another name", estate.name,
		    fleet->items[k].policy);
		estate_release(&estate);
		return -1;
	}
	*out = estate;
	return 0;
}

void
fleet_load(struct fleet *fleet, size_t i, int64_t now_s)
{
	struct watched *watched = &fleet->items[i];
	struct estate estate;
	struct err err = ERR_NONE;

	if (load(&estate, fleet, i, &err) == -1) {
		forget(&watched->load_error);
		complain(&watched->load_error, watched->loaded_s ==
		    INSTANT_ALWAYS ? "cannot load the policy" :
		    "the policy stays as it was", &err);
		return;
	}
	forget(&watched->load_error);
	estate_free(watched->next);
	watched->next = mem_dup(&estate, sizeof(estate));
	watched->loaded_s = now_s;
	for (size_t k = 0; k < estate.n_faults; k++)
		say("%s", estate.faults[k].message);
}

/* What look is of gives way to what it was taken of. */
static void
change_over(struct watched *watched, struct look *look)
{
	look_release(&watched->look);
	watched->look = *look;
	if (watched->next != NULL) {
		estate_free(watched->estate);
		watched->estate = watched->next;
		watched->next = NULL;
	}
}

static void
count_errors(struct watched *watched)
{
	const struct observations *seen = &watched->look.seen.observations;

	for (size_t i = 0; i < seen->n; i++)
		watched->scan_errors[seen->items[i].reason]++;
}

static void
rehearse(struct watched *watched)
{
	struct err err = ERR_NONE;
	size_t failures = rehearsal_failures(watched->policy, &err);

	if (failures > 0 && watched->restart_ready)
		say("%s: a restart now would lack %zu of what it reads: %s",
		    watched_name(watched), failures, err.msg);
	watched->restart_ready = failures == 0;
}

void
watched_look(struct watched *watched, int64_t now_s)
{
	const struct estate *estate = watched->next ? watched->next :
	    watched->estate;
	int64_t start_ms = clock_monotonic_ms();
	struct look look;
	struct err err = ERR_NONE;

	if (estate == NULL)
		return;
	if (look_take(&look, estate, watched->estate ? &watched->look : NULL,
		now_s, &err) == -1) {
		complain(&watched->look_error, estate->name, &err);
		return;
	}
	forget(&watched->look_error);
	change_over(watched, &look);
	watched->duration_s = (clock_monotonic_ms() - start_ms + 999) / 1000;
	count_errors(watched);
	rehearse(watched);
}
