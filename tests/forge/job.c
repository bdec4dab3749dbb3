/*
 * Keys of a line (default):
 *  subject="/CN=Old Root/O=X" (/CN=NAME)   "/" is the empty name; \/ a slash
 *  issuer=NAME (self-signed)               a certificate of an earlier line
 *  key=KEYNAME (NAME)                      made at its first use, then shared
 *  type=p256|p384|p521|p224|secp256k1|brainpool|explicit|ed25519|ed448|
 *      rsa1024|rsa2048|rsa4096|rsapss2048 (p256)  explicit: P-256 in numbers
 *  from= until= (2020-01-01T00:00:00Z, 2030-01-01T00:00:00Z)
 *  ca=yes|no|absent (no)                   basicConstraints
 *  pathlen=N (none)
 *  ku=keyCertSign,...|absent               (keyCertSign,cRLSign for a CA,
 *                                          digitalSignature otherwise)
 *  eku=serverAuth,any,...|absent           (absent for a CA, else serverAuth)
 *  nscert=server,client,sslCA,... (none)    nsCertType
 *  san=dns:a,ip:192.0.2.1 (none)
 *  permitted=dns:.example excluded=...     (none) name constraints
 *  issuers=uri:http://a/b,... ocsp=... crl=... (none) where more is to be had
 *  extension="nsCertType=critical,server|..." (none)  in libcrypto's words
 *  staple=yes|no (no)                      TLS feature: has to staple OCSP
 *  skid=yes|no (yes)
 *  akid=yes|no|wrong (yes, no where self-signed)
 *  hash=sha256|sha384|sha1|md5 (sha256)
 *  serial=N (from NAME)                    may be 0 or negative
 *  badsig=yes|no (no)                      one bit of the signature is wrong
 *  version=1|3 (3)                         1 has no extensions
 */
#include "forge/job.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

static const struct {
	const char *name;
	const char *fallback;	/* NULL: depends on the rest of the line */
	const char *words;	/* NULL: free text; else what it may be */
} settings[SETTINGS] = {
	[SUBJECT] = { "subject", NULL, NULL },
	[ISSUER] = { "issuer", NULL, NULL },
	[KEY] = { "key", NULL, NULL },
	[TYPE] = { "type", NULL,
	    "p256|p384|p521|p224|secp256k1|brainpool|explicit|ed25519|ed448|"
	    "rsa1024|rsa2048|rsa4096|rsapss2048" },
	[FROM] = { "from", "2020-01-01T00:00:00Z", NULL },
	[UNTIL] = { "until", "2030-01-01T00:00:00Z", NULL },
	[CA] = { "ca", "no", "yes|no|absent" },
	[PATHLEN] = { "pathlen", NULL, NULL },
	[KU] = { "ku", NULL, NULL },
	[EKU] = { "eku", NULL, NULL },
	[NSCERT] = { "nscert", "absent", NULL },
	[SAN] = { "san", "absent", NULL },
	[PERMITTED] = { "permitted", NULL, NULL },
	[EXCLUDED] = { "excluded", NULL, NULL },
	[ISSUERS] = { "issuers", NULL, NULL },
	[OCSP] = { "ocsp", NULL, NULL },
	[CRL] = { "crl", "absent", NULL },
	[EXTENSION] = { "extension", NULL, NULL },
	[STAPLE] = { "staple", "no", "yes|no" },
	[SKID] = { "skid", "yes", "yes|no" },
	[AKID] = { "akid", NULL, "yes|no|wrong" },
	[HASH] = { "hash", "sha256", "sha256|sha384|sha1|md5" },
	[SERIAL] = { "serial", NULL, NULL },
	[BADSIG] = { "badsig", "no", "yes|no" },
	[VERSION] = { "version", "3", "1|3" },
};

