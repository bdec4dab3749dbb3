#ifndef WATCH_FIND_H
#define WATCH_FIND_H

#include "watch/pass.h"

/* Turns what the pass saw into findings and its tally. */
void find_all(struct pass *pass, const struct pass_settings *settings);

#endif
