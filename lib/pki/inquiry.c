#include "pki/inquiry.h"

#include <stdlib.h>

#include "base/mem.h"

static void
asked_release(struct asked *asked)
{
	free(asked->url);
	free(asked->reason);
	free(asked->detail);
}

void
asked_set(struct asked *asked, const char *url, const char *reason,
    const char *detail)
{
	struct asked next = { mem_strdup(url), mem_strdup(reason),
		mem_strdup(detail) };

	asked_release(asked);
	*asked = next;
}

void
inquiry_release(struct inquiry *inquiry)
{
	chain_release(&inquiry->issuers);
	asked_release(&inquiry->issuers_asked);
	asked_release(&inquiry->ocsp.asked);
	for (size_t i = 0; i < inquiry->n_crls; i++)
		asked_release(&inquiry->crls[i].asked);
	free(inquiry->crls);
	*inquiry = INQUIRY_EMPTY;
}

/* To where nothing is yet. */
static void
asked_copy(struct asked *dst, const struct asked *src)
{
	*dst = (struct asked){ 0 };
	asked_set(dst, src->url, src->reason, src->detail);
}

void
inquiry_copy(struct inquiry *dst, const struct inquiry *src)
{
	*dst = *src;
	chain_copy(&dst->issuers, &src->issuers);
	asked_copy(&dst->issuers_asked, &src->issuers_asked);
	asked_copy(&dst->ocsp.asked, &src->ocsp.asked);
	dst->crls = NULL;
	dst->crls_cap = 0;
	if (src->n_crls > 0)
		dst->crls = mem_grow(NULL, &dst->crls_cap, src->n_crls,
		    sizeof(*dst->crls));
	for (size_t i = 0; i < src->n_crls; i++) {
		dst->crls[i] = src->crls[i];
		asked_copy(&dst->crls[i].asked, &src->crls[i].asked);
	}
}

const struct inquired_crl *
inquiry_leaf_crl(const struct inquiry *inquiry)
{
	return inquiry->n_crls > 0 ? &inquiry->crls[0] : NULL;
}

const char *
inquired_ocsp_word(const struct inquired_ocsp *ocsp)
{
	return ocsp->asked.reason ? ocsp->asked.reason :
	    ocsp_answer_name(ocsp->status.answer);
}

const char *
inquired_crl_word(const struct inquired_crl *crl)
{
	return crl->asked.reason ? crl->asked.reason :
	    crl->entry.is_revoked ? "revoked" : "good";
}

bool
inquiry_is_revoked(const struct inquiry *inquiry)
{
	bool revoked = inquiry->has_ocsp && inquiry->ocsp.asked.reason ==
	    NULL && inquiry->ocsp.status.answer == ANSWER_REVOKED;

	for (size_t i = 0; i < inquiry->n_crls; i++)
		revoked = revoked || (inquiry->crls[i].asked.reason == NULL &&
		    inquiry->crls[i].entry.is_revoked);
	return revoked;
}
