#include "sheet.h"

#include <stdlib.h>

static const struct sheet_format *const formats[] = {
	&sheet_table,
	&sheet_ndjson,
	&sheet_csv,
};

#define N_FORMATS	(sizeof(formats) / sizeof(formats[0]))

const char *const *
sheet_names(void)
{
	static const char *names[N_FORMATS + 1];

	for (size_t i = 0; i < N_FORMATS; i++)
		names[i] = formats[i]->name;
	return names;
}

void
sheet_init(struct sheet *out, const struct options *options,
    struct sheet_extras with, FILE *stream)
{
	*out = (struct sheet){
		.format = formats[options->format],
		.stream = stream,
		.with = with,
		.colour = options->colour,
		.now_s = options->now_s,
	};
}

void
sheet_release(struct sheet *sheet)
{
	record_writer_release(&sheet->writer);
	table_release(&sheet->table);
	for (size_t i = 0; i < sheet->n_places; i++)
		free(sheet->places[i].address);
	free(sheet->places);
	*sheet = (struct sheet){ 0 };
}

int
sheet_row(struct sheet *sheet, size_t number,
    const struct observation *observation, struct err *err)
{
	if (!sheet->has_begun && sheet->format->begin(sheet, err) == -1)
		return -1;
	sheet->has_begun = true;
	return sheet->format->row(sheet, number, observation, err);
}

int
sheet_end(struct sheet *sheet, struct err *err)
{
	return sheet->has_begun && sheet->format->end != NULL ?
	    sheet->format->end(sheet, err) : 0;
}

const struct cert *
first_to_end(const struct chain *chain)
{
	const struct cert *first = NULL;

	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *cert = chain->certs[i];

		if (first == NULL || cert->not_after_s < first->not_after_s)
			first = cert;
	}
	return first;
}
