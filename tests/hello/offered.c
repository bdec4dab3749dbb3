#include "hello/hello.h"

#include <string.h>

#include <openssl/ssl.h>

#include "probe/vector.h"

enum {
	EXTENSION_GROUPS = 10,
	EXTENSION_SIGNATURES = 13,
	EXTENSION_VERSIONS = 43,
	HELLO_HEAD = 4 + 2 + 32,	/* type, length, version, random */
};

static void
add(struct offers *offers, uint16_t item)
{
	if (offers->n < OFFERS_MAX)
		offers->items[offers->n++] = item;
}

static void
add_all(struct offers *offers, struct span list)
{
	for (; list.n >= 2; list.p += 2, list.n -= 2)
		add(offers, (uint16_t)(list.p[0] << 8 | list.p[1]));
}

static bool
read_extension(struct offered *out, unsigned type, struct span body)
{
	struct span list;

	switch (type) {
	case EXTENSION_GROUPS:
		if (!vector_take(&body, 2, &list))
			return false;
		add_all(&out->groups, list);
		return true;
	case EXTENSION_SIGNATURES:
		if (!vector_take(&body, 2, &list))
			return false;
		add_all(&out->signatures, list);
		return true;
	case EXTENSION_VERSIONS:
		if (!vector_take(&body, 1, &list))
			return false;
		out->versions.n = 0;
		add_all(&out->versions, list);
		return true;
	}
	return true;
}

/* The message, put together from its records. */
static size_t
join_records(uint8_t *out, struct span bytes)
{
	size_t n = 0;

	while (bytes.n >= 3 && bytes.p[0] == SSL3_RT_HANDSHAKE) {
		struct span fragment;

		bytes.p += 3;
		bytes.n -= 3;
		if (!vector_take(&bytes, 2, &fragment))
			break;
		memcpy(out + n, fragment.p, fragment.n);
		n += fragment.n;
	}
	return n;
}

bool
offered_read(struct offered *out, struct span bytes)
{
	uint8_t message[HELLO_BYTES];
	struct span rest = { message, join_records(message, bytes) };
	struct span part, extensions;

	*out = (struct offered){ 0 };
	if (rest.n < HELLO_HEAD || message[0] != SSL3_MT_CLIENT_HELLO)
		return false;
	add(&out->versions, (uint16_t)(message[4] << 8 | message[5]));
	rest.p += HELLO_HEAD;
	rest.n -= HELLO_HEAD;
	if (!vector_take(&rest, 1, &part) || !vector_take(&rest, 2, &part))
		return false;
	add_all(&out->suites, part);
	if (!vector_take(&rest, 1, &part) ||
	    !vector_take(&rest, 2, &extensions))
		return false;
	while (extensions.n >= 2) {
		unsigned type = (unsigned)(extensions.p[0] << 8 |
		    extensions.p[1]);

		extensions.p += 2;
		extensions.n -= 2;
		if (!vector_take(&extensions, 2, &part) ||
		    !read_extension(out, type, part))
			return false;
	}
	return true;
}

/* Of TLS 1.2 and before, with a certificate of RSA or ECDSA, and libssl has
 * it: those of TLS 1.3 say nothing of keys. */
static bool
suite_counts(uint16_t id)
{
	static SSL_CTX *context;
	const STACK_OF(SSL_CIPHER) *suites;

	if (context == NULL) {
		context = SSL_CTX_new(TLS_client_method());
		SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
	}
	suites = SSL_CTX_get_ciphers(context);
	for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
		const SSL_CIPHER *suite = sk_SSL_CIPHER_value(suites, i);
		int auth = SSL_CIPHER_get_auth_nid(suite);

		if (SSL_CIPHER_get_protocol_id(suite) == id)
			return auth == NID_auth_rsa || auth == NID_auth_ecdsa;
	}
	return false;
}

/* Of RSA, ECDSA and EdDSA, with digests that libssl signs with. */
static bool
signature_counts(uint16_t id)
{
	unsigned digest = id >> 8, key = id & 0xff;

	if (digest == 8)
		return key >= 4 && key <= 11;
	return digest >= 2 && digest <= 6 && (key == 1 || key == 3);
}

/* Those that certificates have keys on, and the two beside them. */
static bool
group_counts(uint16_t id)
{
	return (id >= 23 && id <= 25) || id == 29 || id == 30;
}

static struct offers
only(const struct offers *offers, bool (*counts)(uint16_t))
{
	struct offers kept = { .n = 0 };

	for (size_t i = 0; i < offers->n; i++) {
		if (counts(offers->items[i]))
			add(&kept, offers->items[i]);
	}
	return kept;
}

static bool
has(const struct offers *offers, uint16_t item)
{
	for (size_t i = 0; i < offers->n; i++) {
		if (offers->items[i] == item)
			return true;
	}
	return false;
}

static bool
in_order(const struct offers *theirs, const struct offers *ours,
    bool (*counts)(uint16_t))
{
	struct offers a = only(theirs, counts), b = only(ours, counts);

	return a.n == b.n && memcmp(a.items, b.items,
	    a.n * sizeof(*a.items)) == 0;
}

/* The order of groups decides no chain. */
static bool
same_groups(const struct offers *theirs, const struct offers *ours)
{
	struct offers a = only(theirs, group_counts);
	struct offers b = only(ours, group_counts);
	bool same = a.n == b.n;

	for (size_t i = 0; i < a.n; i++)
		same = same && has(&b, a.items[i]);
	return same;
}

static bool
same_versions(const struct offers *theirs, const struct offers *ours,
    bool lists_unusable)
{
	bool same = theirs->items[0] == ours->items[0];

	for (size_t i = 0; i < ours->n; i++)
		same = same && has(theirs, ours->items[i]);
	return same && (lists_unusable || theirs->n == ours->n);
}

const char *
offered_differ(const struct offered *library, const struct offered *ours,
    bool lists_unusable)
{
	if (!same_versions(&library->versions, &ours->versions,
		lists_unusable))
		return "protocols";
	if (!in_order(&library->signatures, &ours->signatures,
		signature_counts))
		return "signature algorithms";
	if (!same_groups(&library->groups, &ours->groups))
		return "groups";
	if (!in_order(&library->suites, &ours->suites, suite_counts))
		return "suites";
	return NULL;
}
