#include "form/write.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>

#include "pki/ssl_err.h"

/* Signed data that nobody signed, about nothing. */
static PKCS7 *
make_bundle(const struct store *store)
{
	PKCS7 *file = PKCS7_new();
	bool good = file != NULL && PKCS7_set_type(file, NID_pkcs7_signed);

	if (good) {
		file->d.sign->contents->type = OBJ_nid2obj(NID_pkcs7_data);
		good = ASN1_INTEGER_set(file->d.sign->version, 1) == 1;
	}
	for (size_t i = 0; good && i < store->n; i++)
		good = PKCS7_add_certificate(file,
		    store->anchors[i].cert->x509) == 1;
	if (good)
		return file;
	PKCS7_free(file);
	return NULL;
}

int
write_p7b(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	unsigned char *der = NULL;
	PKCS7 *file;
	int n;

	(void)settings;
	ERR_clear_error();
	file = make_bundle(store);
	n = file ? i2d_PKCS7(file, &der) : -1;
	PKCS7_free(file);
	if (n <= 0)
		return err_from_ssl(err, "cannot make a PKCS#7 file");
	buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
	return 0;
}
