#include "patch/renewed.h"

#include "base/instant.h"

int
renewed_windows(struct windows *out, const struct question *question,
    const struct cert *dropped, struct err *err)
{
	struct question changed = *question;
	const struct chain *served = question->chain;
	struct chain chain = CHAIN_EMPTY;
	int result;

	for (size_t i = 0; i < served->n; i++) {
		if (dropped == NULL || served->certs[i] != dropped)
			chain_append(&chain, served->certs[i]);
	}
	changed.chain = &chain;
	changed.leaf_renewed = !cert_is_self_issued(served->certs[0]);
	result = windows_compute(out, &changed, err);
	chain_release(&chain);
	return result;
}

int64_t
renewed_break(const struct windows *windows, int64_t from_s)
{
	const struct cell *cell = windows_at(windows, from_s);

	if (!cell->accepted)
		return from_s;
	while (cell < windows->cells + windows->n && cell->accepted)
		cell++;
	return cell < windows->cells + windows->n ? cell->from_s :
	    INSTANT_NEVER;
}
