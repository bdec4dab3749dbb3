#include "patch/renewed.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"

/* Later than what any certificate lives, and far from the integer's end. */
#define FOR_EVER_YEAR	9999

int
renewed_compute(struct renewed *out, const struct question *question,
    const struct cert *dropped, struct err *err)
{
	struct question changed = *question;
	const struct chain *served = question->chain;
	struct renewed renewed = { 0 };

	for (size_t i = 0; i < served->n; i++) {
		const struct cert *cert = served->certs[i];

		if (i == 0 && !cert_is_self_issued(cert)) {
			renewed.leaf = mem_dup(cert, sizeof(*cert));
			renewed.leaf->not_before_s =
			    instant_from_civil(0, 1, 1, 0, 0, 0);
			renewed.leaf->not_after_s = instant_from_civil(
			    FOR_EVER_YEAR, 12, 31, 23, 59, 59);
			cert = renewed.leaf;
		}
		if (dropped == NULL || served->certs[i] != dropped)
			chain_append(&renewed.chain, cert);
	}
	changed.chain = &renewed.chain;
	if (windows_compute(&renewed.windows, &changed, err) == -1) {
		renewed_release(&renewed);
		return -1;
	}
	/* chain moved with the struct; windows hold no pointer to it. */
	*out = renewed;
	return 0;
}

void
renewed_release(struct renewed *renewed)
{
	windows_release(&renewed->windows);
	chain_release(&renewed->chain);
	free(renewed->leaf);
	*renewed = (struct renewed){ 0 };
}

bool
renewed_accepted(const struct renewed *renewed, int64_t at_s)
{
	return windows_at(&renewed->windows, at_s)->accepted;
}

int64_t
renewed_break(const struct renewed *renewed, int64_t now_s)
{
	const struct windows *windows = &renewed->windows;
	const struct cell *cell = windows_at(windows, now_s);
	int64_t for_ever_s = instant_from_civil(FOR_EVER_YEAR, 12, 31, 0, 0,
	    0);

	if (!cell->accepted)
		return now_s;
	while (cell < windows->cells + windows->n && cell->accepted)
		cell++;
	if (cell == windows->cells + windows->n || cell->from_s >= for_ever_s)
		return INSTANT_NEVER;
	return cell->from_s;
}
