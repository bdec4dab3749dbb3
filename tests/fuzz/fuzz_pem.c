/* Any bytes as PEM: each BEGIN gives at most a block, and blocks go forward. */
#include <stdint.h>
#include <stdlib.h>

#include "pki/pem.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct pem_reader reader;
	struct pem_block block;
	size_t end = 0, line = 0;

	pem_open(&reader, (struct span){ p, n });
	while (pem_next(&reader, &block)) {
		if (block.begin < end || block.end <= block.begin ||
		    block.end > n || block.line < line)
			abort();
		if ((block.fault == NULL) != (block.der.n > 0))
			abort();
		end = block.end;
		line = block.line;
	}
	pem_close(&reader);
	return 0;
}
