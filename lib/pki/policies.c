#include "pki/policies.h"

#include <openssl/err.h>

#include "base/limits.h"

/*
 * Of the tree of valid policies only its lowest row matters, since nobody asks
 * which policy it is: what each node stands for, and what it expects below.
 */

#define ROW_MAX	256	/* nodes; what is more is not valid */

struct leaf {
	const ASN1_OBJECT *valid;	/* NULL: any policy */
	const ASN1_OBJECT *expected;	/* likewise */
};

struct row {
	struct leaf leaves[ROW_MAX];
	size_t n;
};

/* The extensions of one certificate. */
struct words {
	bool is_self_issued;
	CERTIFICATEPOLICIES *policies;
	POLICY_MAPPINGS *mappings;
	POLICY_CONSTRAINTS *constraints;
	ASN1_INTEGER *inhibit_any;
};

struct walk {
	struct row row;		/* empty: no policy is valid any more */
	long explicit_in;	/* certificates until a policy is needed */
	long mapping_for;	/* for as many more is it allowed */
	long any_for;
};

static bool
is_same(const ASN1_OBJECT *a, const ASN1_OBJECT *b)
{
	return a == b || (a != NULL && b != NULL && OBJ_cmp(a, b) == 0);
}

static const ASN1_OBJECT *
or_any(const ASN1_OBJECT *policy)
{
	return OBJ_obj2nid(policy) == NID_any_policy ? NULL : policy;
}

static bool
expects(const struct row *row, const ASN1_OBJECT *policy)
{
	for (size_t i = 0; i < row->n; i++) {
		if (is_same(row->leaves[i].expected, policy))
			return true;
	}
	return false;
}

static bool
is_valid(const struct row *row, const ASN1_OBJECT *policy)
{
	for (size_t i = 0; i < row->n; i++) {
		if (is_same(row->leaves[i].valid, policy))
			return true;
	}
	return false;
}

static void
append(struct row *row, const ASN1_OBJECT *valid, const ASN1_OBJECT *expected)
{
	if (row->n < ROW_MAX)
		row->leaves[row->n++] = (struct leaf){ valid, expected };
}

static bool
has_any(const struct words *words)
{
	for (int i = 0; i < sk_POLICYINFO_num(words->policies); i++) {
		if (or_any(sk_POLICYINFO_value(words->policies,
			i)->policyid) == NULL)
			return true;
	}
	return false;
}

static void
take_policies(struct walk *walk, const struct words *words, bool is_last)
{
	const struct row above = walk->row;
	bool any_counts = walk->any_for > 0 ||
	    (!is_last && words->is_self_issued);

	walk->row.n = 0;
	for (int i = 0; i < sk_POLICYINFO_num(words->policies); i++) {
		const ASN1_OBJECT *policy = or_any(sk_POLICYINFO_value(
		    words->policies, i)->policyid);

		if (policy != NULL && (expects(&above, policy) ||
			expects(&above, NULL)))
			append(&walk->row, policy, policy);
	}
	if (!any_counts || !has_any(words))
		return;
	for (size_t i = 0; i < above.n; i++) {
		const ASN1_OBJECT *policy = above.leaves[i].expected;

		if (!is_valid(&walk->row, policy))
			append(&walk->row, policy, policy);
	}
}

/* The policy is not valid below, or no longer by this name. */
static void
drop(struct row *row, const ASN1_OBJECT *valid, bool but_mapped)
{
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++) {
		const struct leaf *leaf = &row->leaves[i];

		if (!is_same(leaf->valid, valid) ||
		    (but_mapped && !is_same(leaf->expected, valid)))
			row->leaves[n++] = *leaf;
	}
	row->n = n;
}

/* False where a mapping is to or from any policy. */
static bool
take_mappings(struct walk *walk, const struct words *words)
{
	bool allowed = walk->mapping_for > 0;

	for (int i = 0; i < sk_POLICY_MAPPING_num(words->mappings); i++) {
		const POLICY_MAPPING *mapping = sk_POLICY_MAPPING_value(
		    words->mappings, i);
		const ASN1_OBJECT *from =
		    or_any(mapping->issuerDomainPolicy);
		const ASN1_OBJECT *to = or_any(mapping->subjectDomainPolicy);
		bool was_valid;

		if (from == NULL || to == NULL)
			return false;
		was_valid = is_valid(&walk->row, from);
		if (was_valid)
			drop(&walk->row, from, allowed);
		if (allowed && (was_valid || is_valid(&walk->row, NULL)))
			append(&walk->row, from, to);
	}
	return true;
}

/* What is said of certificates below, or of none: -1. */
static long
number(const ASN1_INTEGER *integer)
{
	long n = integer == NULL ? -1 : ASN1_INTEGER_get(integer);

	return n < 0 || n > LIMIT_CLOSURE_CERTS ? -1 : n;
}

