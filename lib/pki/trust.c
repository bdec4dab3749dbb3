#include "pki/trust.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

bool
trust_refuses_servers(struct span der)
{
	const unsigned char *p = der.p;
	X509 *x509 = d2i_X509_AUX(NULL, &p, (long)der.n);
	bool refuses = x509 != NULL &&
	    X509_check_trust(x509, X509_TRUST_SSL_SERVER, 0) ==
	    X509_TRUST_REJECTED;

	X509_free(x509);
	ERR_clear_error();
	return refuses;
}
