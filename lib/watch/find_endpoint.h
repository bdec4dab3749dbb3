#ifndef WATCH_FIND_ENDPOINT_H
#define WATCH_FIND_ENDPOINT_H

#include "watch/pass.h"

/*
 * Adds to the pass what was found on the way to an endpoint: addresses that
 * failed or differ, none that answered, a certificate for another name. Each
 * kind of client is asked for, and what only some of them see says so.
 */
void find_at_endpoint(struct pass *pass, const struct pass_settings *settings,
    const struct endpoint *endpoint);

#endif
