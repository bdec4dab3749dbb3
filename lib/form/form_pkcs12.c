#include "form/form.h"

#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "base/limits.h"
#include "base/mem.h"
#include "form/java_store.h"
#include "form/pkcs12_crypt.h"
#include "form/pkcs12_mac.h"
#include "pki/der.h"
#include "pki/ssl_err.h"

typedef STACK_OF(PKCS12_SAFEBAG) bags;

/* A certificate bag, in the order of the file. */
struct held {
	X509 *x509;	/* owned; NULL: not to be decoded */
	char *label;	/* owned: its friendly name or its number */
	bool is_marked;
};

struct pkcs12 {
	struct keyring keyring;
	struct held *held;
	size_t n, cap;
	size_t n_keys;
	bool is_checked;	/* its digest fits a password, or is none */
	struct store *store;	/* takes what cannot be read */
	struct span bytes;	/* the whole file */
	const char *name;
};

/* A SEQUENCE, in DER or BER, of the number 3 and another one. */
static bool
looks_like_pkcs12(struct span bytes)
{
	struct octets octets = octets_of(bytes);
	bool is_sequence = octets_be(&octets, 1) == DER_SEQUENCE;
	uint64_t length = octets_be(&octets, 1);

	if (length & 0x80)
		octets_take(&octets, length & 0x7f);
	return is_sequence && octets_be(&octets, 4) == 0x02010330;
}

static bool
is_marked(const PKCS12_SAFEBAG *bag)
{
	const STACK_OF(X509_ATTRIBUTE) *all = PKCS12_SAFEBAG_get0_attrs(bag);
	char oid[80];

	for (int i = 0; i < sk_X509_ATTRIBUTE_num(all); i++) {
		OBJ_obj2txt(oid, sizeof(oid), X509_ATTRIBUTE_get0_object(
			sk_X509_ATTRIBUTE_value(all, i)), 1);
		if (strcmp(oid, JAVA_TRUSTED_MARK) == 0)
			return true;
	}
	return false;
}

/* A part that is not read is counted, and makes the store partial. */
static void
lose_part(struct pkcs12 *p12, const char *why)
{
	store_reject(p12->store, p12->name, why);
	p12->store->partial = true;
}

static void
hold(struct pkcs12 *p12, PKCS12_SAFEBAG *bag)
{
	char *friendly = PKCS12_get_friendlyname(bag);
	struct held held = { .is_marked = is_marked(bag) };

	if (PKCS12_SAFEBAG_get_bag_nid(bag) == NID_x509Certificate)
		held.x509 = PKCS12_SAFEBAG_get1_cert(bag);
	held.label = friendly && *friendly != '\0' ? mem_strdup(friendly) :
	    mem_printf("#%zu", p12->n + 1);
	OPENSSL_free(friendly);
	p12->held = mem_grow(p12->held, &p12->cap, p12->n + 1,
	    sizeof(*p12->held));
	p12->held[p12->n++] = held;
}

static void
hold_all(struct pkcs12 *p12, const bags *all, int depth)
{
	for (int i = 0; i < sk_PKCS12_SAFEBAG_num(all); i++) {
		PKCS12_SAFEBAG *bag = sk_PKCS12_SAFEBAG_value(all, i);

		switch (PKCS12_SAFEBAG_get_nid(bag)) {
		case NID_certBag:
			hold(p12, bag);
			break;
		case NID_keyBag:
		case NID_pkcs8ShroudedKeyBag:
			p12->n_keys++;
			break;
		case NID_safeContentsBag:
			if (depth < LIMIT_KEYSTORE_DEPTH)
				hold_all(p12, PKCS12_SAFEBAG_get0_safes(bag),
				    depth + 1);
			else
				lose_part(p12, "bags too deep in each other; "
				    "they were not read");
			break;
		}
	}
}

/* Are these bags? Then they are held. */
static bool
hold_plain(void *context, struct span plain)
{
	const unsigned char *p = plain.p;
	bags *all = (bags *)ASN1_item_d2i(NULL, &p, (long)plain.n,
	    ASN1_ITEM_rptr(PKCS12_SAFEBAGS));

	if (all == NULL)
		return false;
	hold_all(context, all, 1);
	sk_PKCS12_SAFEBAG_pop_free(all, PKCS12_SAFEBAG_free);
	return true;
}

static int
open_encrypted(struct pkcs12 *p12, const PKCS7 *part, struct err *err)
{
	const PKCS7_ENC_CONTENT *content = part->d.encrypted->enc_data;
	struct err why = ERR_NONE;

	if (content->enc_data == NULL) {
		lose_part(p12, "an encrypted part without content");
		return 0;
	}
	switch (keyring_decrypt(&p12->keyring, content->algorithm,
		(struct span){ content->enc_data->data,
		    (size_t)content->enc_data->length }, hold_plain, p12,
		&why)) {
	case 1:
		return 0;
	case 0:
		return err_set(err, ERR_FAILED, "a PKCS#12 keystore whose "
		    "certificates are encrypted under a password that is not "
		    "known; give it (--password-file)");
	}
	lose_part(p12, why.msg);
	return 0;
}

static int
open_part(struct pkcs12 *p12, PKCS7 *part, struct err *err)
{
	bags *all;

	if (PKCS7_type_is_encrypted(part))
		return open_encrypted(p12, part, err);
	if (!PKCS7_type_is_data(part)) {
		lose_part(p12, "a part that is neither plain nor under a "
		    "password; it was not read");
		return 0;
	}
	all = PKCS12_unpack_p7data(part);
	if (all == NULL)
		return err_from_ssl(err, "a PKCS#12 keystore with a damaged "
		    "part");
	hold_all(p12, all, 1);
	sk_PKCS12_SAFEBAG_pop_free(all, PKCS12_SAFEBAG_free);
	return 0;
}

