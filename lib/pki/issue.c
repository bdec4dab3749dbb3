#include "pki/issue.h"

#include <openssl/x509_vfy.h>

unsigned
issue_edge(const struct cert *child, const struct cert *issuer)
{
	if (!cert_names_issuer(child, issuer))
		return 0;
	switch (X509_check_issued(issuer->x509, child->x509)) {
	case X509_V_OK:
		return EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN;
	case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
		return EDGE_NAMED | EDGE_LIKELY;
	}
	return EDGE_NAMED;
}

int
issue_ca_kind(const struct cert *cert)
{
	return X509_check_ca(cert->x509);
}
