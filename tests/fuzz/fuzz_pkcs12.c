/* Any bytes as a PKCS#12 keystore. */
#include "fuzz/form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_form(form_pkcs12, (struct span){ p, n });
	return 0;
}
