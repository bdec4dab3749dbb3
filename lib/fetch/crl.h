#ifndef FETCH_CRL_H
#define FETCH_CRL_H

#include "fetch/once.h"
#include "pki/inquiry.h"

/*
 * Fetches the revocation list of a certificate, from the places that it names
 * in order, until one is signed by its issuer and is about it.
 */
struct crl_job {
	struct once *once;
	const struct cert *issuer;	/* NULL: not known */
	struct inquired_crl *inquired;	/* cert is set; the rest is filled */
	/* Called once: now, or within fetcher_run. */
	void (*done)(void *context);
	void *context;
};

/* The job is copied. */
void crl_start(const struct crl_job *job);

#endif
