/* Any bytes as a manifest: what is read and written again reads the same. */
#include <stdint.h>
#include <stdlib.h>

#include "patch/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
write_again(const struct manifest *manifest, struct certpool *pool)
{
	struct buf once = BUF_INIT(LIMIT_BUNDLE_BYTES), twice = once;
	struct manifest again;
	struct err err = ERR_NONE;

	manifest_write(&once, manifest);
	if (manifest_read(&again, pool, buf_span(&once), "/nowhere", "m",
	    &err) == -1)
		abort();
	manifest_write(&twice, &again);
	if (!span_equal(buf_span(&once), buf_span(&twice)))
		abort();
	manifest_release(&again);
	buf_release(&once);
	buf_release(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct certpool *pool = certpool_new();
	struct manifest manifest;
	struct err err = ERR_NONE;

	if (manifest_read(&manifest, pool, (struct span){ p, n }, "/nowhere",
	    "m", &err) == 0) {
		write_again(&manifest, pool);
		manifest_release(&manifest);
	}
	certpool_free(pool);
	return 0;
}
