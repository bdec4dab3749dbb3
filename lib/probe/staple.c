#include "probe/staple.h"

#include "base/limits.h"
#include "pki/ocsp.h"

/*
 * Of several that have the name, the one whose key signed the leaf; the first
 * where none did, so that what is stapled is told as bad. One alone need not
 * be asked.
 */
static const struct cert *
find_issuer(const struct chain *chain)
{
	const struct cert *named[LIMIT_STAPLE_ISSUERS];
	const struct cert *leaf = chain->certs[0];
	size_t n = 0;

	for (size_t i = 1; i < chain->n && n < LIMIT_STAPLE_ISSUERS; i++) {
		if (cert_names_issuer(leaf, chain->certs[i]))
			named[n++] = chain->certs[i];
	}
	for (size_t i = 0; i < n && n > 1; i++) {
		if (cert_signature_verifies(leaf, named[i]))
			return named[i];
	}
	return n > 0 ? named[0] : NULL;
}

static enum staple_status
status_of(enum ocsp_answer answer)
{
	switch (answer) {
	case ANSWER_GOOD:
		return STAPLE_GOOD;
	case ANSWER_REVOKED:
		return STAPLE_REVOKED;
	case ANSWER_UNKNOWN:
		return STAPLE_UNKNOWN;
	case ANSWER_MALFORMED_REQUEST:
	case ANSWER_INTERNAL_ERROR:
	case ANSWER_TRY_LATER:
	case ANSWER_SIGNATURE_REQUIRED:
	case ANSWER_UNAUTHORIZED:
		return STAPLE_BAD;
	}
	return STAPLE_BAD;
}

void
staple_read(struct staple *out, struct span response,
    const struct chain *chain)
{
	const struct cert *issuer = find_issuer(chain);
	struct ocsp_status status;
	struct err err = ERR_NONE;

	*out = (struct staple){ .status = STAPLE_UNCHECKED };
	if (issuer == NULL)
		return;
	out->status = STAPLE_BAD;
	if (ocsp_read_response(&status, response, chain->certs[0], issuer,
		&err) == -1)
		return;
	out->status = status_of(status.answer);
	if (!ocsp_answer_is_status(status.answer))
		return;
	out->this_update_s = status.this_update_s;
	out->next_update_s = status.next_update_s;
}
