#include "verify/pair.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/mem.h"

static struct advice
advice_at(const struct advice *advice, const struct remedies *remedies,
    size_t number)
{
	return advice != NULL ? advice[number] :
	    (struct advice){ .remedy = &remedies->items[number] };
}

struct advice
pair_advice(const struct pair *pair, size_t number)
{
	return advice_at(pair->advice, &pair->forecast->remedies, number);
}

char *
advice_text(const struct advice *advice)
{
	char *remedy = remedy_text(advice->remedy), *text;

	if (advice->cut_off == NULL)
		return remedy;
	text = mem_printf("%s, but not as long as that would cut off %s",
	    remedy, advice->cut_off);
	free(remedy);
	return text;
}

static char *
best_text(const struct advice *advice, const struct remedies *remedies)
{
	struct advice best;

	if (remedies->n > 0) {
		best = advice_at(advice, remedies, 0);
		return advice_text(&best);
	}
	return mem_strdup("no approved root mends it; add one to 'roots' in "
	    "the policy");
}

struct firmware
pair_firmware(const struct pair *pair)
{
	const struct pair *first = pair;

	for (size_t i = 0; i < pair->n_servings; i++) {
		const struct pair *serving = &pair->servings[i];

		if (serving->needs_firmware && (!first->needs_firmware ||
			serving->begin_by_s < first->begin_by_s))
			first = serving;
	}
	if (!first->needs_firmware)
		return (struct firmware){ 0 };
	return (struct firmware){ first->begin_by_s, first->forecast,
		first->address, first->advice, first->is_lasting };
}

char *
firmware_sentence(const struct firmware *firmware)
{
	const struct forecast *forecast = firmware->forecast;
	const struct lasting *lasting = &forecast->lasting;
	bool is_lasting = firmware->is_lasting;
	char *cause = cause_text(is_lasting ? &lasting->cause :
	    &forecast->cause);
	char *remedy = is_lasting ? best_text(NULL, &lasting->remedies) :
	    best_text(firmware->advice, &forecast->remedies);
	char break_text[INSTANT_TEXT], begin_text[INSTANT_TEXT], *text;

	instant_format(break_text, is_lasting ? lasting->breaks_at_s :
	    forecast->breaks_at_s);
	instant_format_date(begin_text, firmware->begin_by_s);
	text = mem_printf("breaks at %s%s: %s; to begin by %s: %s",
	    break_text, is_lasting ? " even with a renewed certificate" : "",
	    cause, begin_text, remedy);
	free(cause);
	free(remedy);
	return text;
}

static int
compare_names(const struct pair *x, const struct pair *y)
{
	int order = strcmp(x->endpoint, y->endpoint);

	return order != 0 ? order : strcmp(x->release, y->release);
}

static int
compare_places(const void *a, const void *b)
{
	return compare_names(*(const struct pair *const *)a,
	    *(const struct pair *const *)b);
}

void
pair_index_init(struct pair_index *index, const struct pair *pairs, size_t n)
{
	*index = (struct pair_index){ n,
		mem_zalloc(n * sizeof(*index->sorted)) };
	for (size_t i = 0; i < n; i++)
		index->sorted[i] = &pairs[i];
	qsort(index->sorted, n, sizeof(*index->sorted), compare_places);
}

void
pair_index_release(struct pair_index *index)
{
	free(index->sorted);
	*index = (struct pair_index){ 0 };
}

const struct pair *
pair_index_find(const struct pair_index *index, const char *endpoint,
    const char *release)
{
	const struct pair wanted = { .endpoint = endpoint,
		.release = release };
	const struct pair *key = &wanted, *const *found;

	found = bsearch(&key, index->sorted, index->n,
	    sizeof(*index->sorted), compare_places);
	return found ? *found : NULL;
}
