#include "protocols.h"

#include "base/file.h"
#include "base/protocol.h"
#include "report/table.h"

static int
print(const struct options *options, FILE *stream, struct err *err)
{
	static const struct table_column columns[] = {
		{ "PROTOCOL", TABLE_LEFT },
		{ "PORT", TABLE_RIGHT },
		{ "TLS", TABLE_LEFT },
		{ "SOURCE", TABLE_LEFT },
	};
	size_t n;
	const struct protocol *protocols = protocol_list(&n);
	struct table table;
	int result;

	table_init(&table, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < n; i++) {
		table_add(&table, protocols[i].name);
		table_addf(&table, "%u", (unsigned)protocols[i].port);
		table_add(&table, protocols[i].starttls == STARTTLS_NONE ?
		    "at once" : "on demand");
		table_add(&table, protocols[i].source);
	}
	result = table_print(&table, stream, options->colour, err);
	table_release(&table);
	return result;
}

int
protocols_answer(const struct options *options, struct err *err)
{
	struct output output = { 0 };
	int result = -1;

	if (output_open(&output, options->output, err) == 0 &&
	    print(options, output.stream, err) == 0)
		result = output_commit(&output, err);
	output_release(&output);
	return result;
}
