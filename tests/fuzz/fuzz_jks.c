/* Any bytes as a keystore of Java. */
#include "fuzz/form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_form(form_jks, (struct span){ p, n });
	return 0;
}