/*
 * Which password does the digest at the end fit? Where none does, those of
 * the keyring stay. -1: one was given, and it does not fit.
 */
static int
check_digest(struct pkcs12 *p12, PKCS12 *file, bool is_given, struct err *err)
{
	struct keyring *keyring = &p12->keyring;
	int64_t n = pkcs12_mac_rounds(file);

	p12->is_checked = !PKCS12_mac_present(file);
	if (p12->is_checked)
		return 0;
	if (n == -1) {
		store_reject(p12->store, p12->name, "a digest of a kind that "
		    "is not known here, so it was not checked");
		return 0;
	}
	for (size_t i = 0; i < keyring->n && !p12->is_checked; i++) {
		if (!keyring_spend(keyring, n))
			return err_set(err, ERR_LIMIT, "its digest wants more "
			    "rounds of key derivation than are done for one "
			    "file (%d)", LIMIT_DERIVATION_ROUNDS);
		p12->is_checked = pkcs12_mac_fits(file, p12->bytes,
		    keyring->tries[i]);
		if (p12->is_checked)
			keyring_prove(keyring, i);
	}
	ERR_clear_error();
	if (p12->is_checked || !is_given)
		return 0;
	return err_set(err, ERR_FAILED, "the password does not fit this "
	    "PKCS#12 keystore, or the keystore was altered");
}

static int
open_parts(struct pkcs12 *p12, PKCS12 *file, struct err *err)
{
	STACK_OF(PKCS7) *parts = PKCS12_unpack_authsafes(file);
	int result = 0;

	if (parts == NULL)
		return err_from_ssl(err, "a PKCS#12 keystore whose content "
		    "cannot be read");
	for (int i = 0; result == 0 && i < sk_PKCS7_num(parts); i++)
		result = open_part(p12, sk_PKCS7_value(parts, i), err);
	sk_PKCS7_pop_free(parts, PKCS7_free);
	return result;
}

/* Whoever has a private key here has its chain, too, which is no anchor. */
static void
pass_over(struct reading *reading, const char *where)
{
	store_reject(&reading->store, where, "not marked as trusted and "
	    "beside a private key, whose chain it may be, so passed over; "
	    "keep keys in a store apart");
	reading->n_keyed++;
}

static void
take_held(struct reading *reading, const struct pkcs12 *p12,
    const struct held *held, const char *where)
{
	unsigned char *der = NULL;
	int n = held->x509 ? i2d_X509(held->x509, &der) : 0;
	bool is_good = n > 0;

	if (!is_good)
		store_reject(&reading->store, where, "not a certificate that "
		    "can be decoded");
	else if (!held->is_marked && p12->n_keys > 0)
		pass_over(reading, where);
	else
		is_good = reading_add(reading, (struct span){ der, (size_t)n },
		    where);
	if (!is_good)
		quirks_add(&reading->quirks, QUIRK_BAD_ENTRY, p12->name);
	OPENSSL_free(der);
}

static void
take_all(struct reading *reading, const struct pkcs12 *p12)
{
	for (size_t i = 0; i < p12->n; i++) {
		const struct held *held = &p12->held[i];
		char *where = mem_printf("%s:%s", p12->name, held->label);
		size_t before = reading->store.n;

		take_held(reading, p12, held, where);
		if (reading->store.n > before && !held->is_marked)
			quirks_add(&reading->quirks, QUIRK_UNMARKED, where);
		free(where);
	}
	if (!p12->is_checked)
		quirks_add(&reading->quirks, QUIRK_UNCHECKED, p12->name);
}

static void
pkcs12_release(struct pkcs12 *p12)
{
	for (size_t i = 0; i < p12->n; i++) {
		X509_free(p12->held[i].x509);
		free(p12->held[i].label);
	}
	free(p12->held);
}

/* What could not be read while opening goes before what was. */
static int
read_file(struct reading *reading, PKCS12 *file, struct span bytes,
    const char *name, struct err *err)
{
	struct store lost = STORE_EMPTY;
	struct pkcs12 p12 = { .keyring = keyring_of(reading->password),
		.store = &lost, .bytes = bytes, .name = name };
	int result = check_digest(&p12, file, reading->password != NULL, err);

	if (result == 0)
		result = open_parts(&p12, file, err);
	if (result == 0) {
		store_reject_all(&reading->store, &lost);
		take_all(reading, &p12);
	}
	store_release(&lost);
	pkcs12_release(&p12);
	return result;
}

enum form_result
form_pkcs12(struct reading *reading, struct span bytes, const char *name,
    struct err *err)
{
	const unsigned char *p = bytes.p;
	PKCS12 *file = NULL;
	int result;

	if (!looks_like_pkcs12(bytes))
		return FORM_NOT_MINE;
	ERR_clear_error();
	if (bytes.n > LIMIT_KEYSTORE_BYTES)
		result = err_set(err, ERR_LIMIT, "a PKCS#12 keystore of more "
		    "than %d bytes", LIMIT_KEYSTORE_BYTES);
	else if ((file = d2i_PKCS12(NULL, &p, (long)bytes.n)) == NULL)
		result = err_from_ssl(err, "a PKCS#12 keystore that is "
		    "damaged or cut off");
	else if (p != bytes.p + bytes.n)
		result = err_set(err, ERR_FAILED, "%zu bytes follow the "
		    "PKCS#12 keystore", (size_t)(bytes.p + bytes.n - p));
	else
		result = read_file(reading, file, bytes, name, err);
	PKCS12_free(file);
	ERR_clear_error();
	return result == 0 ? FORM_READ : FORM_BAD;
}
