/* The verifiers that there are: built in, and of policies. */
#include "policy/estate.h"
#include "report/table.h"
#include "request.h"

static void
add_verifier(struct table *table, const struct verifier *v)
{
	table_add(table, v->name);
	table_add(table, v->models);
}

/*
 * Adds the variants of a policy and returns the exit status that it is good
 * for. A fault is told and no more: it may be the very one for which somebody
 * looks into this list.
 */
static int
add_policy(struct table *table, const char *path)
{
	struct estate estate = ESTATE_EMPTY;
	struct err err = ERR_NONE;
	int status;

	if (estate_load(&estate, path, false, &err) == -1) {
		request_warn("not used", err.msg);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < estate.n_verifiers; i++)
		add_verifier(table, &estate.verifiers[i]);
	for (size_t i = 0; i < estate.n_faults; i++)
		request_warn("not used", estate.faults[i].message);
	status = estate.n_faults > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
	estate_release(&estate);
	return status;
}

int
answer_verifiers(const struct request *request, int *status, FILE *stream,
    struct err *err)
{
	static const struct table_column columns[] = {
		{ "VERIFIER", TABLE_LEFT },
		{ "MODELS", TABLE_LEFT },
	};
	const struct texts *policies = &request->options->policies;
	const struct verifier *v;
	struct table table;
	int result;

	table_init(&table, columns, 2);
	for (size_t i = 0; (v = verifier_at(i)) != NULL; i++)
		add_verifier(&table, v);
	*status = EXIT_CLEAN;
	for (size_t i = 0; i < policies->n; i++) {
		int policy = add_policy(&table, policies->items[i]);

		*status = policy > *status ? policy : *status;
	}
	result = table_print(&table, stream, request->options->colour, err);
	table_release(&table);
	return result;
}
