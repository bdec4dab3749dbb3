#include "hello/wolfssl.h"

#include <string.h>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

void
wolfssl_say_hello(int fd, const char *name)
{
	WOLFSSL_CTX *context;
	WOLFSSL *ssl;

	wolfSSL_Init();
	context = wolfSSL_CTX_new(wolfSSLv23_client_method());
	wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_NONE, NULL);
	ssl = wolfSSL_new(context);
	wolfSSL_UseSNI(ssl, WOLFSSL_SNI_HOST_NAME, name,
	    (unsigned short)strlen(name));
	wolfSSL_set_fd(ssl, fd);
	wolfSSL_connect(ssl);
}
