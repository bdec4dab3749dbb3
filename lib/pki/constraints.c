#include "pki/constraints.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

bool
constraints_allow(const struct cert *ca, const struct cert *cert,
    bool common_name)
{
	bool allowed;

	if (ca->name_constraints == NULL)
		return true;
	allowed = NAME_CONSTRAINTS_check(cert->x509, ca->name_constraints) ==
	    X509_V_OK;
	if (allowed && common_name && !cert->has_dns_name)
		allowed = NAME_CONSTRAINTS_check_CN(cert->x509,
		    ca->name_constraints) == X509_V_OK;
	ERR_clear_error();
	return allowed;
}

size_t
constraints_cost(const struct cert *ca, const struct cert *cert)
{
	const NAME_CONSTRAINTS *constraints = ca->name_constraints;
	int permitted, excluded;

	if (constraints == NULL)
		return 0;
	permitted = sk_GENERAL_SUBTREE_num(constraints->permittedSubtrees);
	excluded = sk_GENERAL_SUBTREE_num(constraints->excludedSubtrees);
	/* No list at all counts as -1. */
	return cert->n_names * (size_t)((permitted > 0 ? permitted : 0) +
	    (excluded > 0 ? excluded : 0));
}
