/* Any bytes as a keystore of Bouncy Castle. */
#include "fuzz/form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_form(form_bks, (struct span){ p, n });
	return 0;
}
