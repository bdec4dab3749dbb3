#include "pki/bag.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>

#include "base/limits.h"
#include "pki/der.h"
#include "pki/pem.h"
#include "pki/ssl_err.h"

/* One of several, which does not spoil the others; fails where it is one too
 * many. */
static int
take_one(struct chain *bag, struct certpool *pool, struct span der,
    struct err *err)
{
	const struct cert *cert;
	struct err bad = ERR_NONE;

	if (bag->n == LIMIT_SERVED_CERTS)
		return err_set(err, ERR_LIMIT, "more than %d certificates in "
		    "one file", LIMIT_SERVED_CERTS);
	if (certpool_add_der(pool, &cert, der, &bad) == 0)
		chain_append(bag, cert);
	return 0;
}

static int
read_der(struct chain *bag, struct certpool *pool, struct span bytes,
    struct err *err)
{
	const struct cert *cert;

	if (certpool_add_der(pool, &cert, bytes, err) == -1)
		return -1;
	chain_append(bag, cert);
	return 0;
}

/* Does a SEQUENCE begin with the name of signedData? */
static bool
is_pkcs7(struct span bytes)
{
	static const uint8_t signed_data[] = { 0x06, 0x09, 0x2a, 0x86, 0x48,
		0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };
	size_t head = bytes.n < 2 ? 0 :
	    bytes.p[1] < 0x80 ? 2 : 2 + (size_t)(bytes.p[1] & 0x7f);

	return der_peek(bytes) == DER_SEQUENCE &&
	    bytes.n >= head + sizeof(signed_data) &&
	    memcmp(bytes.p + head, signed_data, sizeof(signed_data)) == 0;
}

static int
read_pkcs7(struct chain *bag, struct certpool *pool, struct span bytes,
    struct err *err)
{
	const unsigned char *p = bytes.p;
	const STACK_OF(X509) *certs;
	int result = 0;
	PKCS7 *file;

	ERR_clear_error();
	file = d2i_PKCS7(NULL, &p, (long)bytes.n);
	if (file == NULL || !PKCS7_type_is_signed(file) ||
	    file->d.sign == NULL) {
		PKCS7_free(file);
		return err_from_ssl(err, "a PKCS#7 file that is damaged");
	}
	certs = file->d.sign->cert;
	for (int i = 0; i < sk_X509_num(certs) && result == 0; i++) {
		unsigned char *der = NULL;
		int n = i2d_X509(sk_X509_value(certs, i), &der);

		result = take_one(bag, pool, (struct span){ der,
		    n > 0 ? (size_t)n : 0 }, err);
		OPENSSL_free(der);
	}
	PKCS7_free(file);
	ERR_clear_error();
	return result;
}

static int
read_pem(struct chain *bag, struct certpool *pool, struct span bytes,
    struct err *err)
{
	struct pem_reader reader;
	struct pem_block block;
	int result = 0;

	pem_open(&reader, bytes);
	while (result == 0 && pem_next(&reader, &block)) {
		if (block.fault == NULL)
			result = take_one(bag, pool, block.der, err);
	}
	pem_close(&reader);
	return result;
}

int
bag_read(struct chain *out, struct certpool *pool, struct span bytes,
    struct err *err)
{
	struct chain bag = CHAIN_EMPTY;
	int result;

	if (is_pkcs7(bytes))
		result = read_pkcs7(&bag, pool, bytes, err);
	else if (der_peek(bytes) == DER_SEQUENCE)
		result = read_der(&bag, pool, bytes, err);
	else
		result = read_pem(&bag, pool, bytes, err);
	if (result == 0 && bag.n == 0)
		result = err_set(err, ERR_FAILED, "no certificate, neither "
		    "in DER nor in PEM nor in PKCS#7");
	for (size_t i = 0; i < bag.n && result == 0; i++)
		chain_append(out, bag.certs[i]);
	chain_release(&bag);
	return result;
}
