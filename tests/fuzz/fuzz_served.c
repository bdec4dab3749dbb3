/* Any bytes as the Certificate message of a server, in both its forms. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "probe/served.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
read_as(struct span message, bool is_tls13)
{
	struct certpool *pool = certpool_new();
	struct served served = { 0 };

	served_read(&served, pool, message, is_tls13);
	if (served.chain.n > LIMIT_SERVED_CERTS ||
	    (served.reason != REASON_NONE) != (served.detail != NULL))
		abort();
	served_release(&served);
	certpool_free(pool);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	read_as((struct span){ bytes, n }, false);
	read_as((struct span){ bytes, n }, true);
	return 0;
}
