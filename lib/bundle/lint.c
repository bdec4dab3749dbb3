#include "bundle/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/instant.h"
#include "base/mem.h"

#define RSA_MIN_BITS 2048

static const char *const ids[LINT_RULES] = {
	[LINT_UNREADABLE] = "anchor-unreadable",
	[LINT_EXPIRED] = "anchor-expired",
	[LINT_EXPIRES_IN_SUPPORT] = "anchor-expires-in-support",
	[LINT_DUPLICATE] = "anchor-duplicate",
	[LINT_SAME_NAME] = "anchor-same-name",
	[LINT_REISSUED] = "anchor-reissued",
	[LINT_NOT_CA] = "anchor-not-ca",
	[LINT_WEAK_SIGNATURE] = "anchor-weak-signature",
	[LINT_SMALL_KEY] = "anchor-small-key",
	[LINT_SERIAL] = "anchor-serial",
	[LINT_GLUED] = "loader-glued",
	[LINT_CR_ONLY] = "loader-cr-only",
	[LINT_INDENTED] = "loader-indented",
	[LINT_TRUSTED] = "loader-trusted",
	[LINT_OLD_LABEL] = "loader-old-label",
	[LINT_UNSORTED] = "loader-unsorted",
	[LINT_ECLIPSED] = "loader-eclipsed",
	[LINT_UNMARKED] = "loader-unmarked",
	[LINT_UNCHECKED] = "store-unchecked",
};

/* Who loses what; measured with files of four certificates. */
static const struct {
	enum lint_rule rule;
	const char *message;
} loaders[] = {
	[QUIRK_GLUED] = { LINT_GLUED, "BEGIN stands on the line of the END "
	    "before it: OpenSSL 3 loads nothing of the file; mbedTLS 2.28 and "
	    "GnuTLS 3.7 load all" },
	[QUIRK_CR_ONLY] = { LINT_CR_ONLY, "lines end in CR alone: OpenSSL 3 "
	    "and mbedTLS 2.28 lose it and others after it; GnuTLS 3.7 loads "
	    "all" },
	[QUIRK_INDENTED] = { LINT_INDENTED, "indented: OpenSSL 3 loses it, "
	    "mbedTLS 2.28 too if all its lines are; GnuTLS 3.7 loads it" },
	[QUIRK_TRUSTED] = { LINT_TRUSTED, "a TRUSTED CERTIFICATE block: only "
	    "OpenSSL loads it; mbedTLS 2.28 and GnuTLS 3.7 lose it" },
	[QUIRK_DISTRUSTED] = { LINT_TRUSTED, "its trust settings refuse "
	    "servers: OpenSSL 3 loads it and does not trust it; mbedTLS 2.28 "
	    "and GnuTLS 3.7 lose it" },
	[QUIRK_OLD_LABEL] = { LINT_OLD_LABEL, "an X509 CERTIFICATE block: "
	    "only OpenSSL loads it; mbedTLS 2.28 and GnuTLS 3.7 lose it" },
	[QUIRK_UNSORTED] = { LINT_UNSORTED, "out of the order of names: the "
	    "binary search of ESP-IDF misses it" },
	[QUIRK_ECLIPSED] = { LINT_ECLIPSED, "another entry has its name: "
	    "ESP-IDF finds that one and never this" },
	[QUIRK_UNMARKED] = { LINT_UNMARKED, "not marked as trusted: Java does "
	    "not take it for an anchor; OpenSSL does" },
	[QUIRK_UNCHECKED] = { LINT_UNCHECKED, "the digest of the keystore was "
	    "not checked, since its password is not the usual one; give it "
	    "(--password-file)" },
};

const char *
lint_rule_id(enum lint_rule rule)
{
	return ids[rule];
}

bool
lint_rule_find(enum lint_rule *out, const char *id)
{
	for (size_t i = 0; i < LINT_RULES; i++) {
		if (strcmp(ids[i], id) == 0) {
			*out = (enum lint_rule)i;
			return true;
		}
	}
	return false;
}

