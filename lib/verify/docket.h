#ifndef VERIFY_DOCKET_H
#define VERIFY_DOCKET_H

#include "verify/forecast.h"

/*
 * The cases of an estate: each chain against each column, a column being a
 * store and the verifier that reads it. A case is judged when somebody asks
 * about it, and only once for all that agree in the chain, the verifier and
 * the anchors that the chain reaches. Signatures are shared, too.
 */
struct docket;

/* known and now_s as for forecast_make; borrows the signatures alone. */
struct docket *docket_new(struct sigcache *signatures,
    const struct chain *known, unsigned purpose, int64_t now_s);
void docket_free(struct docket *docket);

/* Its number; equal chains have the same. The chain is copied. */
size_t docket_add_chain(struct docket *docket, const struct chain *chain);
/* Its number. Store and verifier are borrowed. */
size_t docket_add_column(struct docket *docket, const struct store *store,
    const struct verifier *verifier);

/* By those numbers; it lives as long as the docket. */
const struct forecast *docket_forecast(struct docket *docket, size_t chain,
    size_t column);

/* The number of what the server of a chain sends once it has done its part of
 * a remedy that the forecast of these numbers has. */
size_t docket_add_remedied(struct docket *docket, size_t chain,
    size_t column, const struct remedy *remedy);

/* How many forecasts were made for all that was asked. */
size_t docket_judged(const struct docket *docket);

#endif
