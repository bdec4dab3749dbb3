#include "verify/path.h"

#include <string.h>

#include "pki/cert_wolfssl.h"

/*
 * wolfSSL 5, src/internal.c's ProcessPeerCerts and wolfcrypt/src/asn.c's
 * ParseCertRelative: a table of signers, filled from the store, to which each
 * served CA is added once it verifies, the last one served first. No path is
 * sought: everything that is served has to verify. It is the first handshake
 * of a process, since 5.5 keeps what it adds for the later ones, and one of
 * TLS 1.3, since 1.2 wants the leaf's key usage to say digitalSignature.
 */

#define NONE SIZE_MAX
#define ROOM_MAX 127	/* for CAs, below a root */
#define ROWS 11		/* of the table, walked in a search by name */

struct signer {
	size_t node;
	struct wolfssl_key_id id;
	int room;	/* for CAs below it */
	size_t above;	/* the signer that verified it; NONE: the store's */
};

struct handshake {
	struct closure *closure;
	const struct verifier *verifier;
	int64_t at_s;
	struct signer signers[2 * LIMIT_CLOSURE_CERTS];
	size_t n;
};

static const struct cert *
cert_at(const struct handshake *h, size_t node)
{
	return h->closure->nodes[node].cert;
}

static const struct cert *
signer_cert(const struct handshake *h, size_t signer)
{
	return cert_at(h, h->signers[signer].node);
}

static bool
ids_equal(struct wolfssl_key_id a, struct wolfssl_key_id b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

/* There is one signer of a key identifier, the first that came. */
static size_t
signer_with_id(const struct handshake *h, struct wolfssl_key_id id)
{
	size_t i = 0;

	while (i < h->n && !ids_equal(h->signers[i].id, id))
		i++;
	return i < h->n ? i : NONE;
}

static unsigned
row_of(const struct signer *signer)
{
	const uint8_t *b = signer->id.bytes;
	uint32_t word = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];

	return word % ROWS;
}

/* From the first row of the table on, and in a row the latest first. */
static size_t
signer_with_name(const struct handshake *h, const struct cert *child)
{
	size_t best = NONE;

	for (size_t i = 0; i < h->n; i++) {
		if (wolfssl_names_issuer(child, signer_cert(h, i)) &&
		    (best == NONE ||
			row_of(&h->signers[i]) <= row_of(&h->signers[best])))
			best = i;
	}
	return best;
}

/* By the authority's key identifier, else by its own, else by name. */
static size_t
find_signer(const struct handshake *h, const struct cert *child)
{
	bool has_authority = child->authority_key_identifier.n > 0;
	size_t found = NONE;

	if (has_authority)
		found = signer_with_id(h, wolfssl_authority_id(child));
	if (found == NONE && child->key_identifier.n > 0)
		found = signer_with_id(h, wolfssl_key_id(child));
	if (found != NONE &&
	    !wolfssl_names_issuer(child, signer_cert(h, found)))
		found = NONE;
	return found == NONE && !has_authority ? signer_with_name(h, child) :
	    found;
}

/*
 * How many CAs may stand below this one, and may it stand below its signer?
 * Path lengths of what is self-issued, roots included, count for nothing.
 */
static bool
fits_below(const struct handshake *h, const struct cert *cert, size_t signer,
    int *room)
{
	int above;

	*room = ROOM_MAX;
	if (signer == NONE || wolfssl_is_self_issued(cert))
		return true;
	above = h->signers[signer].room;
	if (cert->path_length != PATH_LENGTH_ANY) {
		*room = cert->path_length;
		if (!cert->is_ca || (cert->path_length < above &&
			cert_allows_usage(cert, KU_KEY_CERT_SIGN)))
			return true;
	} else if (!cert->is_ca) {
		return true;
	}
	*room = above > 0 ? above - 1 : 0;
	return above > 0;
}

static void
add_signer(struct handshake *h, size_t node, int room, size_t above)
{
	struct wolfssl_key_id id = wolfssl_key_id(cert_at(h, node));

	if (signer_with_id(h, id) == NONE)
		h->signers[h->n++] = (struct signer){ node, id, room, above };
}

