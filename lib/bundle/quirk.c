#include "bundle/quirk.h"

#include <stdlib.h>

#include "base/mem.h"

const char *
quirk_words(enum quirk_kind kind)
{
	static const char *const words[QUIRK_COUNT] = {
		[QUIRK_GLUED] = "BEGIN on the line of the END before it",
		[QUIRK_CR_ONLY] = "lines that end in CR alone",
		[QUIRK_INDENTED] = "white space before BEGIN",
		[QUIRK_TRUSTED] = "a TRUSTED CERTIFICATE block",
		[QUIRK_OLD_LABEL] = "an X509 CERTIFICATE block",
		[QUIRK_DISTRUSTED] = "its trust settings refuse servers",
		[QUIRK_UNSORTED] = "an entry out of order, which binary "
		    "search misses",
		[QUIRK_ECLIPSED] = "an entry whose name another one has",
		[QUIRK_UNMARKED] = "a PKCS#12 certificate that is not marked "
		    "as trusted",
		[QUIRK_UNCHECKED] = "a keystore whose digest was not checked",
	};

	return words[kind];
}

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
