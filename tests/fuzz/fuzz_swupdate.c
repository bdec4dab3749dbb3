/* Any bytes as the description in a .swu: what is named as encrypted is found
 * again by its name. */
#include <stdint.h>
#include <stdlib.h>

#include "image/swupdate.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct swupdate swupdate = { 0 };

	swupdate_read(&swupdate, (struct span){ p, n });
	if (swupdate.is_sealed && swupdate.n > 0)
		abort();
	for (size_t i = 0; i < swupdate.n; i++) {
		if (!swupdate_is_encrypted(&swupdate, swupdate.names[i]))
			abort();
	}
	swupdate_release(&swupdate);
	return 0;
}
