#ifndef PKI_INQUIRY_H
#define PKI_INQUIRY_H

#include "pki/chain.h"
#include "pki/crl.h"
#include "pki/ocsp.h"

/*
 * How one question over HTTP went. reason is NULL where it was answered, else
 * a stable word: of fetch_result_name, or "no_url" (the certificate names no
 * place), "no_issuer" (whose key would be needed), "not_certificates",
 * "not_issuer", "too_many" (as detail says), "bad_response" or "bad_list".
 */
struct asked {
	char *url;		/* the last that was asked; NULL: none */
	char *reason;
	char *detail;		/* more words for people, or NULL */
};

struct inquired_ocsp {
	const struct cert *cert;
	struct asked asked;
	struct ocsp_status status;	/* where it was answered */
};

/* A certificate on the list of its issuer. */
struct inquired_crl {
	const struct cert *cert;
	struct asked asked;
	int64_t this_update_s, next_update_s;	/* where it was answered */
	size_t n_entries;
	struct crl_entry entry;
};

/* What others said of a chain when they were asked. */
struct inquiry {
	bool has_issuers, has_ocsp, has_crls;	/* it was asked for */
	struct chain issuers;	/* fetched, each above the one before */
	struct asked issuers_asked;	/* why there are no more; reason NULL:
					   the last names itself as issuer */
	struct inquired_ocsp ocsp;	/* of the leaf */
	struct inquired_crl *crls;	/* of the leaf and those above it */
	size_t n_crls, crls_cap;
};

#define INQUIRY_EMPTY ((struct inquiry){ 0 })

void inquiry_release(struct inquiry *inquiry);
/* Certificates stay those of the pool. */
void inquiry_copy(struct inquiry *dst, const struct inquiry *src);

/* The list that the leaf should be on; NULL where none was asked for. */
const struct inquired_crl *inquiry_leaf_crl(const struct inquiry *inquiry);
/* One word: an answer, or why there is none. */
const char *inquired_ocsp_word(const struct inquired_ocsp *ocsp);
const char *inquired_crl_word(const struct inquired_crl *crl);
/* All of it in a few words: "2 issuers fetched, ocsp good, crl revoked", with
 * the freshness at an instant where that is not current. The caller frees it;
 * NULL where nobody was asked. */
char *inquiry_text(const struct inquiry *inquiry, int64_t at_s);
/* Is a certificate of the chain revoked, says anybody who was asked? */
bool inquiry_is_revoked(const struct inquiry *inquiry);

/* Sets how it went; copies the texts. */
void asked_set(struct asked *asked, const char *url, const char *reason,
    const char *detail);

#endif
