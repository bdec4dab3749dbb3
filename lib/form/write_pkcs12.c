#include "form/write.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include "form/java_store.h"
#include "pki/ssl_err.h"

typedef STACK_OF(PKCS12_SAFEBAG) bags;

enum { SALT_BYTES = 20, ROUNDS = 10000 };	/* as keytool */

/*
 * The salt comes from what it is for, so that the same anchors give the same
 * file; other anchors have another salt, which is all that it has to be.
 */
static void
make_salt(uint8_t out[SHA256_BYTES], const struct store *store)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	for (size_t i = 0; i < store->n; i++)
		EVP_DigestUpdate(context, store->anchors[i].cert->sha256,
		    SHA256_BYTES);
	EVP_DigestFinal_ex(context, out, NULL);
	EVP_MD_CTX_free(context);
}

/* A certificate with its name, and the mark without which Java does not see
 * it: trusted for all purposes. */
static bool
add_bag(bags *all, const struct cert *cert, const char *alias)
{
	const void *any = OBJ_nid2obj(NID_anyExtendedKeyUsage);
	PKCS12_SAFEBAG *bag = PKCS12_SAFEBAG_create_cert(cert->x509);

	if (bag != NULL &&
	    PKCS12_add_friendlyname_utf8(bag, alias, -1) == 1 &&
	    PKCS12_add1_attr_by_txt(bag, JAVA_TRUSTED_MARK, V_ASN1_OBJECT,
		any, -1) == 1 &&
	    sk_PKCS12_SAFEBAG_push(all, bag) > 0)
		return true;
	PKCS12_SAFEBAG_free(bag);
	return false;
}

static bags *
make_bags(const struct store *store)
{
	bags *all = sk_PKCS12_SAFEBAG_new_null();
	struct aliases aliases;
	bool good = all != NULL;

	aliases_init(&aliases, store);
	for (size_t i = 0; good && i < store->n; i++)
		good = add_bag(all, store->anchors[i].cert,
		    aliases.names[i]);
	aliases_release(&aliases);
	if (good)
		return all;
	sk_PKCS12_SAFEBAG_pop_free(all, PKCS12_SAFEBAG_free);
	return NULL;
}

/* Certificates are no secret: they are not encrypted, only digested. */
static PKCS12 *
make_file(const struct store *store, const char *password)
{
	uint8_t salt[SHA256_BYTES];
	STACK_OF(PKCS7) *parts = NULL;
	PKCS12 *file = NULL;
	bags *all = make_bags(store);

	make_salt(salt, store);
	if (all != NULL && PKCS12_add_safe(&parts, all, -1, 0, NULL) == 1)
		file = PKCS12_add_safes(parts, 0);
	sk_PKCS7_pop_free(parts, PKCS7_free);
	sk_PKCS12_SAFEBAG_pop_free(all, PKCS12_SAFEBAG_free);
	if (file != NULL && PKCS12_set_mac(file, password, -1, salt,
		SALT_BYTES, ROUNDS, EVP_sha256()) == 1)
		return file;
	PKCS12_free(file);
	return NULL;
}

int
write_p12(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	unsigned char *der = NULL;
	PKCS12 *file;
	int n;

	ERR_clear_error();
	file = make_file(store, settings->password);
	n = file ? i2d_PKCS12(file, &der) : -1;
	PKCS12_free(file);
	if (n <= 0)
		return err_from_ssl(err, "cannot make a PKCS#12 keystore");
	buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
	return 0;
}
