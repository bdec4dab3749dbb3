/* Any bytes as what names a trust store: what is understood is written as it
 * was and means the same again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/locator.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
check(const struct locator *locator)
{
	char *text = locator_text(locator);
	struct err err = ERR_NONE;
	struct locator again;

	if (locator_parse(&again, text, &err) == -1 ||
	    again.kind != locator->kind ||
	    !is_same(again.path, locator->path) ||
	    !is_same(again.repository, locator->repository) ||
	    !is_same(again.revision, locator->revision) ||
	    !is_same(again.inside, locator->inside))
		abort();
	locator_release(&again);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char *text = mem_printf("%.*s", (int)n, (const char *)p);
	struct err err = ERR_NONE;
	struct locator locator;

	if (locator_parse(&locator, text, &err) == 0) {
		check(&locator);
		locator_release(&locator);
	} else if (err.msg[0] == '\0') {
		abort();
	}
	free(text);
	return 0;
}
