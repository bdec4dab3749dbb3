#ifndef FETCH_CRL_H
#define FETCH_CRL_H

#include "fetch/once.h"
#include "pki/inquiry.h"

/*
 * Which list was found good for which issuer; it is remembered of the last,
 * since all who wait for a list are served one after the other and checking
 * a large one again would take long.
 */
struct crl_checked {
	uint64_t number;		/* of the answer; 0: none */
	const struct cert *issuer;
};

/*
 * Fetches the revocation list of a certificate, from the places that it names
 * in order, until one is signed by its issuer and is about it.
 */
struct crl_job {
	struct once *once;
	struct crl_checked *checked;	/* of the whole run */
	const struct cert *issuer;	/* NULL: not known */
	struct inquired_crl *inquired;	/* cert is set; the rest is filled */
	/* Called once: now, or within fetcher_run. */
	void (*done)(void *context);
	void *context;
};

/* The job is copied. */
void crl_start(const struct crl_job *job);

#endif
