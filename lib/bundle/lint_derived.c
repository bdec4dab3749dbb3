#include "bundle/lint.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

/* What the sources of a bundle hold, each map by SHA-256. */
struct comparison {
	struct lint *lint;
	const struct store *store;
	const struct derived *derived;
	struct map selected, deselected;	/* struct derived_source */
	struct map present;	/* struct cert: what the bundle holds */
	size_t n_wanted, n_read;	/* sources that are selected */
};

static struct span
key_of(const struct cert *cert)
{
	return (struct span){ cert->sha256, sizeof(cert->sha256) };
}

static void
take_source(struct comparison *c, const struct derived_source *source)
{
	for (size_t i = 0; i < source->store.n; i++)
		map_put(source->is_selected ? &c->selected : &c->deselected,
		    key_of(source->store.anchors[i].cert), (void *)source);
	c->n_wanted += source->is_selected;
	c->n_read += source->is_selected && source->reason == NULL;
}

static void
judge_source(struct comparison *c, const struct derived_source *source)
{
	if (!source->is_selected)
		return;
	if (source->reason != NULL) {
		lint_add(c->lint, LINT_DERIVED_DIFFERS, NULL, source->place,
		    mem_printf("cannot be read, though the bundle is made of "
			"it: %s", source->reason));
		return;
	}
	for (size_t i = 0; i < source->store.n; i++) {
		const struct anchor *anchor = &source->store.anchors[i];

		if (map_get(&c->present, key_of(anchor->cert)) != NULL)
			continue;
		lint_add(c->lint, LINT_DERIVED_DIFFERS, anchor,
		    anchor->where, mem_strdup("is selected, and not in the "
			"bundle: update-ca-certificates adds it"));
	}
}

static void
judge_anchor(struct comparison *c, const struct anchor *anchor)
{
	const struct derived_source *source;

	if (map_get(&c->selected, key_of(anchor->cert)) != NULL)
		return;
	source = map_get(&c->deselected, key_of(anchor->cert));
	if (source != NULL)
		lint_add(c->lint, LINT_DESELECTED, anchor, anchor->where,
		    mem_printf("%s:%zu deselects it with \"!\", and it is "
			"here: update-ca-certificates drops it",
			c->derived->conf, source->line));
	else
		lint_add(c->lint, LINT_DERIVED_DIFFERS, anchor,
		    anchor->where, mem_strdup("is in none of the files that "
			"are selected: update-ca-certificates drops it"));
}

static void
compare(struct comparison *c)
{
	const struct derived *derived = c->derived;

	for (size_t i = 0; i < derived->n; i++)
		take_source(c, &derived->sources[i]);
	for (size_t i = 0; i < c->store->n; i++)
		map_put(&c->present, key_of(c->store->anchors[i].cert),
		    (void *)c->store->anchors[i].cert);
	if (c->n_wanted > 0 && c->n_read == 0) {
		lint_add(c->lint, LINT_DERIVED_DIFFERS, NULL, derived->conf,
		    mem_printf("none of the %zu files that make the bundle "
			"can be read: update-ca-certificates empties it",
			c->n_wanted));
	} else {
		for (size_t i = 0; i < derived->n; i++)
			judge_source(c, &derived->sources[i]);
		for (size_t i = 0; i < c->store->n; i++)
			judge_anchor(c, &c->store->anchors[i]);
	}
	map_release(&c->selected);
	map_release(&c->deselected);
	map_release(&c->present);
}

void
lint_derived(struct lint *lint, const struct store *store,
    const struct derived *derived)
{
	struct comparison comparison = { .lint = lint, .store = store,
		.derived = derived };

	if (derived->conf == NULL)
		return;
	lint_add(lint, LINT_DERIVED, NULL, store->name, mem_printf("update-"
	    "ca-certificates writes this file anew from what %s selects in "
	    "usr/share/ca-certificates, and from usr/local/share/"
	    "ca-certificates: change those, not this%s", derived->conf,
	    derived->is_compared ? "" : " (whether it is what they give is "
	    "not looked at in an image)"));
	if (derived->unread_line > 0) {
		char *where = mem_printf("%s:%zu", derived->conf,
		    derived->unread_line);

		lint_add(lint, LINT_DERIVED_DIFFERS, NULL, where,
		    mem_strdup("the line is not read, since no newline ends "
			"it; add one"));
		free(where);
	}
	if (derived->is_compared)
		compare(&comparison);
}