void *
sure(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

int
job_fail(struct job *job, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(job->message, job->size, fmt, ap);
	va_end(ap);
	ERR_clear_error();
	return -1;
}

int
job_fail_setting(struct job *job, enum setting s)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	return job_fail(job, "%s: %s=%s cannot be used (%s)", job->name,
	    settings[s].name, job->value[s], reason ? reason : "bad value");
}

bool
job_is(const struct job *job, enum setting s, const char *word)
{
	return strcmp(job->value[s], word) == 0;
}

/* Names become file names, so they are kept plain. */
bool
job_name_is_plain(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

	return n > 0 && name[n] == '\0' && name[0] != '.' && name[0] != '-';
}

/* Cuts one word off *at, up to a blank outside quotes; NULL at the end. */
static char *
take_word(char **at, bool *closed)
{
	char *p = *at, *word, *to;
	bool quoted = false;

	while (isspace((unsigned char)*p))
		p++;
	if (*p == '\0')
		return NULL;
	for (word = to = p; *p && (quoted || !isspace((unsigned char)*p)); p++)
		if (*p == '"')
			quoted = !quoted;
		else
			*to++ = *p;
	*at = *p ? p + 1 : p;
	*to = '\0';
	*closed = !quoted;
	return word;
}

static bool
is_one_of(const char *word, const char *words)
{
	size_t n = strlen(word);

	for (const char *p = words; p != NULL; p = strchr(p, '|')) {
		p += *p == '|';
		if (strncmp(p, word, n) == 0 && (p[n] == '|' || p[n] == '\0'))
			return n > 0;
	}
	return false;
}

static int
set_value(struct job *job, char *word)
{
	char *value = strchr(word, '=');

	if (value == NULL)
		return job_fail(job, "%s: \"%s\" is not key=value", job->name,
		    word);
	*value++ = '\0';
	for (int s = 0; s < SETTINGS; s++) {
		if (strcmp(word, settings[s].name) != 0)
			continue;
		if (job->value[s] != NULL)
			return job_fail(job, "%s: %s is given twice",
			    job->name, word);
		if (settings[s].words && !is_one_of(value, settings[s].words))
			return job_fail(job, "%s: %s is one of %s, not \"%s\"",
			    job->name, word, settings[s].words, value);
		job->value[s] = value;
		return 0;
	}
	return job_fail(job, "%s: there is no key \"%s\"", job->name, word);
}

static int
read_words(struct job *job)
{
	bool closed = true;
	char *at = job->text, *word = take_word(&at, &closed);

	job->name = word;
	if (!job_name_is_plain(job->name))
		return job_fail(job, "\"%s\" is no name for a certificate: use "
		    "letters, digits and . _ -", job->name);
	if (forge_cert(job->forge, job->name) != NULL)
		return job_fail(job, "%s is made twice", job->name);
	while ((word = take_word(&at, &closed)) != NULL) {
		if (!closed)
			return job_fail(job, "%s: a quote is not closed",
			    job->name);
		if (set_value(job, word) == -1)
			return -1;
	}
	return 0;
}

/* What a line does not say, where that depends on what it says. */
static void
fill_in(struct job *job)
{
	const char **value = job->value;
	bool ca;

	for (int s = 0; s < SETTINGS; s++)
		if (value[s] == NULL)
			value[s] = settings[s].fallback;
	ca = strcmp(value[CA], "yes") == 0;
	if (value[KU] == NULL)
		value[KU] = ca ? "keyCertSign,cRLSign" : "digitalSignature";
	if (value[EKU] == NULL)
		value[EKU] = ca ? "absent" : "serverAuth";
	if (value[KEY] == NULL)
		value[KEY] = job->name;
	if (value[ISSUER] == NULL)
		value[ISSUER] = job->name;
	if (value[AKID] == NULL)
		value[AKID] = strcmp(value[ISSUER], job->name) ? "yes" : "no";
}

int
job_read(struct job *job)
{
	if (read_words(job) == -1)
		return -1;
	fill_in(job);
	return 0;
}