static void
lower(long *left, long to, bool counts)
{
	if (counts && *left > 0)
		--*left;
	if (to >= 0 && to < *left)
		*left = to;
}

static void
take_limits(struct walk *walk, const struct words *words)
{
	const POLICY_CONSTRAINTS *limits = words->constraints;
	bool counts = !words->is_self_issued;

	lower(&walk->explicit_in, limits == NULL ? -1 :
	    number(limits->requireExplicitPolicy), counts);
	lower(&walk->mapping_for, limits == NULL ? -1 :
	    number(limits->inhibitPolicyMapping), counts);
	lower(&walk->any_for, number(words->inhibit_any), counts);
}

/* Of the leaf only a zero counts, and at once. */
static void
take_last_limit(struct walk *walk, const struct words *words)
{
	const POLICY_CONSTRAINTS *limits = words->constraints;

	lower(&walk->explicit_in, limits != NULL &&
	    number(limits->requireExplicitPolicy) == 0 ? 0 : -1,
	    !words->is_self_issued);
}

static bool
take(struct walk *walk, const struct words *words, bool is_last)
{
	if (words->policies == NULL)
		walk->row.n = 0;
	else
		take_policies(walk, words, is_last);
	if (!is_last && walk->row.n > 0 && !take_mappings(walk, words))
		return false;
	if (is_last)
		take_last_limit(walk, words);
	if (walk->explicit_in == 0 && walk->row.n == 0)
		return false;
	if (!is_last)
		take_limits(walk, words);
	return true;
}

/* Java has no code for one that is not critical. */
static ASN1_INTEGER *
read_inhibit_any(const struct cert *cert)
{
	int critical;
	ASN1_INTEGER *number = X509_get_ext_d2i(cert->x509,
	    NID_inhibit_any_policy, &critical, NULL);

	if (critical == 1)
		return number;
	ASN1_INTEGER_free(number);
	return NULL;
}

static void
read_words(struct words *out, const struct cert *cert)
{
	out->is_self_issued = cert_is_self_issued(cert);
	out->policies = X509_get_ext_d2i(cert->x509,
	    NID_certificate_policies, NULL, NULL);
	out->mappings = X509_get_ext_d2i(cert->x509, NID_policy_mappings,
	    NULL, NULL);
	out->constraints = X509_get_ext_d2i(cert->x509,
	    NID_policy_constraints, NULL, NULL);
	out->inhibit_any = read_inhibit_any(cert);
	ERR_clear_error();
}

static void
release_words(struct words *words)
{
	CERTIFICATEPOLICIES_free(words->policies);
	sk_POLICY_MAPPING_pop_free(words->mappings, POLICY_MAPPING_free);
	POLICY_CONSTRAINTS_free(words->constraints);
	ASN1_INTEGER_free(words->inhibit_any);
}

/* Few paths say anything that could make a difference. */
static bool
are_spoken_of(const struct cert *const *certs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const X509 *x509 = certs[i]->x509;

		if (X509_get_ext_by_NID(x509, NID_policy_constraints, -1) >=
		    0 || X509_get_ext_by_NID(x509, NID_policy_mappings, -1) >=
		    0)
			return true;
	}
	return false;
}

/* Each is held against the row above and the row so far. */
static size_t
cost_of(const struct walk *walk, const struct words *words)
{
	int n = sk_POLICYINFO_num(words->policies);
	int mapped = sk_POLICY_MAPPING_num(words->mappings);

	return ((n > 0 ? (size_t)n : 0) + (mapped > 0 ? (size_t)mapped : 0)) *
	    (walk->row.n + 1);
}

bool
policies_hold(const struct cert *const *certs, size_t n, size_t budget,
    size_t *spent)
{
	struct words words[LIMIT_CLOSURE_CERTS];
	struct walk walk = { .row = { .n = 1 } };
	bool good = true;

	if (n > LIMIT_CLOSURE_CERTS)
		return false;
	if (!are_spoken_of(certs, n))
		return true;
	walk.explicit_in = walk.mapping_for = walk.any_for = (long)n + 1;
	for (size_t i = 0; i < n; i++)
		read_words(&words[i], certs[i]);
	for (size_t i = n; good && i-- > 0;) {
		*spent += cost_of(&walk, &words[i]);
		good = *spent <= budget && take(&walk, &words[i], i == 0);
	}
	for (size_t i = 0; i < n; i++)
		release_words(&words[i]);
	return good;
}

bool
policies_are_any(const struct cert *cert)
{
	CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(cert->x509,
	    NID_certificate_policies, NULL, NULL);
	bool are_any = sk_POLICYINFO_num(policies) > 0;

	for (int i = 0; i < sk_POLICYINFO_num(policies); i++)
		are_any = are_any && or_any(sk_POLICYINFO_value(policies,
		    i)->policyid) == NULL;
	CERTIFICATEPOLICIES_free(policies);
	return are_any;
}
