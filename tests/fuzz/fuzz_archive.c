/* Any bytes as an archive, compressed or not, by their own magic. */
#include "fuzz/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_image(p, n, "", 0, 0);
	return 0;
}