/* When a process that has met the server by then has loaded its store. */
static int64_t
loaded_s(const struct handshake *h)
{
	int64_t started_s = h->verifier->started_s;

	return started_s != 0 && started_s < h->at_s ? started_s : h->at_s;
}

static bool
can_read(const struct handshake *h, size_t node)
{
	return wolfssl_can_read(cert_at(h, node)) &&
	    path_reads(h->closure, node);
}

static bool
loads(const struct handshake *h, size_t node)
{
	const struct cert *cert = cert_at(h, node);

	return can_read(h, node) && wolfssl_knows_extensions(cert) &&
	    (!h->verifier->dated ||
		(node_valid_at(&h->closure->nodes[node], loaded_s(h)) &&
		    strength_allows_key(&h->verifier->strength, cert)));
}

static void
load_store(struct handshake *h)
{
	const struct closure *closure = h->closure;
	int room;

	for (size_t i = 0; i < closure->n_stored; i++) {
		size_t node = closure->stored[i];
		const struct cert *cert = cert_at(h, node);

		if (!loads(h, node))
			continue;
		fits_below(h, cert, find_signer(h, cert), &room);
		add_signer(h, node, room, NONE);
	}
}

/* Is a peer with this one's name, and with its key if it says that, among
 * them already? */
static bool
holds_peer(const struct handshake *h, const size_t *peers, size_t n,
    const struct cert *cert)
{
	struct wolfssl_key_id id = wolfssl_key_id(cert);

	for (size_t i = 0; i < n; i++) {
		if (cert->key_identifier.n == 0 ||
		    ids_equal(id, wolfssl_key_id(cert_at(h, peers[i]))))
			return true;
	}
	return false;
}

/* By name, and by key identifier where the leaf has one. */
static bool
is_sought_peer(const struct cert *leaf, const struct cert *peer)
{
	return leaf->key_identifier.n == 0 ||
	    ids_equal(wolfssl_key_id(leaf), wolfssl_key_id(peer));
}

/*
 * Is the leaf one of the store's, taken as a peer that is trusted whatever
 * else there is? Of each name and key the store gives one, its first; of
 * several that the leaf could be it is the latest that is looked at.
 */
static bool
is_pinned(const struct handshake *h)
{
	const struct closure *closure = h->closure;
	const struct cert *leaf = cert_at(h, 0);
	size_t peers[LIMIT_CLOSURE_CERTS], n = 0;

	if (!h->verifier->pinned_leaf)
		return false;
	for (size_t i = 0; i < closure->n_stored; i++) {
		size_t node = closure->stored[i];

		if (cert_at(h, node)->subject_id == leaf->subject_id &&
		    loads(h, node) &&
		    !holds_peer(h, peers, n, cert_at(h, node)))
			peers[n++] = node;
	}
	while (n > 0 && !is_sought_peer(leaf, cert_at(h, peers[n - 1])))
		n--;
	return n > 0 && peers[n - 1] == 0;
}

static enum blame_class
blame_of_time(const struct handshake *h, size_t node)
{
	const struct node *at = &h->closure->nodes[node];

	if (h->at_s < at->from_s)
		return BLAME_NOT_YET_VALID;
	return h->at_s >= at->until_s ? BLAME_EXPIRED : BLAME_NONE;
}

/* What is wrong with a served certificate, in the order of asking. Where it
 * has no signer that is BLAME_MISSING_ANCHOR, and *signer NONE. */
