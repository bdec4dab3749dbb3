#ifndef RENDERING_H
#define RENDERING_H

#include "snapshot.h"
#include "watched.h"

/* All that is known, as bytes. ERR_LIMIT where it is too much to be served. */
int rendering_make(struct snapshot **out, const struct fleet *fleet,
    struct err *err);

#endif