static bool
is_number(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

char *
lint_place(const struct store *store, const char *where)
{
	size_t n = strlen(store->name);

	if (strncmp(where, store->name, n) != 0 || where[n] == '\0')
		return mem_strdup(where);
	return mem_printf("%s%s", where[n] == ':' &&
	    is_number(where + n + 1) ? "line " : "", where + n + 1);
}

static void
add(struct lint *lint, enum lint_rule rule, const struct anchor *anchor,
    const char *where, char *message)
{
	lint->items = mem_grow(lint->items, &lint->cap, lint->n + 1,
	    sizeof(*lint->items));
	lint->items[lint->n++] = (struct lint_finding){ rule, anchor,
		mem_strdup(where), message };
}

__attribute__((format(printf, 4, 5)))
static void
say(struct lint *lint, enum lint_rule rule, const struct anchor *anchor,
    const char *fmt, ...)
{
	char message[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	add(lint, rule, anchor, anchor->where, mem_strdup(message));
}

static void
judge_dates(struct lint *lint, const struct anchor *anchor, int64_t now_s,
    int64_t until_s)
{
	char end[INSTANT_TEXT], support[INSTANT_TEXT];

	instant_format(end, anchor->cert->not_after_s);
	instant_format_date(support, until_s);
	if (anchor->cert->not_after_s < now_s)
		say(lint, LINT_EXPIRED, anchor, "expired at %s", end);
	else if (until_s != INSTANT_NEVER &&
	    anchor->cert->not_after_s < until_s)
		say(lint, LINT_EXPIRES_IN_SUPPORT, anchor, "expires at %s, "
		    "before support ends on %s", end, support);
}

/* Says how anchor relates to other, an earlier one of its name. */
static void
judge_pair(struct lint *lint, const struct store *store,
    const struct anchor *anchor, const struct anchor *other,
    enum lint_rule rule)
{
	char *place = lint_place(store, other->where);
	char end[INSTANT_TEXT];

	instant_format_date(end, other->cert->not_after_s);
	if (rule == LINT_DUPLICATE)
		say(lint, rule, anchor, "the same certificate as at %s",
		    place);
	else if (rule == LINT_SAME_NAME)
		say(lint, rule, anchor, "has the name of the anchor at %s "
		    "and another key", place);
	else
		say(lint, rule, anchor, "has the name and key of the anchor "
		    "at %s, which ends %s", place, end);
	free(place);
}

/* The anchors before this one that have its name: one finding of a kind. */
static void
judge_namesakes(struct lint *lint, const struct store *store, size_t i)
{
	const struct anchor *anchor = &store->anchors[i];
	unsigned said = 0;

	for (size_t j = 0; j < i; j++) {
		const struct anchor *other = &store->anchors[j];
		enum lint_rule rule;

		if (other->cert->subject_id != anchor->cert->subject_id)
			continue;
		rule = other->cert->id == anchor->cert->id ? LINT_DUPLICATE :
		    other->cert->key_id == anchor->cert->key_id ?
		    LINT_REISSUED : LINT_SAME_NAME;
		if ((said & 1u << rule) == 0)
			judge_pair(lint, store, anchor, other, rule);
		said |= 1u << rule;
	}
}

static bool
is_weak_digest(int nid)
{
	return nid == NID_sha1 || nid == NID_md5 || nid == NID_md4 ||
	    nid == NID_md2;
}

/* Zero or negative, as the hexadecimal of a number shows it. */
static bool
is_odd_serial(const char *serial)
{
	return *serial == '-' || serial[strspn(serial, "0")] == '\0';
}

/* A version 1 root cannot say that it is a CA, and libraries take it. */
static bool
is_ca(const struct cert *cert)
{
	return cert->is_ca || (cert->version == 1 && cert_is_self_issued(cert));
}

static void
judge_cert(struct lint *lint, const struct anchor *anchor)
{
	const struct cert *cert = anchor->cert;

	if (!is_ca(cert))
		say(lint, LINT_NOT_CA, anchor, "is no CA certificate: %s",
		    cert->has_basic_constraints ? "its basic constraints say "
		    "so" : "it has no basic constraints");
	if (is_weak_digest(cert->digest_nid) && !cert_is_self_issued(cert))
		say(lint, LINT_WEAK_SIGNATURE, anchor, "signed by another CA "
		    "with %s, which a verifier may refuse",
		    cert->digest_nid == NID_sha1 ? "SHA-1" : "MD5 or older");
	if (cert->key_type == KEY_RSA && cert->key_bits < RSA_MIN_BITS)
		say(lint, LINT_SMALL_KEY, anchor, "its RSA key has %d bits, "
		    "fewer than %d", cert->key_bits, RSA_MIN_BITS);
	if (!cert->is_bare && is_odd_serial(cert->serial))
		say(lint, LINT_SERIAL, anchor, "its serial number is not "
		    "positive, which some parsers refuse");
}

/* Quirks were noted in the order of anchors: one walk finds all of theirs,
 * and passes over what is odd about a file as a whole. */
static void
judge_writing(struct lint *lint, const struct store *store,
    const struct quirks *quirks)
{
	size_t at = 0;

	for (size_t i = 0; i < quirks->n; i++) {
		const struct quirk *quirk = &quirks->items[i];
		size_t hit = at;

		while (hit < store->n && strcmp(store->anchors[hit].where,
			quirk->where) != 0)
			hit++;
		if (hit < store->n)
			at = hit;
		add(lint, loaders[quirk->kind].rule,
		    hit < store->n ? &store->anchors[hit] : NULL,
		    quirk->where, mem_strdup(loaders[quirk->kind].message));
	}
}

void
lint_store(struct lint *out, const struct store *store,
    const struct quirks *quirks, int64_t now_s, int64_t until_s)
{
	*out = LINT_NONE;
	for (size_t i = 0; i < store->n_rejections; i++)
		add(out, LINT_UNREADABLE, NULL, store->rejections[i].where,
		    mem_printf("cannot be read: %s",
			store->rejections[i].reason));
	for (size_t i = 0; i < store->n; i++) {
		judge_dates(out, &store->anchors[i], now_s, until_s);
		judge_namesakes(out, store, i);
		judge_cert(out, &store->anchors[i]);
	}
	judge_writing(out, store, quirks);
}

void
lint_release(struct lint *lint)
{
	for (size_t i = 0; i < lint->n; i++) {
		free(lint->items[i].where);
		free(lint->items[i].message);
	}
	free(lint->items);
	*lint = LINT_NONE;
}
