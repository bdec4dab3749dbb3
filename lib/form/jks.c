#include "form/jks.h"

#include <openssl/evp.h>

bool
jks_digest(uint8_t out[JAVA_DIGEST_BYTES], struct span body,
    const char *password)
{
	static const char salt[] = "Mighty Aphrodite";
	EVP_MD_CTX *context;
	struct span wide;

	if (!java_password(&wide, password))
		return false;
	context = EVP_MD_CTX_new();
	EVP_DigestInit_ex(context, EVP_sha1(), NULL);
	EVP_DigestUpdate(context, wide.p, wide.n - 2);
	EVP_DigestUpdate(context, salt, strlen(salt));
	EVP_DigestUpdate(context, body.p, body.n);
	EVP_DigestFinal_ex(context, out, NULL);
	EVP_MD_CTX_free(context);
	OPENSSL_free((void *)wide.p);
	return true;
}
