#ifndef WATCH_ADVISE_H
#define WATCH_ADVISE_H

#include "watch/pass.h"

/*
 * The remedies for what an endpoint serves to the release of store, held
 * against every other release that is its client: what the server alone would
 * do for one may cut off another, and comes last then. row: the chain of the
 * observation in the docket. An array as struct pair describes it, or NULL;
 * the caller owns it and the names in it.
 */
struct advice *advise(struct pass *pass, const struct endpoint *endpoint,
    const struct pass_store *store, const struct observation *observation,
    size_t row);

#endif
