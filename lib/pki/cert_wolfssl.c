#include "pki/cert_wolfssl.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

/* The longest path length that its decoder takes. */
#define PATH_LENGTH_MAX	127

static int
extension_at(const struct cert *cert, int nid)
{
	return X509_get_ext_by_NID(cert->x509, nid, -1);
}

/* It has to know that this is a CA when it comes to the constraints, and a
 * subtree may not be empty. */
static bool
can_read_constraints(const struct cert *cert)
{
	const NAME_CONSTRAINTS *nc = cert->name_constraints;
	const STACK_OF(GENERAL_SUBTREE) *lists[2];

	if (nc == NULL)
		return true;
	if (!cert->is_ca || extension_at(cert, NID_basic_constraints) >
	    extension_at(cert, NID_name_constraints))
		return false;
	lists[0] = nc->permittedSubtrees;
	lists[1] = nc->excludedSubtrees;
	for (size_t i = 0; i < 2; i++) {
		for (int k = 0; k < sk_GENERAL_SUBTREE_num(lists[i]); k++) {
			const GENERAL_NAME *base =
			    sk_GENERAL_SUBTREE_value(lists[i], k)->base;

			if ((base->type == GEN_DNS ||
				base->type == GEN_EMAIL ||
				base->type == GEN_URI) &&
			    ASN1_STRING_length(base->d.ia5) == 0)
				return false;
		}
	}
	return true;
}

static bool
is_known(int nid)
{
	switch (nid) {
	case NID_basic_constraints:
	case NID_certificate_policies:
	case NID_crl_distribution_points:
	case NID_ext_key_usage:
	case NID_id_pkix_OCSP_noCheck:
	case NID_info_access:
	case NID_inhibit_any_policy:
	case NID_key_usage:
	case NID_name_constraints:
	case NID_netscape_cert_type:
	case NID_policy_constraints:
	case NID_sinfo_access:
	case NID_subject_alt_name:
	case NID_subject_directory_attributes:
		return true;
	}
	/* Key identifiers are known, and may not be critical. */
	return false;
}

bool
wolfssl_knows_extensions(const struct cert *cert)
{
	for (int i = 0; i < X509_get_ext_count(cert->x509); i++) {
		X509_EXTENSION *extension = X509_get_ext(cert->x509, i);

		if (X509_EXTENSION_get_critical(extension) &&
		    !is_known(OBJ_obj2nid(
		    X509_EXTENSION_get_object(extension))))
			return false;
	}
	return true;
}

bool
wolfssl_can_read(const struct cert *cert)
{
	return !cert->is_bare && !cert->has_faulty_extension &&
	    (cert->version == 3 || X509_get_ext_count(cert->x509) == 0) &&
	    cert->path_length <= PATH_LENGTH_MAX &&
	    can_read_constraints(cert);
}

bool
wolfssl_names_issuer(const struct cert *child, const struct cert *issuer)
{
	const struct span *a = &child->issuer_der, *b = &issuer->subject_der;

	return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

bool
wolfssl_is_self_issued(const struct cert *cert)
{
	return wolfssl_names_issuer(cert, cert);
}

static struct wolfssl_key_id
hash_of(struct span bytes)
{
	struct wolfssl_key_id id = { 0 };

	EVP_Digest(bytes.p, bytes.n, id.bytes, NULL, EVP_sha1(), NULL);
	return id;
}

/* One of another length is hashed. */
static struct wolfssl_key_id
id_of(struct span bytes)
{
	struct wolfssl_key_id id;

	if (bytes.n != sizeof(id.bytes))
		return hash_of(bytes);
	memcpy(id.bytes, bytes.p, bytes.n);
	return id;
}

/* Where the key is of an elliptic curve wolfSSL hashes the whole of the
 * public key's structure, and not the key in it. */
static struct wolfssl_key_id
id_of_key(const struct cert *cert)
{
	const ASN1_BIT_STRING *key = X509_get0_pubkey_bitstr(cert->x509);

	return hash_of(cert->key_type == KEY_EC ? cert->spki_der :
	    (struct span){ ASN1_STRING_get0_data(key),
	    (size_t)ASN1_STRING_length(key) });
}

struct wolfssl_key_id
wolfssl_key_id(const struct cert *cert)
{
	return cert->key_identifier.n > 0 ? id_of(cert->key_identifier) :
	    id_of_key(cert);
}

struct wolfssl_key_id
wolfssl_authority_id(const struct cert *cert)
{
	return id_of(cert->authority_key_identifier);
}
