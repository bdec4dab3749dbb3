#include "look.h"

#include <stdlib.h>

#include "base/mem.h"
#include "watch/look.h"

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
has_same_shape(const struct observation *a, const struct observation *b)
{
	return a->shape == NULL || observation_has_shape(b, a->shape);
}

/*
 * An old chain is worth keeping until its address gives another one, or has
 * left the name while other addresses of the name answer; and while some
 * client still asks as it was asked for.
 */
static bool
is_worth_keeping(const struct observation *old, const struct pass *seen)
{
	const struct endpoint *endpoint =
	    estate_endpoint(seen->estate, old->endpoint);
	const struct observation *now;
	bool asked = false, answered = false, listed = false;
	size_t at = 0;

	if (endpoint == NULL || !endpoint_is_observed(endpoint, old))
		return false;
	while ((now = pass_next_observation(seen, endpoint, &at)) != NULL) {
		bool same = is_same_text(now->address, old->address);

		if (!has_same_shape(old, now))
			continue;
		asked = true;
		if (same && now->chain.n > 0)
			return false;
		answered |= now->chain.n > 0;
		listed |= same;
	}
	return asked && (listed || !answered);
}

/* A copy whose certificates are in another pool. */
static int
copy_observation(struct observation *out, const struct observation *old,
    struct certpool *pool, struct err *err)
{
	struct chain chain = CHAIN_EMPTY;

	for (size_t i = 0; i < old->chain.n; i++) {
		const struct cert *cert;

		if (certpool_add_der(pool, &cert, old->chain.certs[i]->der,
			err) == -1) {
			chain_release(&chain);
			return -1;
		}
		chain_append(&chain, cert);
	}
	observation_copy(out, old);
	chain_release(&out->chain);
	out->chain = chain;
	return 0;
}

static int
know(struct look *look, const struct observation *observation,
    struct err *err)
{
	struct observation copy;

	if (copy_observation(&copy, observation, look->evidence.pool,
		err) == -1)
		return -1;
	observations_take(&look->known, &copy);
	return 0;
}

/* Fills known; *stale says whether any of it is not of this pass. */
static int
gather(struct look *look, bool *stale, const struct look *before,
    struct err *err)
{
	const struct observations *now = &look->seen.observations;

	for (size_t i = 0; i < now->n; i++) {
		if (now->items[i].chain.n > 0 &&
		    know(look, &now->items[i], err) == -1)
			return -1;
	}
	*stale = false;
	for (size_t i = 0; before != NULL && i < before->known.n; i++) {
		const struct observation *old = &before->known.items[i];

		if (!is_worth_keeping(old, &look->seen))
			continue;
		*stale = true;
		if (know(look, old, err) == -1)
			return -1;
	}
	return 0;
}

static int
judge(struct look *look, int64_t now_s, struct err *err)
{
	const struct records records = { .observations = look->known };
	const struct pass_settings settings = {
		.now_s = now_s,
		.recorded = &records,
	};

	return look_at_estate(&look->judged, look->seen.estate, &look->evidence,
	    &settings, err);
}

static bool
is_of_pair(const struct finding *finding)
{
	return finding->endpoint != NULL && finding->release != NULL;
}

static void
take_findings(struct findings *all, const struct pass *pass, bool of_pairs)
{
	for (size_t i = 0; i < pass->findings.n; i++) {
		if (is_of_pair(&pass->findings.items[i]) != of_pairs)
			continue;
		all->items = mem_grow(all->items, &all->cap, all->n + 1,
		    sizeof(*all->items));
		all->items[all->n++] = pass->findings.items[i];
	}
}

int
look_take(struct look *out, const struct estate *estate,
    const struct look *before, int64_t now_s, struct err *err)
{
	const struct pass_settings settings = { .now_s = now_s };
	struct look look = { 0 };
	bool stale;

	evidence_init(&look.evidence);
	if (look_at_estate(&look.seen, estate, &look.evidence, &settings,
		err) == -1)
		goto fail;
	if (gather(&look, &stale, before, err) == -1)
		goto fail;
	if (stale && judge(&look, now_s, err) == -1)
		goto fail;
	take_findings(&look.findings, &look.seen, false);
	take_findings(&look.findings, look_verdict(&look), true);
	findings_sort(&look.findings);
	*out = look;
	return 0;
fail:
	look_release(&look);
	return -1;
}

void
look_release(struct look *look)
{
	free(look->findings.items);
	observations_release(&look->known);
	pass_release(&look->judged);
	pass_release(&look->seen);
	evidence_release(&look->evidence);
	*look = (struct look){ 0 };
}

const struct pass *
look_verdict(const struct look *look)
{
	return look->judged.estate != NULL ? &look->judged : &look->seen;
}
