/* Any bytes as a policy file: an estate, or faults that say where. */
#include <stdint.h>
#include <stdlib.h>

#include "policy/settle.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
look_at(const struct faults *faults, size_t n)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct mark *mark = &faults->items[i].mark;

		if (mark->line == 0 || mark->line > n + 1 ||
		    mark->column == 0 || mark->column > n + 1)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct estate estate = ESTATE_EMPTY;
	struct faults faults = { 0 };
	struct draft draft;

	if (draft_read_bytes(&draft, (struct span){ p, n }, "p.yaml", &faults))
		settle(&estate, &draft, 1, &faults);
	else if (faults.n == 0)
		abort();
	look_at(&faults, n);
	for (size_t i = 0; i < estate.n_releases; i++) {
		if (estate.releases[i].verifier == NULL)
			abort();
	}
	draft_release(&draft);
	estate_release(&estate);
	faults_release(&faults);
	return 0;
}
