#pragma once
/*
 * What issuers say, each from one line of words:
 *	!ocsp NAME ABOUT ISSUER SIGNER good|revoked|unknown FROM UNTIL
 *	!crl NAME ISSUER SIGNER FROM UNTIL [REVOKED ...]
 * where all but NAME, and times as 20230801000000Z, are certificates of the
 * forge; a signer's key has its name.
 */
#include "forge/forge.h"

#include <stdbool.h>

bool statement_is(const char *line);
/* Writes NAME.ocsp or NAME.crl; -1 and a message where it cannot. */
int statement_write(const struct forge *forge, const char *line,
    const char *folder, char *message, size_t size);
