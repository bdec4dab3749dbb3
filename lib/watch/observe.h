#ifndef WATCH_OBSERVE_H
#define WATCH_OBSERVE_H

#include "watch/pass.h"

/*
 * Fills the pass with what the endpoints in scope serve: from a candidate,
 * from records, or by a scan. Every endpoint in scope has at least one
 * observation but where records lack it, or have it of another address.
 */
int observe_endpoints(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings, struct err *err);

/* Fills the pass with the stores of the releases in scope, and the roots. */
void read_stores(struct pass *pass, struct evidence *evidence,
    const struct pass_settings *settings);

#endif
