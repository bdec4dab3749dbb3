#ifndef REHEARSAL_H
#define REHEARSAL_H

#include <stddef.h>

#include "base/err.h"

/*
 * What a restart would meet right now: loads the policy afresh and reads each
 * trust store, approved root and client certificate that it names, as this
 * user. Returns how many of them cannot be read; first then says why the
 * first cannot.
 */
size_t rehearsal_failures(const char *policy, struct err *first);

#endif
