#include "fetch/ascent.h"

#include "base/limits.h"

bool
ascent_is_spent(const struct ascent *ascent)
{
	return ascent->n_checks >= LIMIT_SIGNATURE_CHECKS;
}

/* The first certificate of chain that issued child, or NULL. */
static const struct cert *
find_issuer(struct ascent *ascent, const struct chain *chain,
    const struct cert *child)
{
	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *cert = chain->certs[i];

		if (cert == child || !cert_names_issuer(child, cert))
			continue;
		if (ascent_is_spent(ascent))
			return NULL;
		ascent->n_checks++;
		if (cert_signature_verifies(child, cert))
			return cert;
	}
	return NULL;
}

void
ascent_continue(struct ascent *ascent, const struct chain *served,
    const struct chain *fetched)
{
	struct chain *path = &ascent->path;

	while (path->n < LIMIT_SERVED_CERTS) {
		const struct cert *top = path->certs[path->n - 1], *next;

		if (cert_is_self_issued(top))
			return;
		next = find_issuer(ascent, served, top);
		if (next == NULL)
			next = find_issuer(ascent, fetched, top);
		if (next == NULL || chain_has(path, next))
			return;		/* or cross-signs go round */
		chain_append(path, next);
	}
}
