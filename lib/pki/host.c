#include "pki/host.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

enum host_fit
cert_host_fit(const struct cert *cert, const char *host)
{
	static const unsigned strict = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
	/* A last dot says that the name is whole, and is not part of it. */
	size_t n = strlen(host), dot = n > 1 && host[n - 1] == '.';
	enum host_fit fit = HOST_OTHER;
	ASN1_OCTET_STRING *ip;

	if (cert->is_bare)
		return HOST_OTHER;
	ip = a2i_IPADDRESS(host);
	if (ip != NULL ? X509_check_ip_asc(cert->x509, host, strict) == 1 :
	    X509_check_host(cert->x509, host, n - dot, strict, NULL) == 1)
		fit = HOST_FITS;
	else if (X509_check_host(cert->x509, host, n - dot, 0, NULL) == 1)
		fit = HOST_OLD_WAY;
	ASN1_OCTET_STRING_free(ip);
	ERR_clear_error();
	return fit;
}
