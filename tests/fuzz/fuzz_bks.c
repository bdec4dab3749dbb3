/* Any bytes as a keystore of Bouncy Castle. */
#include "fuzz/form.h"

#include "base/mem.h"

/* Where the number of rounds stands; more than a few tell nothing new. */
enum { ROUNDS_AT = 28, ROUNDS_END = 31 };

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	uint8_t *bytes = mem_dup(p, n);

	if (n > ROUNDS_END)
		memset(bytes + ROUNDS_AT, 0, ROUNDS_END - ROUNDS_AT);
	fuzz_form(form_bks, (struct span){ bytes, n });
	free(bytes);
	return 0;
}
