#ifndef PKI_CRL_H
#define PKI_CRL_H

#include "pki/cert.h"
#include "pki/revocation.h"

/*
 * A certificate revocation list (RFC 5280, section 5), read where it lies:
 * whatever its size, no memory is taken for its entries.
 */
struct crl {
	struct span der;		/* borrowed, as are all spans */
	struct span signed_part, signature, algorithm;
	struct span issuer;		/* its name */
	struct span entries, extensions;	/* empty: none */
	int64_t this_update_s;
	int64_t next_update_s;		/* INSTANT_NEVER: not said */
	size_t n_entries;
};

/*
 * DER with nothing after it; bytes are borrowed. Checks every entry's form,
 * but no signature. Lists of changes, lists for several issuers and lists
 * with a critical extension that is not known here are refused.
 */
int crl_open(struct crl *out, struct span der, struct err *err);

/* Did this issuer sign it, as its names and its key usage allow? */
int crl_check_issuer(const struct crl *crl, const struct cert *issuer,
    struct err *err);

struct crl_entry {
	bool is_revoked;
	int64_t revoked_at_s;	/* where it is, as reason */
	int reason;		/* or REVOCATION_REASON_NONE */
};

struct crl_index;

/*
 * Is the certificate on the list of its issuer, which crl_check_issuer knows?
 * Fails where the list says that it is about other certificates. index is
 * that of the list, or NULL: all of it is read.
 */
int crl_find(struct crl_entry *out, const struct crl *crl,
    const struct crl_index *index, const struct cert *cert, struct err *err);

#endif
