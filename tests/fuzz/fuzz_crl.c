/*
 * A certificate, led by its length in two bytes, and a revocation list on
 * which it is looked up, whoever signed that. The certificate stands for the
 * issuer, too.
 */
#include <stdint.h>
#include <stdlib.h>

#include "pki/crl_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
look_up(struct span der, const struct cert *cert)
{
	struct crl_entry entry, indexed;
	struct err err = ERR_NONE;
	struct crl_index index;
	struct crl crl;
	int found;

	if (crl_open(&crl, der, &err) == 0) {
		if (crl.entries.n > der.n || crl.n_entries > der.n / 5)
			abort();
		crl_check_issuer(&crl, cert, &err);
		found = crl_find(&entry, &crl, NULL, cert, &err);
		if (found == 0 && entry.is_revoked && crl.n_entries == 0)
			abort();
		crl_index_build(&index, &crl);
		if (crl_find(&indexed, &crl, &index, cert, &err) != found ||
		    (found == 0 && (indexed.is_revoked != entry.is_revoked ||
			indexed.reason != entry.reason)))
			abort();
		crl_index_release(&index);
	} else if (err.code == ERR_NONE_YET || err.msg[0] == '\0') {
		abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	size_t length = n < 2 ? 0 : (size_t)p[0] << 8 | p[1];
	struct err err = ERR_NONE;
	struct cert *cert;

	if (n < 2 || n - 2 < length)
		return 0;
	cert = cert_new((struct span){ p + 2, length }, &err);
	if (cert != NULL)
		look_up((struct span){ p + 2 + length, n - 2 - length },
		    cert);
	cert_free(cert);
	return 0;
}
