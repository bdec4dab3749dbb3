/* Any bytes as the certificates that an issuer publishes. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pki/bag.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct certpool *pool = certpool_new();
	struct chain bag = CHAIN_EMPTY;
	struct err err = ERR_NONE;
	int result = bag_read(&bag, pool, (struct span){ p, n }, &err);

	if ((result == 0) != (bag.n > 0) || bag.n > LIMIT_SERVED_CERTS ||
	    (result == -1 && err.msg[0] == '\0'))
		abort();
	chain_release(&bag);
	certpool_free(pool);
	return 0;
}
