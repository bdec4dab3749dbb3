#ifndef PROBE_TIMESTAMPS_H
#define PROBE_TIMESTAMPS_H

#include "pki/cert.h"

/*
 * How many signed certificate timestamps there are (RFC 6962, section 3.3),
 * in a list of them, in a leaf, and in a stapled OCSP response. They are
 * counted up to the first that is not whole, and not checked: that they are
 * of a log that somebody trusts is not said.
 */
int timestamps_listed(struct span list);
int timestamps_embedded(const struct cert *leaf);
int timestamps_stapled(struct span response);

#endif
