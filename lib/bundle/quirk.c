#include "bundle/quirk.h"

#include <stdlib.h>

#include "base/mem.h"

void
quirks_add(struct quirks *quirks, enum quirk_kind kind, const char *where)
{
	quirks->items = mem_grow(quirks->items, &quirks->cap, quirks->n + 1,
	    sizeof(*quirks->items));
	quirks->items[quirks->n++] = (struct quirk){ kind,
		mem_strdup(where) };
}

void
quirks_release(struct quirks *quirks)
{
	for (size_t i = 0; i < quirks->n; i++)
		free(quirks->items[i].where);
	free(quirks->items);
	*quirks = QUIRKS_NONE;
}
