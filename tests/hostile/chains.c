#include "hostile/chains.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "base/mem.h"
#include "forge/forge.h"

static struct forge *forge;
static uint8_t *huge_der;

static void
give_up(const char *why)
{
	fprintf(stderr, "hostile: %s\n", why);
	exit(2);
}

struct span
chains_make(const char *fmt, ...)
{
	char message[512], *line, *name;
	struct span der;
	va_list ap;

	if (forge == NULL)
		forge = forge_new();
	va_start(ap, fmt);
	line = mem_vprintf(fmt, ap);
	va_end(ap);
	name = mem_printf("%.*s", (int)strcspn(line, " "), line);
	if (forge_cert(forge, name) == NULL &&
	    forge_line(forge, line, message, sizeof(message)) == -1)
		give_up(message);
	der.p = forge_der(forge, name, &der.n);
	free(name);
	free(line);
	return der;
}

X509 *
chains_cert(const char *name)
{
	return forge_cert(forge, name);
}

EVP_PKEY *
chains_key(const char *name)
{
	return forge_key(forge, name);
}

struct span
chains_ca(void)
{
	chains_make("root ca=yes subject=\"/CN=Old Root\"");
	return chains_make("ca issuer=root ca=yes subject=\"/CN=Issuing CA\"");
}

struct span
chains_leaf(void)
{
	chains_ca();
	return chains_make("leaf issuer=ca san=dns:www.example");
}

/* An odd number takes the place of a modulus: nobody factors it. */
static EVP_PKEY *
huge_key(int bits)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_new(), *e = BN_new();
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params;

	BN_set_bit(n, bits - 1);
	BN_set_bit(n, 0);
	BN_set_word(e, RSA_F4);
	OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e);
	params = OSSL_PARAM_BLD_to_param(builder);
	if (EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		give_up("cannot make a huge key");
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(builder);
	BN_free(n);
	BN_free(e);
	EVP_PKEY_CTX_free(context);
	return key;
}

struct span
chains_huge_key(int bits)
{
	EVP_PKEY *key = huge_key(bits);
	X509 *cert;
	int n;

	chains_leaf();
	cert = X509_dup(forge_cert(forge, "leaf"));
	OPENSSL_free(huge_der);
	huge_der = NULL;
	X509_set_pubkey(cert, key);
	X509_sign(cert, forge_key(forge, "ca"), EVP_sha256());
	n = i2d_X509(cert, &huge_der);
	if (n <= 0)
		give_up("cannot encode a certificate with a huge key");
	X509_free(cert);
	EVP_PKEY_free(key);
	return (struct span){ huge_der, (size_t)n };
}

void
chains_release(void)
{
	OPENSSL_free(huge_der);
	forge_free(forge);
}
