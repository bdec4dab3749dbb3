#ifndef METRICS_SERIES_H
#define METRICS_SERIES_H

#include "finding/finding.h"
#include "metrics/exposition.h"
#include "pki/store.h"
#include "verify/observation.h"
#include "verify/pair.h"

/*
 * The kedge_* series of one estate, whose name is a label on each. What is
 * not known has no series: an instant that never comes, or is not known, is
 * left out and never 0. Instants are seconds UTC; fingerprints the SHA-256.
 */
struct series {
	struct exposition *exposition;	/* borrowed, as is the name */
	const char *estate;
};

/* The program itself, of no estate. */
void series_build(struct exposition *exposition, const char *version);

/* What a scan saw at one address, or that it saw none. */
void series_observation(const struct series *series,
    const struct observation *observation);
/* An address that gave a chain once and was not seen now. */
void series_lost_address(const struct series *series,
    const struct observation *last);

/*
 * The certificates of the last chain that an address served, whenever that
 * was. roots tells cross-signed certificates from others.
 */
void series_certificates(const struct series *series,
    const struct observation *last, const struct chain *roots);

void series_pair(const struct series *series, const struct pair *pair);

struct endpoint_counts {
	size_t up;		/* every address gave a chain */
	size_t partial;		/* some did */
	size_t down;		/* none did */
};

void series_targets(const struct series *series,
    const struct endpoint_counts *counts);
void series_renewal(const struct series *series, const char *endpoint,
    int64_t due_s, bool overdue);

/* store is NULL where it cannot be read. */
void series_release(const struct series *series,
    const struct release *release, const struct store *store, int64_t now_s);
void series_deadline(const struct series *series,
    const struct deadline *deadline);
/* Every rule has a series, so that one that stops holding goes to 0. */
void series_findings(const struct series *series,
    const struct findings *findings);

/* The pass as a whole. */
void series_pass(const struct series *series, int64_t duration_s,
    int64_t completed_s);
/* Scans that failed since the start; counts is indexed by enum reason. */
void series_scan_errors(const struct series *series, const size_t *counts,
    size_t n);

/* The policy: whether the last attempt to load it worked. loaded_s is the
 * last that did, INSTANT_ALWAYS for none; estate may be NULL then. */
void series_policy(const struct series *series, const struct estate *estate,
    bool successful, int64_t loaded_s);
void series_restart_ready(const struct series *series, bool ready);

#endif
