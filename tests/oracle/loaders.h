#pragma once
/*
 * The differential test of trust store files: our model of a loader and the
 * real library must load the same certificates of every odd one.
 */
#include "oracle/oracle.h"

struct loads_tally {
	size_t files, agreed;
	size_t loaded;	/* certificates, over all files, by the library */
	size_t silent;
};

/*
 * Counts into tally, and writes each difference to stdout as TAP comments:
 * both answers, a digit a certificate, and the file.
 */
void loaders_compare(struct loads_tally *tally, const struct oracle *oracle);
