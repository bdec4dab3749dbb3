#include "patch/block.h"

#include "pki/pem.h"

void
block_append(struct buf *out, const struct cert *cert, size_t width,
    const char *newline)
{
	pem_append(out, cert->der, width, newline);
}

void
block_append_chain(struct buf *out, const struct chain *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		block_append(out, chain->certs[i], PEM_WIDTH, "\n");
}
