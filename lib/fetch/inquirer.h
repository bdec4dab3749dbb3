#ifndef FETCH_INQUIRER_H
#define FETCH_INQUIRER_H

#include "fetch/http.h"
#include "pki/inquiry.h"

/* What is to be asked about a chain. */
struct inquirer_settings {
	bool aia, ocsp, crl;
	bool allow_private;	/* addresses that are not public, too */
	bool (*go_on)(void *context);	/* as of fetch_settings */
	void *context;
};

/*
 * Asks others about served chains: issuers that are missing, the responder of
 * the leaf, the lists of the leaf and of what is above it. What it was told it
 * remembers, within bounds, so each thing is fetched once.
 */
struct inquirer;

struct inquirer *inquirer_new(const struct inquirer_settings *settings,
    struct err *err);
void inquirer_free(struct inquirer *inquirer);

/* One chain, of one pool, and what came of asking about it. */
struct inquirer_item {
	const struct chain *served;	/* may be empty: nothing is asked */
	struct inquiry inquiry;		/* filled; the caller releases it */
};

/* All at once; returns when all is answered. Fetched certificates go into the
 * pool. Fails only where libcurl itself cannot go on. */
int inquirer_ask(struct inquirer *inquirer, struct certpool *pool,
    struct inquirer_item *items, size_t n, struct err *err);

#endif
