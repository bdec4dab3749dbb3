#ifndef FORM_FOREIGN_H
#define FORM_FOREIGN_H

#include "base/span.h"
#include "form/quirk.h"

/*
 * A PEM block of another kind than ours, such as a CRL, a key or anything
 * else with a label: loaders step over it, and some fail on one that they
 * cannot decode. text begins with its BEGIN line and ends before the next
 * block; where is the place of the former.
 */
void foreign_note(struct quirks *quirks, struct span text,
    const char *where);

#endif
