#pragma once
/*
 * A library that cannot be called in this process answers from a program of
 * its own, started once, over a pair of pipes. It reads lines:
 *   pki KEY SERVED... / ANCHOR...   the leaf's key and certificates, in order,
 *                                   each the base64 of its DER
 *   at SECONDS                      would you accept that PKI at this instant?
 * and answers each "at" by a line: "accepts", "refuses WHY" or "silent WHY".
 */
#include <stdio.h>

#include "oracle/oracle.h"

struct child {
	const char *name;
	void (*become)(void);	/* turns the new process into the program */
	FILE *to, *from;
	char *told;		/* the last line about a PKI; owned */
};

/* Starts it where it does not run; what cannot be started is silent. */
enum answer child_ask(struct child *child, const struct pki *pki,
    int64_t at_s, char *why, size_t size);

/* Where that file of the build is; copied to path[size]. */
void child_find(char *path, size_t size, const char *file);
