#include "patch/control.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "base/mem.h"
#include "pki/ssl_err.h"

void
control_without(struct store *out, const struct store *store,
    const struct cert *without)
{
	*out = STORE_EMPTY;
	out->name = mem_strdup(store->name);
	for (size_t i = 0; i < store->n; i++) {
		if (store->anchors[i].cert != without)
			store_append(out, store->anchors[i].cert,
			    store->anchors[i].where);
	}
}

static bool
add_basic_constraints(X509 *x509)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL,
	    NID_basic_constraints, "critical,CA:TRUE");
	bool good = extension != NULL && X509_add_ext(x509, extension, -1);

	X509_EXTENSION_free(extension);
	return good;
}

/* A self-signed CA certificate with model's name and dates. */
static X509 *
make_up(const X509 *model)
{
	X509_NAME *name = X509_get_subject_name(model);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x509 = X509_new();

	if (key == NULL || x509 == NULL ||
	    !X509_set_version(x509, X509_VERSION_3) ||
	    !ASN1_INTEGER_set(X509_get_serialNumber(x509), 1) ||
	    !X509_set_subject_name(x509, name) ||
	    !X509_set_issuer_name(x509, name) ||
	    !X509_set1_notBefore(x509, X509_get0_notBefore(model)) ||
	    !X509_set1_notAfter(x509, X509_get0_notAfter(model)) ||
	    !X509_set_pubkey(x509, key) || !add_basic_constraints(x509) ||
	    X509_sign(x509, key, EVP_sha256()) == 0) {
		X509_free(x509);
		x509 = NULL;
	}
	EVP_PKEY_free(key);
	return x509;
}

int
control_made_up(struct store *out, const struct store *store,
    const struct manifest *manifest, struct certpool *pool, struct err *err)
{
	struct store made;
	int result = 0;

	store_copy(&made, store);
	for (size_t i = 0; i < manifest->n_anchors && result == 0; i++) {
		const struct cert *model = manifest->anchors[i].cert, *cert;
		unsigned char *der = NULL;
		X509 *x509;
		int n;

		ERR_clear_error();
		x509 = make_up(model->x509);
		n = x509 ? i2d_X509(x509, &der) : -1;
		if (n < 0)
			result = err_from_ssl(err, "cannot make a "
			    "certificate like '%s'", model->short_name);
		else
			result = certpool_add_der(pool, &cert,
			    (struct span){ der, (size_t)n }, err);
		if (result == 0)
			store_append(&made, cert, "made up");
		OPENSSL_free(der);
		X509_free(x509);
	}
	if (result == 0)
		*out = made;
	else
		store_release(&made);
	return result;
}
