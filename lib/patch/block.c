#include "patch/block.h"

#include "base/base64.h"
#include "base/limits.h"

void
block_append(struct buf *out, const struct cert *cert, size_t width,
    const char *newline)
{
	struct buf base64 = BUF_INIT(2 * LIMIT_CERT_BYTES);

	base64_encode(&base64, cert->der);
	buf_printf(out, "-----BEGIN CERTIFICATE-----%s", newline);
	for (size_t at = 0; at < base64.n; at += width) {
		buf_append(out, base64.p + at,
		    base64.n - at < width ? base64.n - at : width);
		buf_text(out, newline);
	}
	buf_printf(out, "-----END CERTIFICATE-----%s", newline);
	buf_release(&base64);
}

void
block_append_chain(struct buf *out, const struct chain *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		block_append(out, chain->certs[i], BLOCK_WIDTH, "\n");
}
