#include "pki/cert_wolfssl.h"

#include <string.h>
#include <strings.h>

#include <openssl/x509v3.h>

/* One name to compare, or one subtree; type is a GEN_ one. */
struct subject {
	int type;
	struct span name;
};

static struct span
span_of(const ASN1_STRING *s)
{
	return (struct span){ ASN1_STRING_get0_data(s),
		(size_t)ASN1_STRING_length(s) };
}

/* Without the sequence's own header. */
static struct span
contents_of(const X509_NAME *name)
{
	const unsigned char *p;
	size_t der_n;
	long n;
	int tag, class;

	if (X509_NAME_get0_der(name, &p, &der_n) != 1 ||
	    (ASN1_get_object(&p, &n, &tag, &class, (long)der_n) & 0x80) != 0)
		return (struct span){ 0 };
	return (struct span){ p, (size_t)n };
}

static struct span
span_of_general(const GENERAL_NAME *name)
{
	switch (name->type) {
	case GEN_DNS:
	case GEN_EMAIL:
	case GEN_URI:
		return span_of(name->d.ia5);
	case GEN_IPADD:
		return span_of(name->d.iPAddress);
	case GEN_DIRNAME:
		return contents_of(name->d.directoryName);
	}
	return (struct span){ 0 };
}

static bool
same_text(const uint8_t *a, const uint8_t *b, size_t n)
{
	return strncasecmp((const char *)a, (const char *)b, n) == 0;
}

/* Neither labels nor dots are heeded: the end of a name decides. */
static bool
is_below_domain(struct span name, struct span base)
{
	return name.n >= base.n && name.p[0] != '.' &&
	    same_text(name.p + name.n - base.n, base.p, base.n);
}

static bool
is_mail_of(struct span name, struct span base)
{
	const uint8_t *at;

	if (name.n < base.n || name.p[0] == '.')
		return false;
	if (memchr(base.p, '@', base.n) == NULL) {
		/* A host: it is looked for among as many bytes as it has. */
		at = memchr(name.p, '@', base.n);
		if (at != NULL) {
			name.n -= (size_t)(at + 1 - name.p);
			name.p = at + 1;
		}
	}
	if (base.p[0] == '.' && name.n >= base.n)
		return same_text(name.p + name.n - base.n, base.p, base.n);
	return name.n == base.n && same_text(name.p, base.p, base.n);
}

static bool
is_within(const struct subject *subject, const GENERAL_NAME *subtree)
{
	struct span base = span_of_general(subtree), name = subject->name;

	if (base.n == 0 || name.n == 0)
		return false;
	switch (subject->type) {
	case GEN_DNS:
		return is_below_domain(name, base);
	case GEN_EMAIL:
		return is_mail_of(name, base);
	}
	return name.n >= base.n && memcmp(name.p, base.p, base.n) == 0;
}

/* Sets *any where there is a subtree of its type at all. */
static bool
is_listed(const struct subject *subject,
    const STACK_OF(GENERAL_SUBTREE) *list, bool *any)
{
	*any = false;
	for (int i = 0; i < sk_GENERAL_SUBTREE_num(list); i++) {
		const GENERAL_NAME *base =
		    sk_GENERAL_SUBTREE_value(list, i)->base;

		if (base->type != subject->type)
			continue;
		*any = true;
		if (is_within(subject, base))
			return true;
	}
	return false;
}

static bool
allows(const NAME_CONSTRAINTS *nc, int type, struct span name)
{
	struct subject subject = { type, name };
	bool any;

	if (is_listed(&subject, nc->excludedSubtrees, &any))
		return false;
	return is_listed(&subject, nc->permittedSubtrees, &any) || !any;
}

/* Addresses, URIs and other names stand in one list with those of hosts, and
 * are compared as if they were such. */
static int
type_compared(const GENERAL_NAME *name)
{
	return name->type == GEN_EMAIL || name->type == GEN_DIRNAME ?
	    name->type : GEN_DNS;
}

static bool
allows_alternative_names(const NAME_CONSTRAINTS *nc,
    const struct cert *cert, bool *has_host)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(cert->x509,
	    NID_subject_alt_name, NULL, NULL);
	bool allowed = true;

	*has_host = false;
	for (int i = 0; allowed && i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		*has_host = *has_host || type_compared(name) == GEN_DNS;
		allowed = allows(nc, type_compared(name),
		    span_of_general(name));
	}
	GENERAL_NAMES_free(names);
	return allowed;
}

/* The last entry of this kind in the subject, or nothing. */
static struct span
entry_of(const X509_NAME *name, int nid)
{
	int last = -1;

	for (int i = -1;
	    (i = X509_NAME_get_index_by_NID(name, nid, i)) >= 0;)
		last = i;
	return last < 0 ? (struct span){ 0 } : span_of(
	    X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
}

bool
wolfssl_allows_names(const struct cert *signer, const struct cert *cert)
{
	const NAME_CONSTRAINTS *nc = signer->name_constraints;
	const X509_NAME *subject = X509_get_subject_name(cert->x509);
	struct span mail = entry_of(subject, NID_pkcs9_emailAddress);
	struct span host = entry_of(subject, NID_commonName);
	struct span name = contents_of(subject);
	bool has_host;

	if (nc == NULL)
		return true;
	return allows_alternative_names(nc, cert, &has_host) &&
	    (mail.n == 0 || allows(nc, GEN_EMAIL, mail)) &&
	    (has_host || host.n == 0 || allows(nc, GEN_DNS, host)) &&
	    (name.n == 0 || allows(nc, GEN_DIRNAME, name));
}
