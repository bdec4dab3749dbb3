#ifndef WATCH_AIM_H
#define WATCH_AIM_H

#include "probe/target.h"
#include "watch/pass.h"

struct aims {
	struct target *items;	/* each owns its texts */
	size_t n, cap;
};

/*
 * Adds the targets through which an endpoint is seen as its clients see it:
 * one for each shape of ClientHello that their libraries have, and the widest
 * for one that has no clients. Clients that settings leave out of the pass
 * count for nothing; settings may be NULL.
 */
void aim_at(struct aims *aims, const struct estate *estate,
    const struct endpoint *endpoint, const struct pass_settings *settings);
/* Adds the one target for it that has this shape. */
void aim_as(struct aims *aims, const struct estate *estate,
    const struct endpoint *endpoint, const struct hello *hello);
void aims_release(struct aims *aims);

#endif
