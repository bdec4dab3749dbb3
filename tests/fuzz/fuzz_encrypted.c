/* Any bytes as an encrypted message: its kind has a name, or there is none. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/encrypted.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const char *kind = encrypted_kind((struct span){ p, n });

	if (kind != NULL && strcmp(kind, "PGP") != 0 &&
	    strcmp(kind, "CMS") != 0 && strcmp(kind, "RAUC") != 0)
		abort();
	return 0;
}
