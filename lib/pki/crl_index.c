#include "pki/crl_index.h"

#include <stdlib.h>

#include "base/mem.h"

struct crl_slot {
	uint64_t first;		/* bytes of the number, the highest first */
	uint32_t offset;	/* among the entries */
	uint32_t n;		/* bytes of the number */
};

static uint64_t
first_bytes(struct span serial)
{
	uint64_t first = 0;

	for (size_t i = 0; i < sizeof(first); i++)
		first = first << 8 | (i < serial.n ? serial.p[i] : 0);
	return first;
}

/* False where there is no entry, which none that was counted can be. */
static bool
line_at(struct crl_line *line, const struct crl *crl, size_t offset)
{
	struct span rest = { crl->entries.p + offset,
		crl->entries.n - offset };

	return crl_line_next(line, &rest);
}

/* By length, then by bytes: any order will do that is one. */
static int
compare(const struct crl_slot *slot, const struct crl *crl, uint64_t first,
    struct span serial)
{
	struct crl_line line;

	if (slot->n != serial.n)
		return slot->n < serial.n ? -1 : 1;
	if (slot->first != first)
		return slot->first < first ? -1 : 1;
	if (serial.n <= sizeof(first) || !line_at(&line, crl, slot->offset))
		return 0;
	return memcmp(line.serial.p, serial.p, serial.n);
}

static int
compare_slots(const void *a, const void *b, void *context)
{
	const struct crl_slot *left = a, *right = b;
	const struct crl *crl = context;
	struct crl_line line = { .serial = { NULL, right->n } };
	int order;

	if (right->n > sizeof(right->first) &&
	    !line_at(&line, crl, right->offset))
		return 0;
	order = compare(left, crl, right->first, line.serial);
	if (order != 0)
		return order;
	return left->offset < right->offset ? -1 :
	    left->offset > right->offset;
}

void
crl_index_build(struct crl_index *out, const struct crl *crl)
{
	struct crl_index index = { .slots = mem_zalloc((crl->n_entries + 1) *
	    sizeof(*index.slots)) };
	struct span rest = crl->entries;
	struct crl_line line;

	while (index.n < crl->n_entries) {
		uint32_t offset = (uint32_t)(rest.p - crl->entries.p);

		if (!crl_line_next(&line, &rest))
			break;
		index.slots[index.n++] = (struct crl_slot){
		    first_bytes(line.serial), offset,
		    (uint32_t)line.serial.n };
	}
	qsort_r(index.slots, index.n, sizeof(*index.slots), compare_slots,
	    (void *)(uintptr_t)crl);
	*out = index;
}

void
crl_index_release(struct crl_index *index)
{
	free(index->slots);
	*index = (struct crl_index){ 0 };
}

bool
crl_index_find(struct crl_line *out, const struct crl_index *index,
    const struct crl *crl, struct span serial)
{
	uint64_t first = first_bytes(serial);
	size_t from = 0, to = index->n;

	while (from < to) {
		size_t half = from + (to - from) / 2;

		if (compare(&index->slots[half], crl, first, serial) < 0)
			from = half + 1;
		else
			to = half;
	}
	return from < index->n &&
	    compare(&index->slots[from], crl, first, serial) == 0 &&
	    line_at(out, crl, index->slots[from].offset);
}
