#pragma once
/*
 * The differential test: a model and the real library must say the same at
 * every second at which a certificate starts or ends, and one to either side.
 */
#include "oracle/oracle.h"

struct tally {
	size_t pkis, accepted_once;	/* of them, accepted at some instant */
	size_t compared, agreed;	/* verdicts */
	size_t silent;			/* verdicts that no library gave */
	size_t indeterminate;		/* PKIs over our own budgets */
};

/*
 * Counts into tally, and writes the first difference of this PKI to stdout as
 * TAP comments: origin, both verdicts, text, and its PEMs.
 */
void compare(struct tally *tally, const struct oracle *oracle,
    const struct pki *pki, const char *origin, const char *text);
