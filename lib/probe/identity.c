#include "probe/identity.h"

#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/limits.h"
#include "pki/ssl_err.h"

int
identity_passphrase(char *out, int size, int is_writing, void *arg)
{
	(void)out;
	(void)size;
	(void)is_writing;
	(void)arg;
	return -1;
}

/* One that neither blocks nor goes on without an end. */
static int
check_file(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return err_set_errno(err, "cannot open %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "%s is not a regular file",
		    path);
	if (st.st_size > LIMIT_IDENTITY_BYTES)
		return err_set(err, ERR_LIMIT, "%s is larger than %d bytes",
		    path, LIMIT_IDENTITY_BYTES);
	return 0;
}

int
identity_use(struct ssl_st *ssl, const char *certificate, const char *key,
    struct err *err)
{
	if (key == NULL)
		key = certificate;
	if (check_file(certificate, err) == -1 || check_file(key, err) == -1)
		return -1;
	ERR_clear_error();
	if (SSL_use_certificate_chain_file(ssl, certificate) != 1) {
		ERR_clear_error();
		return err_set(err, ERR_FAILED, "%s holds no certificate in "
		    "PEM", certificate);
	}
	if (SSL_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM) != 1)
		return err_from_ssl(err, "%s holds no key of this certificate "
		    "in PEM without a passphrase", key);
	return 0;
}

int
identity_check(const char *certificate, const char *key, struct err *err)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL *ssl = NULL;
	int result;

	if (context != NULL) {
		SSL_CTX_set_security_level(context, 0);
		SSL_CTX_set_default_passwd_cb(context, identity_passphrase);
		ssl = SSL_new(context);
	}
	result = ssl != NULL ? identity_use(ssl, certificate, key, err) :
	    err_from_ssl(err, "libssl has no room");
	SSL_free(ssl);
	SSL_CTX_free(context);
	return result;
}
