/*
 * mbedTLS checks each signature again at every instant, which takes most of
 * the time. libmbedx509 finds this function before libmbedcrypto's own, which
 * is asked once per key, hash and signature.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include <mbedtls/pk.h>

#include "pki/cert.h"

enum { ANSWERS = 1 << 14 };

static struct {
	bool known;
	uint8_t question[SHA256_BYTES];
	int answer;
} answers[ANSWERS];

typedef int verify_fn(mbedtls_pk_type_t type, const void *options,
    mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, const unsigned char *sig,
    size_t sig_len);

static verify_fn *
real_verify(void)
{
	static verify_fn *found;

	if (found == NULL) {
		*(void **)&found = dlsym(RTLD_NEXT, "mbedtls_pk_verify_ext");
		if (found == NULL)
			abort();
	}
	return found;
}

static void
digest(uint8_t out[SHA256_BYTES], mbedtls_pk_context *key, int kind[2],
    struct span hash, struct span signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char der[4096];
	int n = mbedtls_pk_write_pubkey_der(key, der, sizeof(der));

	if (n <= 0 || context == NULL)
		abort();
	EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	EVP_DigestUpdate(context, der + sizeof(der) - n, (size_t)n);
	EVP_DigestUpdate(context, kind, 2 * sizeof(*kind));
	EVP_DigestUpdate(context, hash.p, hash.n);
	EVP_DigestUpdate(context, signature.p, signature.n);
	EVP_DigestFinal_ex(context, out, NULL);
	EVP_MD_CTX_free(context);
}

int
mbedtls_pk_verify_ext(mbedtls_pk_type_t type, const void *options,
    mbedtls_pk_context *ctx, mbedtls_md_type_t md_alg,
    const unsigned char *hash, size_t hash_len, const unsigned char *sig,
    size_t sig_len)
{
	uint8_t question[SHA256_BYTES];
	size_t i;

	digest(question, ctx, (int[]){ (int)type, (int)md_alg },
	    (struct span){ hash, hash_len }, (struct span){ sig, sig_len });
	i = (question[0] | question[1] << 8) % ANSWERS;
	if (!answers[i].known ||
	    memcmp(answers[i].question, question, SHA256_BYTES) != 0) {
		answers[i].answer = real_verify()(type, options, ctx, md_alg,
		    hash, hash_len, sig, sig_len);
		answers[i].known = true;
		memcpy(answers[i].question, question, SHA256_BYTES);
	}
	return answers[i].answer;
}
