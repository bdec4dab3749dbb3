#include "verify/lasting.h"

#include "base/instant.h"
#include "base/limits.h"

struct course {
	const struct chain *known;
	int64_t at_s;
	size_t n_steps;		/* that servers have taken */
	bool is_told;
	struct lasting *out;
};

/* The window that holds the instant, and the cause of its end. */
static bool
find_end(const struct course *course, const struct question *question,
    struct lasting *end)
{
	struct windows windows = { 0 };
	struct window window;
	struct err err = ERR_NONE;
	bool found = false;
	size_t at = 0;

	if (windows_compute(&windows, question, &err) == -1)
		return false;
	while (!found && windows_next(&windows, &at, &window))
		found = window.from_s <= course->at_s &&
		    course->at_s < window.until_s;
	if (found)
		*end = (struct lasting){ window.until_s, cause_of_end(question,
			course->known, &windows, &window), { 0 } };
	windows_release(&windows);
	return found;
}

/* Does a new leaf come with a new one of these? */
static bool
is_renewed_along(const struct question *question, const struct cause *cause)
{
	return question->leaf_renewed && question->issuer_renewed == NULL &&
	    cause->blame == BLAME_EXPIRED &&
	    cause->role == ROLE_INTERMEDIATE &&
	    cert_names_issuer(question->chain->certs[0], cause->cert) &&
	    !store_holds(question->store, cause->cert);
}

/* The best that a server alone can do, or NULL. */
static const struct remedy *
best_of_server(const struct remedies *remedies)
{
	for (size_t i = 0; i < remedies->n; i++) {
		if (remedy_place(remedies->items[i].kind) == PLACE_SERVER)
			return &remedies->items[i];
	}
	return NULL;
}

static void
follow(void *context, const struct question *question)
{
	struct course *course = context;
	struct question changed = *question;
	const struct remedy *next;
	struct lasting end;

	if (!find_end(course, question, &end))
		return;
	while (is_renewed_along(&changed, &end.cause)) {
		changed.issuer_renewed = end.cause.cert;
		if (!find_end(course, &changed, &end))
			return;
	}
	if (end.breaks_at_s != INSTANT_NEVER)
		remedies_find(&end.remedies, &changed, course->known,
		    course->at_s, end.breaks_at_s);
	next = best_of_server(&end.remedies);
	if (next != NULL && course->n_steps++ < LIMIT_SERVER_STEPS)
		remedy_follow(next, &changed, course->known, follow, course);
	if (course->is_told) {
		remedies_release(&end.remedies);
		return;
	}
	*course->out = end;
	course->is_told = true;
}

bool
lasting_find(struct lasting *out, const struct question *question,
    const struct chain *known, int64_t at_s)
{
	struct course course = { .known = known, .at_s = at_s, .out = out };
	struct question changed = *question;

	changed.leaf_renewed = !cert_is_self_issued(question->chain->certs[0]);
	follow(&course, &changed);
	/* One that counts by itself, wherever it is from, is not renewed. */
	if (!course.is_told)
		follow(&course, question);
	return course.is_told;
}

void
lasting_release(struct lasting *lasting)
{
	remedies_release(&lasting->remedies);
	*lasting = (struct lasting){ 0 };
}
