#ifndef PKI_CRL_LINE_H
#define PKI_CRL_LINE_H

#include <stdbool.h>

#include "base/span.h"

/* One entry of a revocation list, where it lies. */
struct crl_line {
	struct span serial;	/* two's complement, as short as it can be */
	struct span time;	/* with tag and length */
	struct span extensions;	/* the same; empty: none */
};

/* Takes the entry at the start of rest; false where there is none, or none of
 * this form. */
bool crl_line_next(struct crl_line *line, struct span *rest);

/* A number without the bytes by which it is longer than it has to be. */
struct span crl_shortest(struct span number);

#endif
