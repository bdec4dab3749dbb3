/* Any bytes as a list of timestamps, and as the response that holds some. */
#include <stdint.h>
#include <stdlib.h>

#include "probe/timestamps.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	int listed = timestamps_listed((struct span){ bytes, n });

	/* Each takes three bytes at least, behind two of the list's length. */
	if (listed < 0 || (listed > 0 && (size_t)listed * 3 + 2 > n) ||
	    timestamps_stapled((struct span){ bytes, n }) < 0)
		abort();
	return 0;
}
