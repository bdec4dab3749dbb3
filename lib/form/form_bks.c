#include "form/form.h"

#include <stdlib.h>

#include <openssl/hmac.h>
#include <openssl/pkcs12.h>

#include "base/limits.h"
#include "base/mem.h"
#include "form/java_store.h"

/* BcKeyStoreSpi.java of Bouncy Castle. There is no magic number: the version
 * and the length of the salt, which is always the same, stand for one. */
#define SALT_BYTES	20

enum entry_type {
	ENTRY_END,
	ENTRY_CERTIFICATE,
	ENTRY_KEY,	/* in the clear */
	ENTRY_SECRET,
	ENTRY_SEALED,	/* a private key under a password */
};

struct bks {
	struct octets octets;
	const char *name;
	uint64_t version;
	struct span salt;
	uint64_t rounds;
	size_t body_at;		/* what the digest is of starts here */
};

static bool
read_head(struct bks *bks, struct span bytes, const char *name)
{
	*bks = (struct bks){ .octets = octets_of(bytes), .name = name };
	bks->version = octets_be(&bks->octets, 4);
	bks->salt = java_bytes(&bks->octets);
	bks->rounds = octets_be(&bks->octets, 4);
	bks->body_at = bks->octets.at;
	return bks->version <= 2 && bks->salt.n == SALT_BYTES &&
	    bks->rounds > 0 && !bks->octets.is_short;
}

static void
skip_key(struct octets *octets)
{
	octets_take(octets, 1);	/* public, private, secret */
	java_text(octets);	/* its format */
	java_text(octets);	/* its algorithm */
	java_bytes(octets);
}

/* Reads an entry of that type, into the reading where there is one. */
static bool
read_entry(struct bks *bks, uint64_t type, struct reading *reading)
{
	struct span alias = java_text(&bks->octets);
	struct java_cert cert = { 0 };
	size_t n_certs;
	char *where;

	octets_take(&bks->octets, 8);	/* when it was made */
	n_certs = (size_t)octets_be(&bks->octets, 4);
	for (size_t i = 0; i < n_certs && !bks->octets.is_short; i++)
		java_cert_read(&bks->octets, true);
	if (type == ENTRY_CERTIFICATE)
		cert = java_cert_read(&bks->octets, true);
	else if (type == ENTRY_KEY)
		skip_key(&bks->octets);
	else if (type == ENTRY_SECRET || type == ENTRY_SEALED)
		java_bytes(&bks->octets);
	else
		return false;
	if (bks->octets.is_short)
		return false;
	if (reading == NULL)
		return true;
	where = java_place(bks->name, alias);
	if (type == ENTRY_CERTIFICATE)
		java_take(reading, &cert, bks->name, where);
	else
		java_pass_over(reading, n_certs, where);
	free(where);
	return true;
}

static int
check_structure(struct bks *bks, struct err *err)
{
	uint64_t type;
	size_t n = 0;

	while ((type = octets_be(&bks->octets, 1)) != ENTRY_END) {
		size_t at = bks->octets.at;

		if (++n > LIMIT_KEYSTORE_ENTRIES)
			return err_set(err, ERR_LIMIT, "a BKS keystore of "
			    "more than the %d entries that are read",
			    LIMIT_KEYSTORE_ENTRIES);
		if (!read_entry(bks, type, NULL))
			return err_set(err, ERR_FAILED, "a BKS keystore that "
			    "is damaged or cut off in its entry %zu, which "
			    "starts at byte %zu, or encrypted as a whole "
			    "(UBER), which is not read", n, at - 1);
	}
	if (bks->octets.rest.n < JAVA_DIGEST_BYTES)
		return err_set(err, ERR_FAILED, "a BKS keystore that is cut "
		    "off at its end");
	return 0;
}

/*
 * The key has 160 bits, or in old versions 16, since somebody took bits for
 * bytes there (CVE-2018-5382).
 */
static bool
digest_fits(const struct bks *bks, struct span body, struct span digest,
    const char *password)
{
	uint8_t key[JAVA_DIGEST_BYTES], ours[EVP_MAX_MD_SIZE];
	int key_bytes = bks->version < 2 ? 2 : JAVA_DIGEST_BYTES;
	struct span wide;
	bool derived;

	if (bks->rounds > LIMIT_DERIVATION_ROUNDS ||
	    !java_password(&wide, password))
		return false;
	derived = PKCS12_key_gen_uni((uint8_t *)wide.p, (int)wide.n,
	    (uint8_t *)bks->salt.p, SALT_BYTES, PKCS12_MAC_ID,
	    (int)bks->rounds, key_bytes, key, EVP_sha1()) == 1;
	OPENSSL_free((void *)wide.p);
	return derived && HMAC(EVP_sha1(), key, key_bytes, body.p, body.n,
	    ours, NULL) != NULL && memcmp(ours, digest.p, digest.n) == 0;
}

/* -1: a password was given, and it does not fit. */
static int
check_digest(bool *fits, const struct bks *bks, const char *password,
    struct span bytes, struct err *err)
{
	struct span body = { bytes.p + bks->body_at,
		bks->octets.at - bks->body_at };
	struct span digest = { bks->octets.rest.p, JAVA_DIGEST_BYTES };

	*fits = digest_fits(bks, body, digest, password ? password :
	    JAVA_PASSWORD);
	if (*fits || password == NULL)
		return 0;
	return err_set(err, ERR_FAILED, "the password does not fit this BKS "
	    "keystore, or the keystore was altered");
}

enum form_result
form_bks(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	struct bks bks;
	uint64_t type;
	size_t rest, first = reading->store.n;
	bool fits;

	if (!read_head(&bks, bytes, name))
		return FORM_NOT_MINE;
	if (check_structure(&bks, err) == -1 || check_digest(&fits, &bks,
		reading->password, bytes, err) == -1)
		return FORM_BAD;
	rest = bks.octets.rest.n - JAVA_DIGEST_BYTES;
	read_head(&bks, bytes, name);
	while ((type = octets_be(&bks.octets, 1)) != ENTRY_END)
		read_entry(&bks, type, reading);
	java_note_aliases(reading, first);
	reading_reject_rest(reading, rest, "the keystore", name);
	if (!fits)
		quirks_add(&reading->quirks, QUIRK_UNCHECKED, name);
	return FORM_READ;
}
