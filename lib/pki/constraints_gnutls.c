#include "pki/constraints.h"

#include <string.h>

#include <openssl/x509v3.h>

/*
 * GnuTLS' name_constraints.c, gnutls_x509_name_constraints_check_crt: what a
 * path permits is the intersection of what its CAs permit, and names nest or
 * are disjoint, so each CA can be asked alone.
 */

static struct span
span_of(const ASN1_STRING *string)
{
	return (struct span){ ASN1_STRING_get0_data(string),
		(size_t)ASN1_STRING_length(string) };
}

static struct span
without_final_dots(struct span name)
{
	while (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	return name;
}

static bool
ends_with(struct span name, struct span end)
{
	return name.n >= end.n && strncasecmp(
	    (const char *)name.p + (name.n - end.n), (const char *)end.p,
	    end.n) == 0;
}

/* A base with a leading dot holds what is below it, not itself. */
static bool
dns_is_within(struct span name, struct span base)
{
	name = without_final_dots(name);
	base = without_final_dots(base);
	if (!ends_with(name, base))
		return false;
	if (base.n > 0 && base.p[0] == '.')
		return name.n > base.n;
	return name.n == base.n || base.n == 0 ||
	    name.p[name.n - base.n - 1] == '.';
}

/* A base is one mailbox, one host, or with a leading dot all below it. */
static bool
mail_is_within(struct span name, struct span base)
{
	const uint8_t *at = memrchr(name.p, '@', name.n);
	struct span host = name;

	if (memrchr(base.p, '@', base.n) != NULL)
		return name.n == base.n && ends_with(name, base);
	if (at != NULL) {
		host.p = at + 1;
		host.n = name.n - (size_t)(host.p - name.p);
	}
	if (base.n > 0 && base.p[0] == '.')
		return dns_is_within(host, base);
	return host.n == base.n && ends_with(host, base);
}

static bool
address_is_within(struct span address, struct span base)
{
	for (size_t i = 0; i < address.n; i++) {
		if ((address.p[i] ^ base.p[i]) & base.p[address.n + i])
			return false;
	}
	return true;
}

/* Does the constraint speak about names of this kind and, of an address,
 * this family? */
static bool
is_about(const GENERAL_NAME *base, int type, struct span name)
{
	if (base->type != type)
		return false;
	return type != GEN_IPADD ||
	    (size_t)ASN1_STRING_length(base->d.iPAddress) == 2 * name.n;
}

static bool
is_within(int type, struct span name, struct span base)
{
	switch (type) {
	case GEN_DNS:
		return dns_is_within(name, base);
	case GEN_EMAIL:
		return mail_is_within(name, base);
	}
	return address_is_within(name, base);
}

static const GENERAL_NAME *
base_at(STACK_OF(GENERAL_SUBTREE) *trees, int i)
{
	return sk_GENERAL_SUBTREE_value(trees, i)->base;
}

static bool
allows_name(const NAME_CONSTRAINTS *constraints, int type, struct span name)
{
	STACK_OF(GENERAL_SUBTREE) *excluded = constraints->excludedSubtrees;
	STACK_OF(GENERAL_SUBTREE) *permitted = constraints->permittedSubtrees;
	bool restricted = false;

	for (int i = 0; i < sk_GENERAL_SUBTREE_num(excluded); i++) {
		const GENERAL_NAME *base = base_at(excluded, i);

		if (is_about(base, type, name) &&
		    is_within(type, name, span_of(base->d.ia5)))
			return false;
	}
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(permitted); i++) {
		const GENERAL_NAME *base = base_at(permitted, i);

		if (!is_about(base, type, name) ||
		    ASN1_STRING_length(base->d.ia5) == 0)
			continue;
		if (is_within(type, name, span_of(base->d.ia5)))
			return true;
		restricted = true;
	}
	return !restricted;
}

static bool
speaks_of(STACK_OF(GENERAL_SUBTREE) *trees, int type)
{
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(trees); i++) {
		if (base_at(trees, i)->type == type)
			return true;
	}
	return false;
}

