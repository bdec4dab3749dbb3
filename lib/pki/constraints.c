#include "pki/constraints.h"

#include <ctype.h>
#include <strings.h>

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

static bool
has_address_subtree(const STACK_OF(GENERAL_SUBTREE) *subtrees)
{
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
		if (sk_GENERAL_SUBTREE_value(subtrees, i)->base->type ==
		    GEN_IPADD)
			return true;
	}
	return false;
}

static bool
has_address(const struct cert *cert)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert->x509,
	    NID_subject_alt_name, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		found = found ||
		    sk_GENERAL_NAME_value(names, i)->type == GEN_IPADD;
	GENERAL_NAMES_free(names);
	return found;
}

bool
constraints_meet_address(const struct cert *ca, const struct cert *cert)
{
	const NAME_CONSTRAINTS *names = ca->name_constraints;

	return names != NULL && !cert->is_bare &&
	    (has_address_subtree(names->permittedSubtrees) ||
		has_address_subtree(names->excludedSubtrees)) &&
	    has_address(cert);
}

static struct span
common_name_of(const struct cert *cert)
{
	const X509_NAME *subject = X509_get_subject_name(cert->x509);
	const ASN1_STRING *text;
	int last = -1, i;

	while ((i = X509_NAME_get_index_by_NID((X509_NAME *)subject,
		    NID_commonName, last)) >= 0)
		last = i;
	if (last == -1)
		return (struct span){ 0 };
	text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, last));
	return (struct span){ ASN1_STRING_get0_data(text),
		(size_t)ASN1_STRING_length(text) };
}

/* Letters, digits and inner hyphens, in labels (RFC 1123, 2.1). */
static bool
is_host_name(struct span name)
{
	for (size_t i = 0; i < name.n; i++) {
		bool first = i == 0 || name.p[i - 1] == '.';
		bool last = i + 1 == name.n || name.p[i + 1] == '.';

		if (!isalnum(name.p[i]) &&
		    (first || last || (name.p[i] != '-' && name.p[i] != '.')))
			return false;
	}
	return name.n > 0;
}

/* Is name the host of base, or below it? A dot at its front: below it. */
static bool
is_within(struct span name, const ASN1_IA5STRING *base)
{
	size_t n = (size_t)ASN1_STRING_length(base);
	const char *text = (const char *)ASN1_STRING_get0_data(base);

	if (n > name.n || strncasecmp((const char *)name.p + (name.n - n),
		text, n) != 0)
		return false;
	return n == 0 || n == name.n || text[0] == '.' ||
	    name.p[name.n - n - 1] == '.';
}

/* Counts the subtrees that are of host names. */
static bool
is_within_any(struct span name, const STACK_OF(GENERAL_SUBTREE) *subtrees,
    size_t *n)
{
	bool found = false;

	*n = 0;
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
		const GENERAL_NAME *base =
		    sk_GENERAL_SUBTREE_value(subtrees, i)->base;

		if (base->type != GEN_DNS)
			continue;
		++*n;
		found = found || is_within(name, base->d.dNSName);
	}
	return found;
}

bool
constraints_allow_common_name(const struct cert *ca, const struct cert *cert)
{
	const NAME_CONSTRAINTS *names = ca->name_constraints;
	struct span name;
	size_t n;

	if (names == NULL || cert->has_dns_name)
		return true;
	name = common_name_of(cert);
	if (!is_host_name(name))
		return true;
	if (is_within_any(name, names->excludedSubtrees, &n))
		return false;
	return is_within_any(name, names->permittedSubtrees, &n) || n == 0;
}

static bool
is_common(const GENERAL_NAME *name)
{
	return name->type == GEN_DNS || name->type == GEN_IPADD ||
	    name->type == GEN_EMAIL || name->type == GEN_URI;
}

static bool
all_are_common(const STACK_OF(GENERAL_SUBTREE) *subtrees)
{
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
		if (!is_common(sk_GENERAL_SUBTREE_value(subtrees, i)->base))
			return false;
	}
	return true;
}

bool
constraints_are_common(const struct cert *ca)
{
	const NAME_CONSTRAINTS *names = ca->name_constraints;

	return names == NULL || (all_are_common(names->permittedSubtrees) &&
	    all_are_common(names->excludedSubtrees));
}

bool
constraints_have_common_name(const struct cert *cert)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert->x509,
	    NID_subject_alt_name, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		found = found || is_common(sk_GENERAL_NAME_value(names, i));
	GENERAL_NAMES_free(names);
	return found;
}

/* Its common subtrees but those of mail; borrowed, in a new stack. */
static STACK_OF(GENERAL_SUBTREE) *
common_but_mail(const STACK_OF(GENERAL_SUBTREE) *subtrees)
{
	STACK_OF(GENERAL_SUBTREE) *rest = sk_GENERAL_SUBTREE_new_null();

	for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
		GENERAL_SUBTREE *subtree =
		    sk_GENERAL_SUBTREE_value(subtrees, i);

		if (is_common(subtree->base) &&
		    subtree->base->type != GEN_EMAIL)
			sk_GENERAL_SUBTREE_push(rest, subtree);
	}
	return rest;
}

/* Does a mail subtree cover the box? n counts those that there are. */
static bool
is_mail_covered(struct span box, const STACK_OF(GENERAL_SUBTREE) *subtrees,
    size_t *n)
{
	const uint8_t *at = box.n ? memchr(box.p, '@', box.n) : NULL;
	struct span domain = box;
	bool found = false;

	if (at != NULL)
		domain = (struct span){ at + 1,
			(size_t)(box.p + box.n - at - 1) };
	*n = 0;
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
		const GENERAL_NAME *base =
		    sk_GENERAL_SUBTREE_value(subtrees, i)->base;
		const ASN1_IA5STRING *text;

		if (base->type != GEN_EMAIL)
			continue;
		text = base->d.rfc822Name;
		++*n;
		if (memchr(ASN1_STRING_get0_data(text), '@',
			(size_t)ASN1_STRING_length(text)) != NULL)
			found = found || ((size_t)ASN1_STRING_length(text) ==
			    box.n && is_within(box, text));
		else
			found = found || is_within(domain, text);
	}
	return found;
}

static bool
is_mail_allowed(const NAME_CONSTRAINTS *names, struct span box)
{
	size_t n;

	if (is_mail_covered(box, names->excludedSubtrees, &n))
		return false;
	return is_mail_covered(box, names->permittedSubtrees, &n) || n == 0;
}

bool
constraints_allow_go(const struct cert *ca, const struct cert *cert)
{
	NAME_CONSTRAINTS rest = { 0 };
	GENERAL_NAMES *names;
	bool allowed;

	if (ca->name_constraints == NULL || cert->is_bare)
		return true;
	rest.permittedSubtrees = common_but_mail(
	    ca->name_constraints->permittedSubtrees);
	rest.excludedSubtrees = common_but_mail(
	    ca->name_constraints->excludedSubtrees);
	allowed = NAME_CONSTRAINTS_check(cert->x509, &rest) == X509_V_OK;
	sk_GENERAL_SUBTREE_free(rest.permittedSubtrees);
	sk_GENERAL_SUBTREE_free(rest.excludedSubtrees);

	names = X509_get_ext_d2i(cert->x509, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; allowed && i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type == GEN_EMAIL)
			allowed = is_mail_allowed(ca->name_constraints,
			    (struct span){
				ASN1_STRING_get0_data(name->d.rfc822Name),
				(size_t)ASN1_STRING_length(
				    name->d.rfc822Name) });
	}
	GENERAL_NAMES_free(names);
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
