#include "verify/path.h"

#include "pki/constraints.h"
#include "pki/policies.h"

/*
 * Java, the validator of JSSE's PKIX trust manager (PKIXValidator.java and
 * SunCertPathBuilder.java, 8 to 21, as read and run in 17). A chain that is in
 * order is validated as it stands, cut below the first certificate with the
 * name and key of an anchor; only one that is not, or whose top names no
 * anchor, goes to the builder, which searches. Anchors are names and keys.
 */

enum finder { VALIDATOR, BUILDER };

#define CAS_MAX	5	/* not self-issued, that the builder puts in a path */

struct java {
	struct closure *closure;
	int64_t at_s;
	bool ignore_time;
	struct path path;
	struct path longest;	/* of those that led nowhere */
};

static const struct cert *
cert_of(const struct java *j, size_t node)
{
	return j->closure->nodes[node].cert;
}

static bool
is_valid(const struct java *j, size_t node)
{
	return j->ignore_time ||
	    node_valid_at(&j->closure->nodes[node], j->at_s);
}

static bool
is_strong(const struct java *j, size_t node, bool is_anchor)
{
	const struct strength *strength =
	    &j->closure->question->verifier->strength;

	return strength_allows_key(strength, cert_of(j, node)) &&
	    (is_anchor || strength_allows_signature(strength,
		cert_of(j, node)));
}

static bool
knows_critical(const struct cert *cert)
{
	static const int known[] = { NID_key_usage, NID_basic_constraints,
		NID_subject_alt_name, NID_name_constraints,
		NID_ext_key_usage, NID_certificate_policies,
		NID_policy_mappings, NID_policy_constraints,
		NID_inhibit_any_policy };

	return !cert_has_critical_beyond(cert, known,
	    sizeof(known) / sizeof(known[0]));
}

/* The checks of one certificate below the anchor but for its dates. */
static bool
fits(const struct java *j, size_t node)
{
	const struct cert *cert = cert_of(j, node);

	return knows_critical(cert) && !cert->has_faulty_extension &&
	    (!cert->has_key_usage || cert->key_usage != 0) &&
	    is_strong(j, node, false);
}

static bool
is_ca(const struct cert *cert)
{
	return cert->version >= 3 && cert->is_ca &&
	    cert_allows_usage(cert, KU_KEY_CERT_SIGN);
}

/* Of the first version only an anchor's own rollover may issue. */
static bool
may_issue(const struct java *j, size_t i)
{
	const struct cert *cert = cert_of(j, j->path.nodes[i]);

	if (cert->version < 3)
		return i + 2 == j->path.n && cert_is_self_issued(cert);
	return is_ca(cert);
}

/* Is asked last, of the anchor that was chosen: no other is tried then. */
static bool
may_anchor(const struct java *j)
{
	const struct cert *cert = cert_of(j, path_top(&j->path));

	return cert->version < 3 || is_ca(cert);
}

/* Name constraints of the CAs below the anchor, not of the anchor itself. */
static bool
allows_names(const struct java *j, size_t ca)
{
	const struct cert *above = cert_of(j, j->path.nodes[ca]);

	for (size_t i = 0; i < ca; i++) {
		const struct cert *cert = cert_of(j, j->path.nodes[i]);

		if ((i == 0 || !cert_is_self_issued(cert)) &&
		    (!closure_within(j->closure, j->path.nodes[i],
			 j->path.nodes[ca], NAMES_ALTERNATIVE) ||
			!constraints_allow_common_name(above, cert)))
			return false;
	}
	return true;
}

static bool
holds_policies(const struct java *j)
{
	const struct cert *certs[PATH_NODES_MAX];
	size_t n = j->path.n - 1, spent = 0;
	bool good;

	for (size_t i = 0; i < n; i++)
		certs[i] = cert_of(j, j->path.nodes[i]);
	good = policies_hold(certs, n, LIMIT_NAME_COMPARISONS, &spent);
	return closure_compare(j->closure, spent) && good;
}

/* The whole path, whose top is an anchor, as far as it is looked at before the
 * choice is made. */
