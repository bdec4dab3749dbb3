#pragma once
/* Inside the forge: one line on its way to a certificate. */
#include "forge/forge.h"

#include <stdbool.h>
#include <stddef.h>

enum setting {
	SUBJECT, ISSUER, KEY, TYPE, FROM, UNTIL, CA, PATHLEN, KU, EKU, NSCERT,
	SAN, PERMITTED, EXCLUDED, ISSUERS, OCSP, CRL, EXTENSION, STAPLE, SKID,
	AKID, HASH, SERIAL, BADSIG, VERSION,
	SETTINGS
};

struct key {
	char *name;
	char *type;
	EVP_PKEY *pkey;
};

struct made {
	char *name;
	X509 *cert;
	const struct key *key;
	unsigned char *der;
	size_t der_n;
};

/* One line being made into a certificate; value[] points into text. */
struct job {
	struct forge *forge;
	char *text;
	const char *name;
	const char *value[SETTINGS];
	const struct made *issuer;	/* NULL: self-signed */
	const struct key *key;
	const struct key *signer;
	X509 *cert;
	char *message;
	size_t size;
};

/* p, or the end of the program where there is no memory. */
void *sure(void *p);

/* Fills name and value[] from text, defaults included. */
int job_read(struct job *job);

bool job_is(const struct job *job, enum setting s, const char *word);
bool job_name_is_plain(const char *name);

/* Both write the message and return -1. */
__attribute__((format(printf, 2, 3))) int job_fail(struct job *job,
    const char *fmt, ...);
int job_fail_setting(struct job *job, enum setting s);

/* Gives cert the extensions that the line asks for; its fields are set. */
int job_extend(struct job *job);
