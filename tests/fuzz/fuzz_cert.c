/* Any bytes as a certificate, which is then looked at as it would be. */
#include <stdint.h>
#include <stdlib.h>

#include "base/instant.h"
#include "pki/certpool.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
look_at(const struct cert *cert)
{
	char text[INSTANT_TEXT];

	instant_format(text, cert->not_before_s);
	instant_format(text, cert->not_after_s);
	cert_key_text(cert, text, sizeof(text));
	cert_signature_verifies(cert, cert);
	if (cert->subject == NULL || cert->issuer == NULL ||
	    cert->short_name == NULL || cert->serial == NULL)
		abort();
	if (cert_is_self_issued(cert) && !cert_names_issuer(cert, cert))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct certpool *pool = certpool_new();
	const struct cert *cert, *again;
	struct err err = ERR_NONE;
	struct span der = { p, n };

	if (certpool_add_der(pool, &cert, der, &err) == 0) {
		look_at(cert);
		if (certpool_add_der(pool, &again, der, &err) == -1 ||
		    again != cert || !span_equal(cert->der, der))
			abort();
	} else if (err.code == ERR_NONE_YET || err.msg[0] == '\0') {
		abort();
	}
	certpool_free(pool);
	return 0;
}
