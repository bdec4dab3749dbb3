#include "fetching.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fetch/inquirer.h"

struct held {
	size_t number;
	struct observation observation;
};

int
fetching_open(struct fetching *out, const struct command *command,
    bool (*go_on)(void *context), void *context, struct err *err)
{
	const struct inquirer_settings settings = {
		.aia = command->aia,
		.ocsp = command->ocsp,
		.crl = command->crl,
		.allow_private = command->allow_private,
		.go_on = go_on,
		.context = context,
	};

	if (!command_asks(command))
		return 0;
	out->inquirer = inquirer_new(&settings, err);
	return out->inquirer == NULL ? -1 : 0;
}

static void
let_go(struct fetching *fetching)
{
	for (size_t i = 0; i < fetching->n; i++)
		observation_release(&fetching->held[i].observation);
	fetching->n = 0;
	certpool_free(fetching->pool);
	fetching->pool = NULL;
}

void
fetching_release(struct fetching *fetching)
{
	let_go(fetching);
	free(fetching->held);
	inquirer_free(fetching->inquirer);
	*fetching = (struct fetching){ 0 };
}

/* The scan's certificates go with the observation, so they are read anew;
 * being certificates already, they can be. */
static void
move_chain(struct chain *chain, struct certpool *pool)
{
	for (size_t i = 0; i < chain->n; i++) {
		struct err err = ERR_NONE;

		if (certpool_add_der(pool, &chain->certs[i],
			chain->certs[i]->der, &err) == -1)
			abort();
	}
}

void
fetching_hold(struct fetching *fetching, size_t number,
    const struct observation *observation)
{
	struct held *held;

	if (fetching->pool == NULL)
		fetching->pool = certpool_new();
	fetching->held = mem_grow(fetching->held, &fetching->cap,
	    fetching->n + 1, sizeof(*fetching->held));
	held = &fetching->held[fetching->n++];
	held->number = number;
	observation_copy(&held->observation, observation);
	move_chain(&held->observation.chain, fetching->pool);
}

bool
fetching_is_full(const struct fetching *fetching)
{
	return fetching->n >= LIMIT_OBSERVATIONS_HELD;
}

int
fetching_ask(struct fetching *fetching, int (*told)(void *context,
    size_t number, const struct observation *observation, struct err *err),
    void *context, struct err *err)
{
	struct inquirer_item *items;
	int result;

	if (fetching->n == 0)
		return 0;
	items = mem_zalloc(fetching->n * sizeof(*items));
	for (size_t i = 0; i < fetching->n; i++)
		items[i].served = &fetching->held[i].observation.chain;
	result = inquirer_ask(fetching->inquirer, fetching->pool, items,
	    fetching->n, err);
	for (size_t i = 0; i < fetching->n; i++) {
		struct held *held = &fetching->held[i];

		held->observation.inquiry = items[i].inquiry;
		if (result == 0)
			result = told(context, held->number,
			    &held->observation, err);
	}
	free(items);
	let_go(fetching);
	return result;
}
