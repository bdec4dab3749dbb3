#include "finding/finding.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/options.h"

struct finding *
findings_add(struct findings *all, enum rule_id rule, const char *fmt, ...)
{
	struct finding finding = { .rule = rule_get(rule) };
	va_list ap;

	va_start(ap, fmt);
	finding.message = mem_vprintf(fmt, ap);
	va_end(ap);
	findings_take(all, &finding);
	return &all->items[all->n - 1];
}

void
findings_take(struct findings *all, const struct finding *finding)
{
	all->items = mem_grow(all->items, &all->cap, all->n + 1,
	    sizeof(*all->items));
	all->items[all->n++] = *finding;
}

void
findings_release(struct findings *all)
{
	for (size_t i = 0; i < all->n; i++)
		free(all->items[i].message);
	free(all->items);
	*all = (struct findings){ 0 };
}

void
findings_sort(struct findings *all)
{
	struct findings sorted = { 0 };

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO;
	    severity--) {
		for (size_t i = 0; i < all->n; i++) {
			if ((int)all->items[i].rule->severity != severity)
				continue;
			findings_take(&sorted, &all->items[i]);
		}
	}
	free(all->items);
	*all = sorted;
}

size_t
findings_count(const struct findings *all, enum severity least)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->items[i].rule->severity >= least;
	return n;
}

int
tally_status(const struct tally *tally)
{
	if (tally->incomplete > 0 || tally->examined == 0)
		return EXIT_INCOMPLETE;
	return tally->findings > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
}
