/* Any bytes as an ESP-IDF certificate bundle. */
#include "fuzz/form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_form(form_esp, (struct span){ p, n });
	return 0;
}
