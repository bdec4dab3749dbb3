#ifndef FETCH_OCSP_H
#define FETCH_OCSP_H

#include "fetch/once.h"
#include "pki/inquiry.h"

/*
 * Asks the responders that a certificate names, in order, until one answers
 * with a response that its issuer stands for. A refusal is an answer, too,
 * but the next is asked before it counts.
 */
struct ocsp_job {
	struct once *once;
	const struct cert *issuer;	/* NULL: not known */
	struct inquired_ocsp *inquired;	/* cert is set; the rest is filled */
	/* Called once: now, or within fetcher_run. */
	void (*done)(void *context);
	void *context;
};

/* The job is copied. */
void ocsp_start(const struct ocsp_job *job);

#endif
