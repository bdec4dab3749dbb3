#pragma once
/*
 * What the tests of lib/verify judge, read from text: a certificate a line in
 * the language of the forge, and the lists `served: leaf a b`, `store: r` and
 * `known: x` that name them in order; `bare: r` adds name and key alone to the
 * store. A list may be spread over several lines. `started: TIME` is when a
 * process starts that heeds it.
 */
#include "forge/forge.h"
#include "verify/windows.h"

struct pki {
	struct forge *forge;
	struct certpool *pool;
	struct sigcache *signatures;
	struct chain served, known;
	struct store store;
	int64_t started_s;	/* 0: at the judged instant */
};

void pki_init(struct pki *pki);
void pki_release(struct pki *pki);

/*
 * Replaces what an earlier text said; the keys of the forge stay, by name.
 * -1 and a sentence in message[size] where a line is wrong.
 */
int pki_read(struct pki *pki, const char *text, char *message, size_t size);

/* NULL where the text made none of that name. */
const struct cert *pki_cert(const struct pki *pki, const char *name);

/* Asks about the whole of it, for a server; borrows from pki. */
struct question pki_question(const struct pki *pki, const char *verifier);

/* "2020-01-01/2023-09-11T09:26:47Z 2024-01-01/never", "none", or why it
 * cannot be told; midnight goes unsaid. The caller frees it. */
char *pki_windows_text(const struct question *question);
