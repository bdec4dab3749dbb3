#ifndef IMAGE_SWUPDATE_H
#define IMAGE_SWUPDATE_H

#include "base/span.h"

#define SWUPDATE_DESCRIPTION "sw-description"	/* first in the cpio */

/*
 * What the description of a .swu (libconfig or JSON) says of its other
 * members: which are encrypted. Their bytes tell nothing, not even that. Where
 * the description is no text it is encrypted itself. Names more deeply nested
 * than any real one, or more than a .swu has, are left out.
 */
struct swupdate {
	char **names;	/* of the members that are encrypted; owned */
	size_t n, cap;
	bool is_sealed;	/* the description itself */
};

void swupdate_read(struct swupdate *out, struct span text);
bool swupdate_is_encrypted(const struct swupdate *swupdate, const char *name);
void swupdate_release(struct swupdate *swupdate);

#endif
