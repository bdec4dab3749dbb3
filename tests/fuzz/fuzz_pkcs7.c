/* Any bytes as a PKCS#7 bundle, in DER or PEM. */
#include "fuzz/form.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fuzz_form(form_pkcs7, (struct span){ p, n });
	fuzz_form(form_pkcs7_pem, (struct span){ p, n });
	return 0;
}
