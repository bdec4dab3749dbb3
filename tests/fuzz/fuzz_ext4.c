/* Any bytes as an ext4. */
#include "fuzz/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_image(p, n, "\x53\xef", 2, 1080);
	return 0;
}
