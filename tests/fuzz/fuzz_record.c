/* Any bytes as a stream of records: read whole, or refused with a place. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct certpool *pool = certpool_new();
	struct records records = { 0 };
	struct err err = ERR_NONE;
	FILE *stream = n > 0 ? fmemopen((void *)bytes, n, "r") : NULL;

	if (stream != NULL) {
		if (record_read(&records, pool, stream, "x", &err) == -1 &&
		    strncmp(err.msg, "x:", 2) != 0)
			abort();
		fclose(stream);
	}
	records_release(&records);
	certpool_free(pool);
	return 0;
}