static bool
holds(struct java *j)
{
	size_t anchor = j->path.n - 1;
	int below = 0;	/* CAs below that are not self-issued */

	for (size_t i = 0; i < anchor; i++) {
		const struct cert *cert = cert_of(j, j->path.nodes[i]);

		if (!fits(j, j->path.nodes[i]) ||
		    !closure_signed(j->closure, j->path.nodes[i],
			j->path.nodes[i + 1]))
			return false;
		if (i == 0)
			continue;
		if (!may_issue(j, i) || !allows_names(j, i) ||
		    (cert->path_length != PATH_LENGTH_ANY &&
			below > cert->path_length))
			return false;
		below += !cert_is_self_issued(cert);
	}
	return holds_policies(j) &&
	    is_strong(j, j->path.nodes[anchor], true);
}

static void
push(struct java *j, size_t node)
{
	j->path.nodes[j->path.n++] = node;
	if (j->path.n > j->longest.n)
		j->longest = j->path;
}

/* Again the name, key and alternative names of one that is there. */
static bool
is_repeated(const struct java *j, size_t candidate)
{
	for (size_t i = 0; i < j->path.n; i++) {
		if (cert_is_reissue(cert_of(j, j->path.nodes[i]),
		    cert_of(j, candidate)))
			return true;
	}
	return false;
}

/* A selector that is used again looks at anchors' dates from the second step
 * on; those of the first version must span their child's at any step. */
static bool
is_found(const struct java *j, size_t anchor)
{
	const struct cert *ca = cert_of(j, anchor);
	const struct cert *child = cert_of(j, path_top(&j->path));

	if (is_repeated(j, anchor) ||
	    (j->path.n > 1 && !is_valid(j, anchor)))
		return false;
	return ca->version >= 3 || (ca->not_before_s <= child->not_before_s &&
	    ca->not_after_s >= child->not_after_s);
}

static bool
names_anchor(const struct question *question, const struct cert *cert)
{
	const struct store *store = question->store;

	for (size_t i = 0; i < store->n; i++) {
		const struct cert *anchor = store->anchors[i].cert;

		if (cert_names_issuer(cert, anchor) && strength_reads_key(
			&question->verifier->strength, anchor))
			return true;
	}
	return false;
}

/* How early the builder tries an issuer: 0 by the key id that its child names,
 * 1 by an anchor's name as its own issuer, 2 the others. */
static int
rank(const struct java *j, size_t candidate)
{
	struct span wanted = cert_of(j,
	    path_top(&j->path))->authority_key_identifier;
	struct span id = cert_of(j, candidate)->key_identifier;

	if (wanted.n > 0 && wanted.n == id.n &&
	    memcmp(wanted.p, id.p, id.n) == 0)
		return 0;
	return names_anchor(j->closure->question,
	    cert_of(j, candidate)) ? 1 : 2;
}

/* An anchor's key id counts where both have one. */
static bool
is_likely(const struct java *j, size_t anchor)
{
	struct span a = cert_of(j,
	    path_top(&j->path))->authority_key_identifier;
	struct span b = cert_of(j, anchor)->key_identifier;

	return a.n == 0 || b.n == 0 ||
	    (a.n == b.n && memcmp(a.p, b.p, a.n) == 0);
}

/*
 * The anchor of the path: one that the validator finds likely, or the builder
 * in that rank. They are in no order, and which of several is chosen differs
 * from one start of the program to the next: one that will not do comes first.
 */
static bool
choose_anchor(struct java *j, enum finder finder, int wanted)
{
	struct closure *c = j->closure;
	size_t top = path_top(&j->path), chosen = SIZE_MAX;

	for (size_t i = 0; i < c->n_stored; i++) {
		size_t anchor = c->stored[i];

		if (!path_reads(c, anchor) ||
		    !closure_edge(c, top, anchor, EDGE_NAMED) ||
		    (finder == VALIDATOR ? !is_likely(j, anchor) :
			rank(j, anchor) != wanted || !is_found(j, anchor)))
			continue;
		push(j, anchor);
		if (holds(j)) {
			if (!may_anchor(j))
				return true;
			if (chosen == SIZE_MAX)
				chosen = anchor;
		}
		j->path.n--;
	}
	if (chosen != SIZE_MAX)
		push(j, chosen);
	return chosen != SIZE_MAX;
}

/* The first n served ones as they stand. */
static bool
validate(struct java *j, size_t n)
{
	const struct chain *chain = j->closure->question->chain;

	j->path.n = 0;
	for (size_t i = 0; i < n; i++)
		push(j, closure_find(j->closure, chain->certs[i]));
	for (size_t i = 0; i < n; i++) {
		if (!is_valid(j, j->path.nodes[i]))
			return false;
	}
	return choose_anchor(j, VALIDATOR, 0) && may_anchor(j);
}

