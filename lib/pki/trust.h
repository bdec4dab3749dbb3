#ifndef PKI_TRUST_H
#define PKI_TRUST_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Do the trust settings of a TRUSTED CERTIFICATE (DER with its trailer) refuse
 * it as an anchor for servers, as OpenSSL reads them? False where they say
 * nothing of it, or cannot be read.
 */
bool trust_refuses_servers(struct span der);

#endif
