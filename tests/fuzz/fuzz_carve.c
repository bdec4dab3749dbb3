/* Any bytes carved: hits go forward, lie within, and have their structure. */
#include <stdint.h>
#include <stdlib.h>

#include "form/carve.h"
#include "pki/cert_outline.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct carver carver = { .bytes = { p, n } };
	struct carve_hit hit;
	size_t end = 0;

	while (carve_next(&carver, &hit)) {
		if (hit.at < end || hit.n == 0 || hit.n > n - hit.at)
			abort();
		if (hit.kind == CARVE_DER && cert_outline_length(
			(struct span){ p + hit.at, hit.n }) != hit.n)
			abort();
		end = hit.at + hit.n;
	}
	return 0;
}
