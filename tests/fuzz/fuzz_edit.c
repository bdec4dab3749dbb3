/* Any bytes as a bundle to edit: undone, the edit gives the bytes again. */
#include <stdint.h>
#include <stdlib.h>

#include "patch/edit.h"
#include "pki/pem.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* The first certificate of the bundle, to be added once more. */
static bool
take_first(struct chain *out, struct certpool *pool, struct span bytes)
{
	struct pem_reader reader;
	struct pem_block block;
	const struct cert *cert;
	struct err err = ERR_NONE;

	pem_open(&reader, bytes);
	while (out->n == 0 && pem_next(&reader, &block)) {
		if (block.fault == NULL && certpool_add_der(pool, &cert,
		    block.der, &err) == 0)
			chain_append(out, cert);
	}
	pem_close(&reader);
	return out->n > 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span base = { p, n };
	struct certpool *pool = certpool_new();
	struct chain added = CHAIN_EMPTY;
	struct buf undone = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct edit edit;
	struct err err = ERR_NONE;

	if (take_first(&added, pool, base) &&
	    edit_append(&edit, base, "b", &added, &err) == 0) {
		if (!edit_undo(&undone, buf_span(&edit.bytes), edit.ranges,
		    edit.n) || !span_equal(buf_span(&undone), base))
			abort();
		edit_release(&edit);
	}
	buf_release(&undone);
	chain_release(&added);
	certpool_free(pool);
	return 0;
}
