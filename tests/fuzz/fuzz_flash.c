/* Any bytes as the dump of a flash chip that begins with a kernel. */
#include "fuzz/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_image(p, n, "\x27\x05\x19\x56", 4, 0);
	return 0;
}
