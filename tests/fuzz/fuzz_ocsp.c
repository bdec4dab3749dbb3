/*
 * A certificate, its issuer and a response about it. Each of the first two is
 * led by its length in two bytes; the response is the rest.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pki/ocsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct cert *
take_cert(struct span *rest)
{
	struct err err = ERR_NONE;
	struct cert *cert;
	size_t n;

	if (rest->n < 2)
		return NULL;
	n = (size_t)rest->p[0] << 8 | rest->p[1];
	if (rest->n - 2 < n)
		return NULL;
	cert = cert_new((struct span){ rest->p + 2, n }, &err);
	rest->p += 2 + n;
	rest->n -= 2 + n;
	return cert;
}

static void
read_and_ask(struct span der, const struct cert *leaf,
    const struct cert *issuer)
{
	struct buf request = BUF_INIT(LIMIT_CERT_BYTES);
	struct ocsp_status status;
	struct err err = ERR_NONE;

	if (ocsp_read_response(&status, der, leaf, issuer, &err) == 0) {
		if (ocsp_answer_name(status.answer)[0] == '\0')
			abort();
		ocsp_freshness(&status, status.this_update_s);
	} else if (err.code == ERR_NONE_YET || err.msg[0] == '\0') {
		abort();
	}
	ocsp_request(&request, leaf, issuer, &err);
	buf_release(&request);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct span rest = { p, n };
	struct cert *leaf = take_cert(&rest);
	struct cert *issuer = leaf ? take_cert(&rest) : NULL;

	if (issuer != NULL)
		read_and_ask(rest, leaf, issuer);
	cert_free(issuer);
	cert_free(leaf);
	return 0;
}
