#include "form/form.h"

#include <stdlib.h>

#include "base/mem.h"

void
reading_init(struct reading *reading, struct certpool *pool, const char *name)
{
	size_t n = strlen(name);

	/* A directory is the same with a slash after it. */
	while (n > 1 && name[n - 1] == '/')
		n--;
	*reading = (struct reading){ .pool = pool };
	reading->store.name = mem_printf("%.*s", (int)n, name);
}

void
reading_release(struct reading *reading)
{
	store_release(&reading->store);
	quirks_release(&reading->quirks);
}

int
reading_take(struct reading *reading, struct span der, const char *where,
    struct err *err)
{
	const struct cert *cert;
	struct err why = ERR_NONE;

	if (certpool_add_der(reading->pool, &cert, der, &why) == -1)
		return err_set(err, why.code, "%.400s; remove or replace it",
		    why.msg);
	store_append(&reading->store, cert, where);
	return 0;
}

bool
reading_add(struct reading *reading, struct span der, const char *where)
{
	struct err why = ERR_NONE;

	if (reading_take(reading, der, where, &why) == 0)
		return true;
	store_reject(&reading->store, where, why.msg);
	return false;
}

void
reading_reject_rest(struct reading *reading, size_t n, const char *what,
    const char *where)
{
	char *reason;

	if (n == 0)
		return;
	reason = mem_printf("%zu bytes follow %s; they were not read", n,
	    what);
	store_reject(&reading->store, where, reason);
	free(reason);
}
