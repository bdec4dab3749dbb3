#include "report/table.h"
#include "request.h"
#include "verify/verifier.h"

int
answer_verifiers(const struct request *request, int *status, FILE *stream,
    struct err *err)
{
	static const struct table_column columns[] = {
		{ "VERIFIER", TABLE_LEFT },
		{ "MODELS", TABLE_LEFT },
	};
	const struct verifier *v;
	struct table table;
	int result;

	table_init(&table, columns, 2);
	for (size_t i = 0; (v = verifier_at(i)) != NULL; i++) {
		table_add(&table, v->name);
		table_add(&table, v->models);
	}
	result = table_print(&table, stream, request->options->colour, err);
	table_release(&table);
	*status = EXIT_CLEAN;
	return result;
}
