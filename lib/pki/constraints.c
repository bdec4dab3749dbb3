#include "pki/constraints.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

bool
constraints_allow(const struct cert *ca, const struct cert *cert,
    bool common_name)
{
	bool allowed;

	if (ca->name_constraints == NULL || cert->is_bare)
		return true;
	allowed = NAME_CONSTRAINTS_check(cert->x509, ca->name_constraints) ==
	    X509_V_OK;
	if (allowed && common_name && !cert->has_dns_name)
		allowed = NAME_CONSTRAINTS_check_CN(cert->x509,
		    ca->name_constraints) == X509_V_OK;
	ERR_clear_error();
	return allowed;
}
