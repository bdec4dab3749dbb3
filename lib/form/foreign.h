#ifndef FORM_FOREIGN_H
#define FORM_FOREIGN_H

#include <stdbool.h>

#include "base/span.h"
#include "form/quirk.h"

/*
 * A PEM block of another kind than ours, such as a CRL, a key or anything
 * else with a label: loaders step over it, and some fail on one that they
 * cannot decode. text begins with its BEGIN line and ends before the next
 * block. Sets what is odd about it, and clears nothing.
 */
void foreign_judge(bool odd[QUIRK_COUNT], struct span text);

#endif