static bool
is_usable(const struct java *j, size_t node, int below)
{
	const struct cert *ca = cert_of(j, node);

	return below < CAS_MAX && is_valid(j, node) && is_ca(ca) &&
	    fits(j, node) && !is_repeated(j, node) &&
	    (ca->path_length == PATH_LENGTH_ANY || below <= ca->path_length);
}

static bool search(struct java *j, int below);

/* Served ones of that rank. A second self-issued certificate in a row ends not
 * that way alone, but every other from the same child as well. */
static bool
climb(struct java *j, int wanted, int below, bool *over)
{
	struct closure *c = j->closure;
	size_t child = path_top(&j->path);
	bool self_issued = cert_is_self_issued(cert_of(j, child));

	for (size_t i = c->n_served; i-- > 0;) {
		size_t node = c->served[i];
		const struct cert *ca = cert_of(j, node);

		if (c->nodes[node].in_store ||
		    !closure_edge(c, child, node, EDGE_NAMED) ||
		    rank(j, node) != wanted || !is_usable(j, node, below))
			continue;
		*over = self_issued && cert_is_self_issued(ca);
		if (*over)
			return false;
		if (!closure_signed(c, child, node))
			continue;
		push(j, node);
		if (search(j, below + !cert_is_self_issued(ca)))
			return true;
		j->path.n--;
	}
	return false;
}

/* below: CAs in the path that are not self-issued */
static bool
search(struct java *j, int below)
{
	bool over = false;

	if (!closure_step(j->closure))
		return false;
	for (int wanted = 0; wanted <= 2; wanted++) {
		if (climb(j, wanted, below, &over))
			return true;
		if (over)
			return false;
		if (choose_anchor(j, BUILDER, wanted))
			return true;
	}
	return false;
}

static bool
build(struct java *j)
{
	j->path.n = 0;
	push(j, 0);
	return is_valid(j, 0) && fits(j, 0) && search(j, 0) && may_anchor(j);
}

static bool
find(struct java *j)
{
	const struct chain *chain = j->closure->question->chain;
	const struct store *store = j->closure->question->store;

	if (j->closure->nodes[0].in_store) {
		push(j, 0);
		return true;	/* whatever its dates */
	}
	for (size_t i = 1; i < chain->n; i++) {
		if (!cert_names_issuer(chain->certs[i - 1], chain->certs[i]))
			return build(j);
		if (store_find_key(store, chain->certs[i]) != NULL)
			return validate(j, i);
	}
	if (names_anchor(j->closure->question, chain->certs[chain->n - 1]))
		return validate(j, chain->n);
	return build(j);
}

/* A server's key must sign and its purposes, if any, must say so; those of
 * CAs do not count, nor those of a leaf that is an anchor. */
static bool
fits_server(const struct java *j)
{
	const struct cert *leaf = cert_of(j, 0);
	unsigned purpose = j->closure->question->purpose;

	if (purpose == EKU_ANY || j->path.n == 1)
		return true;
	if (purpose == EKU_SERVER)
		purpose |= EKU_GATED;
	return cert_allows_usage(leaf, KU_DIGITAL_SIGNATURE) &&
	    cert_allows_purpose(leaf, purpose) &&
	    (!leaf->has_netscape_type ||
		(leaf->netscape_type & NS_SSL_SERVER) != 0);
}

/* Anchors have no dates, but for those that the builder finds later. */
static void
blame(struct java *j, struct verdict *out)
{
	out->path = j->longest;
	j->ignore_time = true;
	if (find(j)) {
		out->path = j->path;
		if (path_check_times(out, j->closure, j->at_s))
			path_refuse(out, j->at_s < j->closure->nodes[
			    path_top(&out->path)].from_s ? BLAME_NOT_YET_VALID :
			    BLAME_EXPIRED, path_top(&out->path));
	} else {
		path_refuse(out, BLAME_MISSING_ANCHOR, path_top(&out->path));
	}
}

void
build_java(struct verdict *out, struct closure *closure, int64_t at_s)
{
	struct java j = { .closure = closure, .at_s = at_s };

	if (!path_check_reading(out, closure))
		return;
	*out = (struct verdict){ .accepted = find(&j), .path = j.path };
	if (!out->accepted)
		blame(&j, out);
	else if (!fits_server(&j))
		path_refuse(out, BLAME_CONSTRAINT, 0);
}
