#include "pki/inquiry.h"

#include <stdlib.h>

#include "base/buf.h"
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

static void
put_freshness(struct buf *text, enum freshness freshness)
{
	if (freshness != FRESHNESS_CURRENT)
		buf_printf(text, " (%s)", freshness_name(freshness));
}

static void
put_issuers(struct buf *text, const struct inquiry *inquiry)
{
	const char *reason = inquiry->issuers_asked.reason;
	size_t n = inquiry->issuers.n;

	buf_printf(text, "%zu issuer%s fetched", n, n == 1 ? "" : "s");
	if (reason != NULL)
		buf_printf(text, " (%s)", reason);
}

static void
put_ocsp(struct buf *text, const struct inquired_ocsp *ocsp, int64_t at_s)
{
	buf_printf(text, "ocsp %s", inquired_ocsp_word(ocsp));
	if (ocsp->asked.reason == NULL &&
	    ocsp_answer_is_status(ocsp->status.answer))
		put_freshness(text, ocsp_freshness(&ocsp->status, at_s));
}

/* The leaf's list, and of the others those that revoke. */
static void
put_crls(struct buf *text, const struct inquiry *inquiry, int64_t at_s)
{
	const struct inquired_crl *leaf = inquiry_leaf_crl(inquiry);

	if (leaf == NULL) {
		buf_text(text, "no crl");
		return;
	}
	buf_printf(text, "crl %s", inquired_crl_word(leaf));
	if (leaf->asked.reason == NULL)
		put_freshness(text, freshness_at(leaf->this_update_s,
		    leaf->next_update_s, at_s));
	for (size_t i = 1; i < inquiry->n_crls; i++) {
		const struct inquired_crl *crl = &inquiry->crls[i];

		if (crl->asked.reason == NULL && crl->entry.is_revoked)
			buf_printf(text, ", %s revoked",
			    crl->cert->short_name);
	}
}

char *
inquiry_text(const struct inquiry *inquiry, int64_t at_s)
{
	struct buf text = BUF_INIT(SIZE_MAX / 2);

	if (inquiry->has_issuers)
		put_issuers(&text, inquiry);
	if (inquiry->has_ocsp) {
		buf_text(&text, text.n > 0 ? ", " : "");
		put_ocsp(&text, &inquiry->ocsp, at_s);
	}
	if (inquiry->has_crls) {
		buf_text(&text, text.n > 0 ? ", " : "");
		put_crls(&text, inquiry, at_s);
	}
	return text.p;
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
