#pragma once
/*
 * A library that cannot be called in this process answers from a program of
 * its own, started once, over a pair of pipes. It reads lines:
 *   pki KEY SERVED... / ANCHOR...   the leaf's key and certificates, in order,
 *                                   each the base64 of its DER
 *   at SECONDS                      would you accept that PKI at this instant?
 * and answers each "at" by a line: "accepts", "refuses WHY" or "silent WHY".
 *   load FILE [KEY CERTIFICATE]...  which of these do you load from a file?
 * is answered by "loads 0110", a digit for each; all words are base64 again.
 */
#include <stdio.h>
#include <sys/types.h>

#include "oracle/loading.h"
#include "oracle/oracle.h"

struct child {
	const char *name;
	void (*become)(void);	/* turns the new process into the program */
	FILE *to, *from;
	pid_t pid;
	char *told;		/* the last line about a PKI; owned */
};

/* Starts it where it does not run; what cannot be started is silent. */
enum answer child_ask(struct child *child, const struct pki *pki,
    int64_t at_s, char *why, size_t size);

/* Likewise; false where it does not answer. */
bool child_loads(struct child *child, struct loading *loading);
/* Ends it; the next question starts it again. */
void child_stop(struct child *child);

/* Where that file of the build is; copied to path[size]. */
void child_find(char *path, size_t size, const char *file);
