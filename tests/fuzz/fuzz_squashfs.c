/* Any bytes as a squashfs. */
#include "fuzz/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_image(p, n, "hsqs", 4, 0);
	return 0;
}
