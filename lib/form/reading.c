#include "form/form.h"

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
reading_take(struct reading *reading, const struct cert **out,
    struct span der, struct err *err)
{
	struct err why = ERR_NONE;

	if (certpool_add_der(reading->pool, out, der, &why) == 0)
		return 0;
	return err_set(err, why.code, "%.400s; remove or replace it",
	    why.msg);
}
