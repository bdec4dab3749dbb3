#include "form/form.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "form/java_object.h"
#include "form/jks.h"

struct jks {
	struct octets octets;
	const char *name;
	const char *kind;	/* "JKS" */
	bool has_types;		/* version 2 */
	size_t n;		/* entries */
};

/* False: the bytes are of no such store. */
static bool
read_head(struct jks *jks, struct span bytes, const char *name)
{
	uint64_t magic, version;

	*jks = (struct jks){ .octets = octets_of(bytes), .name = name };
	magic = octets_be(&jks->octets, 4);
	version = octets_be(&jks->octets, 4);
	jks->n = (size_t)octets_be(&jks->octets, 4);
	jks->kind = magic == JKS_MAGIC ? "JKS" : "JCEKS";
	jks->has_types = version == JKS_VERSION;
	return (magic == JKS_MAGIC || magic == JCEKS_MAGIC) &&
	    (version == 1 || version == JKS_VERSION) && !jks->octets.is_short;
}

/* The number of certificates that stand beside the key. */
static size_t
skip_private_key(struct jks *jks)
{
	size_t n;

	java_bytes(&jks->octets);
	n = (size_t)octets_be(&jks->octets, 4);
	for (size_t i = 0; i < n && !jks->octets.is_short; i++)
		java_cert_read(&jks->octets, jks->has_types);
	return n;
}

/* Reads one entry, into the reading where there is one. */
static bool
read_entry(struct jks *jks, struct reading *reading)
{
	uint64_t tag = octets_be(&jks->octets, 4);
	struct span alias = java_text(&jks->octets);
	struct java_cert cert = { 0 };
	size_t n_certs = 0;
	char *where;

	octets_take(&jks->octets, 8);	/* when it was made */
	if (tag == JKS_CERTIFICATE)
		cert = java_cert_read(&jks->octets, jks->has_types);
	else if (tag == JKS_PRIVATE_KEY)
		n_certs = skip_private_key(jks);
	else if (tag != JKS_SECRET_KEY || !java_object_skip(&jks->octets))
		return false;
	if (jks->octets.is_short)
		return false;
	if (reading == NULL)
		return true;
	where = java_place(jks->name, alias);
	if (tag == JKS_CERTIFICATE)
		java_take(reading, &cert, jks->name, where);
	else if (tag == JKS_PRIVATE_KEY)
		java_pass_over(reading, n_certs, where);
	free(where);
	return true;
}

/* Are all entries there, and the digest after them? Then jks is at it. */
static int
check_structure(struct jks *jks, struct err *err)
{
	if (jks->n > LIMIT_KEYSTORE_ENTRIES)
		return err_set(err, ERR_LIMIT, "a %s keystore of %zu entries, "
		    "more than the %d that are read", jks->kind, jks->n,
		    LIMIT_KEYSTORE_ENTRIES);
	for (size_t i = 0; i < jks->n; i++) {
		size_t at = jks->octets.at;

		if (!read_entry(jks, NULL))
			return err_set(err, ERR_FAILED, "a %s keystore that "
			    "is damaged or cut off in entry %zu of %zu, which "
			    "starts at byte %zu", jks->kind, i + 1, jks->n,
			    at);
	}
	if (jks->octets.rest.n < JAVA_DIGEST_BYTES)
		return err_set(err, ERR_FAILED, "a %s keystore that is cut "
		    "off in the digest at its end", jks->kind);
	return 0;
}

/* -1: a password was given, and it does not fit. */
static int
check_digest(bool *fits, const struct jks *jks, const char *password,
    struct span bytes, struct err *err)
{
	struct span body = { bytes.p, jks->octets.at };
	uint8_t ours[JAVA_DIGEST_BYTES];

	*fits = jks_digest(ours, body, password ? password :
	    JAVA_PASSWORD) &&
	    memcmp(ours, jks->octets.rest.p, sizeof(ours)) == 0;
	if (*fits || password == NULL)
		return 0;
	return err_set(err, ERR_FAILED, "the password does not fit this %s "
	    "keystore, or the keystore was altered", jks->kind);
}

enum form_result
form_jks(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	struct jks jks;
	size_t rest, first = reading->store.n;
	bool fits;

	if (!read_head(&jks, bytes, name))
		return FORM_NOT_MINE;
	if (check_structure(&jks, err) == -1 || check_digest(&fits, &jks,
		reading->password, bytes, err) == -1)
		return FORM_BAD;
	rest = jks.octets.rest.n - JAVA_DIGEST_BYTES;
	read_head(&jks, bytes, name);
	for (size_t i = 0; i < jks.n; i++)
		read_entry(&jks, reading);
	java_note_aliases(reading, first);
	reading_reject_rest(reading, rest, "the keystore", name);
	if (!fits)
		quirks_add(&reading->quirks, QUIRK_UNCHECKED, name);
	return FORM_READ;
}
