#ifndef BUNDLE_EFFECT_H
#define BUNDLE_EFFECT_H

#include "form/quirk.h"
#include "pki/loader.h"

/* What a loader makes of something odd. */
enum effect {
	LOADS,
	SKIPS,		/* this block alone */
	SKIPS_BEFORE,	/* this block and the one before it */
	SKIPS_AFTER,	/* this block and the one after it */
	SWALLOWS,	/* the one after it alone; as SPOILS if none is */
	STOPS,		/* this block and all that follow */
	SPOILS,		/* nothing of the file is loaded */
};

enum effect effect_of(enum loader loader, enum quirk_kind kind);

/* "OpenSSL 3": the library, for a message. */
const char *effect_loader_name(enum loader loader);

#endif
