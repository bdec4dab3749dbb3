#include "verify/column.h"

#include <stdlib.h>

#include "base/mem.h"
#include "verify/closure.h"

static int
compare_entries(const void *a, const void *b)
{
	const struct column_entry *x = a, *y = b;

	if (x->subject_id != y->subject_id)
		return x->subject_id < y->subject_id ? -1 : 1;
	return x->position < y->position ? -1 : x->position > y->position;
}

void
column_init(struct column *column, const struct store *store,
    const struct verifier *verifier)
{
	*column = (struct column){ store, verifier,
		mem_zalloc(store->n * sizeof(*column->entries)) };
	for (size_t i = 0; i < store->n; i++)
		column->entries[i] = (struct column_entry){
			store->anchors[i].cert->subject_id, (uint32_t)i };
	qsort(column->entries, store->n, sizeof(*column->entries),
	    compare_entries);
}

void
column_release(struct column *column)
{
	free(column->entries);
	*column = (struct column){ 0 };
}

/* The first entry of this subject, or where it would stand. */
static size_t
find_subject(const struct column *column, uint32_t subject_id)
{
	size_t low = 0, high = column->store->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (column->entries[middle].subject_id < subject_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Names to look for; all before `at` have been looked for. */
struct search {
	const struct column *column;
	const struct chain *known;
	uint32_t *names;
	size_t n, cap, at;
	uint32_t *positions;
	size_t n_positions, positions_cap;
};

static void
want(struct search *s, uint32_t name)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->names[i] == name)
			return;
	}
	s->names = mem_grow(s->names, &s->cap, s->n + 1, sizeof(*s->names));
	s->names[s->n++] = name;
}

/* The one library that looks anchors up by key identifier, not by name. */
static void
want_rivals(struct search *s, const struct cert *cert)
{
	const struct store *store = s->column->store;

	if (s->column->verifier->builder != BUILDER_WOLFSSL)
		return;
	for (size_t i = 0; i < store->n; i++) {
		if (closure_are_rivals(cert, store->anchors[i].cert))
			want(s, store->anchors[i].cert->subject_id);
	}
}

static void
look_for(struct search *s, uint32_t name)
{
	const struct store *store = s->column->store;
	const struct column_entry *entries = s->column->entries;

	for (size_t i = find_subject(s->column, name);
	    i < store->n && entries[i].subject_id == name; i++) {
		s->positions = mem_grow(s->positions, &s->positions_cap,
		    s->n_positions + 1, sizeof(*s->positions));
		s->positions[s->n_positions++] = entries[i].position;
		want(s, store->anchors[entries[i].position].cert->issuer_id);
		want_rivals(s, store->anchors[entries[i].position].cert);
	}
	for (size_t i = 0; i < s->known->n; i++) {
		if (s->known->certs[i]->subject_id == name) {
			want(s, s->known->certs[i]->issuer_id);
			want_rivals(s, s->known->certs[i]);
		}
	}
}

static int
compare_positions(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* ESP-IDF searches its bundle by halves: where it looks hangs on all of it. */
static bool
heeds_whole_store(const struct verifier *v)
{
	return v->builder == BUILDER_ESP_BUNDLE;
}

static void
reach_all(const struct store *store, struct chain *out)
{
	for (size_t i = 0; i < store->n; i++)
		chain_append(out, store->anchors[i].cert);
}

void
column_reach(const struct column *column, const struct chain *chain,
    const struct chain *known, struct chain *out)
{
	struct search s = { .column = column, .known = known };

	if (heeds_whole_store(column->verifier)) {
		reach_all(column->store, out);
		return;
	}
	for (size_t i = 0; i < chain->n; i++) {
		want(&s, chain->certs[i]->subject_id);
		want(&s, chain->certs[i]->issuer_id);
		want_rivals(&s, chain->certs[i]);
	}
	while (s.at < s.n)
		look_for(&s, s.names[s.at++]);
	if (s.n_positions > 1)
		qsort(s.positions, s.n_positions, sizeof(*s.positions),
		    compare_positions);
	for (size_t i = 0; i < s.n_positions; i++)
		chain_append(out,
		    column->store->anchors[s.positions[i]].cert);
	free(s.names);
	free(s.positions);
}