/* A part of the subject stands in for alternative names that are missing; a
 * second of its kind is refused. */
static bool
allows_subject(const NAME_CONSTRAINTS *constraints, int type,
    const X509_NAME *subject, int nid)
{
	int first = X509_NAME_get_index_by_NID(subject, nid, -1);

	if (first < 0 || (!speaks_of(constraints->permittedSubtrees, type) &&
		!speaks_of(constraints->excludedSubtrees, type)))
		return true;
	return X509_NAME_get_index_by_NID(subject, nid, first) < 0 &&
	    allows_name(constraints, type, span_of(X509_NAME_ENTRY_get_data(
		X509_NAME_get_entry(subject, first))));
}

/* May its common name be the name of a server? */
static bool
is_for_servers(const struct cert *cert)
{
	return cert_allows_purpose(cert, EKU_SERVER |
	    (cert->is_ca ? EKU_STEP_UP : 0));
}

/* It decodes no others. */
static bool
are_known(STACK_OF(GENERAL_SUBTREE) *trees)
{
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(trees); i++) {
		switch (base_at(trees, i)->type) {
		case GEN_DNS:
		case GEN_EMAIL:
		case GEN_URI:
		case GEN_IPADD:
		case GEN_DIRNAME:
			continue;
		}
		return false;
	}
	return true;
}

bool
constraints_allow_gnutls(const struct cert *ca, const struct cert *leaf)
{
	const NAME_CONSTRAINTS *constraints = ca->name_constraints;
	const X509_NAME *subject = X509_get_subject_name(leaf->x509);
	GENERAL_NAMES *names;
	bool allowed, has_mail = false, has_uri = false;

	if (constraints == NULL)
		return true;
	if (!are_known(constraints->permittedSubtrees) ||
	    !are_known(constraints->excludedSubtrees))
		return false;
	names = X509_get_ext_d2i(leaf->x509, NID_subject_alt_name, NULL, NULL);
	allowed = !speaks_of(constraints->excludedSubtrees, GEN_DIRNAME);
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		has_mail = has_mail || name->type == GEN_EMAIL;
		has_uri = has_uri || name->type == GEN_URI;
		if (name->type == GEN_DNS || name->type == GEN_EMAIL ||
		    name->type == GEN_IPADD)
			allowed = allowed && allows_name(constraints,
			    name->type, span_of(name->d.ia5));
	}
	GENERAL_NAMES_free(names);
	if (has_uri && speaks_of(constraints->excludedSubtrees, GEN_URI))
		return false;
	if (!has_mail && !allows_subject(constraints, GEN_EMAIL, subject,
		NID_pkcs9_emailAddress))
		return false;
	if (!leaf->has_dns_name && is_for_servers(leaf) &&
	    !allows_subject(constraints, GEN_DNS, subject, NID_commonName))
		return false;
	return allowed;
}

static TLS_FEATURE *
features_of(const struct cert *cert)
{
	return cert->is_bare ? NULL : X509_get_ext_d2i(cert->x509,
	    NID_tlsfeature, NULL, NULL);
}

static bool
has_feature(const TLS_FEATURE *features, const ASN1_INTEGER *wanted)
{
	for (int i = 0; i < sk_ASN1_INTEGER_num(features); i++) {
		if (ASN1_INTEGER_cmp(sk_ASN1_INTEGER_value(features, i),
			wanted) == 0)
			return true;
	}
	return false;
}

bool
constraints_allow_features(const struct cert *ca, const struct cert *cert)
{
	TLS_FEATURE *wanted = features_of(ca), *features;
	bool has_all = true;

	if (wanted == NULL)
		return true;
	features = features_of(cert);
	for (int i = 0; i < sk_ASN1_INTEGER_num(wanted); i++)
		has_all = has_all && has_feature(features,
		    sk_ASN1_INTEGER_value(wanted, i));
	TLS_FEATURE_free(features);
	TLS_FEATURE_free(wanted);
	return has_all;
}
