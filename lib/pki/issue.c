#include "pki/issue.h"

#include <openssl/x509_vfy.h>

#define ALL_EDGES (EDGE_NAMED | EDGE_LIKELY | EDGE_MAY_SIGN)

unsigned
issue_edge(const struct cert *child, const struct cert *issuer)
{
	if (!cert_names_issuer(child, issuer))
		return 0;
	/* A bare anchor ends a path, and says nothing that could disagree. */
	if (child->is_bare)
		return child == issuer ? ALL_EDGES : 0;
	if (issuer->is_bare)
		return ALL_EDGES;
	switch (X509_check_issued(issuer->x509, child->x509)) {
	case X509_V_OK:
		return ALL_EDGES;
	case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
		return EDGE_NAMED | EDGE_LIKELY;
	}
	return EDGE_NAMED;
}

int
issue_ca_kind(const struct cert *cert)
{
	return cert->is_bare ? 1 : X509_check_ca(cert->x509);
}