static enum blame_class
judge(struct handshake *h, size_t node, size_t *signer, int *room)
{
	const struct cert *cert = cert_at(h, node);
	enum blame_class blame;

	*signer = NONE;
	if (!can_read(h, node))
		return BLAME_CONSTRAINT;
	*signer = find_signer(h, cert);
	if (*signer == NONE)
		return BLAME_MISSING_ANCHOR;
	if (!fits_below(h, cert, *signer, room))
		return BLAME_CONSTRAINT;
	if (!closure_signed(h->closure, node, h->signers[*signer].node))
		return h->closure->exhausted ? BLAME_BUDGET :
		    BLAME_MISSING_ANCHOR;
	if (!wolfssl_allows_names(signer_cert(h, *signer), cert))
		return BLAME_CONSTRAINT;
	blame = blame_of_time(h, node);
	if (blame != BLAME_NONE)
		return blame;
	if (!wolfssl_knows_extensions(cert))
		return BLAME_CONSTRAINT;
	return strength_allows_key(&h->verifier->strength, cert) &&
	    strength_allows_signature(&h->verifier->strength, cert) ?
	    BLAME_NONE : BLAME_WEAK;
}

/* May a served CA that verified be added? One that is known, and says whose
 * signature it bears, is not asked. */
static bool
may_be_signer(const struct handshake *h, const struct cert *cert)
{
	return (cert->authority_key_identifier.n > 0 &&
		signer_with_id(h, wolfssl_key_id(cert)) != NONE) ||
	    wolfssl_is_self_issued(cert) ||
	    (cert->key_usage & KU_KEY_CERT_SIGN) != 0;
}

/* Verifies one that is served above the leaf. */
static enum blame_class
take_served(struct handshake *h, size_t node)
{
	const struct cert *cert = cert_at(h, node);
	size_t signer;
	int room;
	enum blame_class blame = judge(h, node, &signer, &room);

	if (blame == BLAME_MISSING_ANCHOR && signer == NONE && cert->is_ca &&
	    h->verifier->alternatives)
		return BLAME_NONE;
	if (blame != BLAME_NONE || !cert->is_ca)
		return blame;
	if (!may_be_signer(h, cert))
		return BLAME_CONSTRAINT;
	add_signer(h, node, room, signer);
	return BLAME_NONE;
}

static bool
take_all_served(struct verdict *out, struct handshake *h)
{
	const struct closure *closure = h->closure;

	for (size_t i = closure->n_sent; i-- > 1;) {
		size_t node = closure->sent[i];
		enum blame_class blame = take_served(h, node);

		if (blame == BLAME_NONE)
			continue;
		out->path.nodes[out->path.n++] = node;
		out->path.n_untrusted = out->path.n;
		return path_refuse(out, blame, node);
	}
	return true;
}

static void
write_path(struct path *path, const struct handshake *h, size_t signer)
{
	for (; signer != NONE; signer = h->signers[signer].above) {
		path->n_untrusted = path->n;
		path->nodes[path->n++] = h->signers[signer].node;
	}
}

static bool
take_leaf(struct verdict *out, struct handshake *h)
{
	size_t signer;
	int room;
	enum blame_class blame = judge(h, 0, &signer, &room);

	write_path(&out->path, h, signer);
	return blame == BLAME_NONE || path_refuse(out, blame, 0);
}

/* TLS has a name for signatures by a key for PSS alone that it does not know,
 * though it verifies certificates by such a key. */
static bool
fits_purpose(const struct handshake *h)
{
	unsigned purpose = h->closure->question->purpose;
	const struct cert *leaf = cert_at(h, 0);

	return purpose == EKU_ANY || (!leaf->is_pss_key &&
		cert_allows_purpose(leaf, purpose));
}

void
build_wolfssl(struct verdict *out, struct closure *closure, int64_t at_s)
{
	const struct question *question = closure->question;
	struct handshake h = { .closure = closure,
		.verifier = question->verifier, .at_s = at_s };

	*out = (struct verdict){ .path = { .n = 1, .n_untrusted = 1 } };
	if (question->chain->n > (size_t)h.verifier->depth + 1) {
		path_refuse(out, BLAME_VERIFIER_LIMIT, 0);
		return;
	}
	load_store(&h);
	if (is_pinned(&h))
		out->path.n_untrusted = 0;
	else if (!take_all_served(out, &h) || !take_leaf(out, &h))
		return;
	out->accepted = fits_purpose(&h) ||
	    path_refuse(out, BLAME_CONSTRAINT, 0);
}
