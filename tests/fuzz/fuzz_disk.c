/* Any bytes as a disk with a table of partitions. */
#include "fuzz/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_image(p, n, "\x55\xaa", 2, 510);
	return 0;
}
