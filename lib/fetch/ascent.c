#include "fetch/ascent.h"

#include "base/limits.h"

const struct cert *
ascent_issuer(const struct chain *chain, const struct cert *child)
{
	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *cert = chain->certs[i];

		if (cert != child && cert_names_issuer(child, cert) &&
		    cert_signature_verifies(child, cert))
			return cert;
	}
	return NULL;
}

void
ascent_continue(struct chain *path, const struct chain *served,
    const struct chain *fetched)
{
	while (path->n < LIMIT_SERVED_CERTS) {
		const struct cert *top = path->certs[path->n - 1], *next;

		if (cert_is_self_issued(top))
			return;
		next = ascent_issuer(served, top);
		if (next == NULL)
			next = ascent_issuer(fetched, top);
		if (next == NULL || chain_has(path, next))
			return;		/* or cross-signs go round */
		chain_append(path, next);
	}
}
