#include "sheet.h"

static int
begin_records(struct sheet *sheet, struct err *err)
{
	(void)err;
	record_writer_init(&sheet->writer, sheet->stream);
	return 0;
}

static int
add_record(struct sheet *sheet, size_t number,
    const struct observation *observation, struct err *err)
{
	(void)number;
	return record_write_observation(&sheet->writer, observation, err);
}

const struct sheet_format sheet_ndjson = {
	"ndjson", begin_records, add_record, NULL,
};
