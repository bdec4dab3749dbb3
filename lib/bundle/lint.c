#include "bundle/lint.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/instant.h"
#include "base/map.h"
#include "base/mem.h"
#include "bundle/loader.h"

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
	[LINT_CR_LF] = "loader-cr-lf",
	[LINT_BOM] = "loader-bom",
	[LINT_INDENTED] = "loader-indented",
	[LINT_BEGIN_BLANK] = "loader-begin-blank",
	[LINT_BEGIN_TEXT] = "loader-begin-text",
	[LINT_END_TEXT] = "loader-end-text",
	[LINT_UNEVEN] = "loader-uneven",
	[LINT_TRAILING] = "loader-trailing",
	[LINT_STRAY] = "loader-stray",
	[LINT_TRUSTED] = "loader-trusted",
	[LINT_OLD_LABEL] = "loader-old-label",
	[LINT_UNSORTED] = "loader-unsorted",
	[LINT_ECLIPSED] = "loader-eclipsed",
	[LINT_UNMARKED] = "loader-unmarked",
	[LINT_DISTRUSTED] = "anchor-distrusted",
	[LINT_WRONG_HASH] = "loader-wrong-hash",
	[LINT_OLD_HASH] = "loader-old-hash",
	[LINT_MIXED_HASH] = "loader-mixed-hash",
	[LINT_UNREACHED] = "loader-unreached",
	[LINT_HASHED_DER] = "loader-hashed-der",
	[LINT_UNHASHED] = "loader-unhashed",
	[LINT_CROWDED] = "loader-crowded",
	[LINT_LINK_HOST] = "store-link-host",
	[LINT_DESELECTED] = "anchor-deselected",
	[LINT_DERIVED] = "store-derived",
	[LINT_DERIVED_DIFFERS] = "store-derived-differs",
	[LINT_UNCHECKED] = "store-unchecked",
	[LINT_EMBEDDED] = "store-embedded",
};

/* What is odd in writing; loader.c says who loses what by it. */
static const struct {
	enum lint_rule rule;
	bool once;	/* one of many says enough */
	bool alone;	/* and so do its words: no library loads less by it */
} writings[QUIRK_COUNT] = {
	[QUIRK_GLUED] = { .rule = LINT_GLUED },
	[QUIRK_CR_ONLY] = { .rule = LINT_CR_ONLY },
	[QUIRK_CR_LF] = { .rule = LINT_CR_LF, .once = true },
	[QUIRK_BOM] = { .rule = LINT_BOM },
	[QUIRK_INDENTED] = { .rule = LINT_INDENTED },
	[QUIRK_INDENTED_ALL] = { .rule = LINT_INDENTED },
	[QUIRK_INDENTED_END] = { .rule = LINT_INDENTED },
	[QUIRK_BEGIN_BLANK] = { .rule = LINT_BEGIN_BLANK, .once = true },
	[QUIRK_BEGIN_TEXT] = { .rule = LINT_BEGIN_TEXT },
	[QUIRK_END_TEXT] = { .rule = LINT_END_TEXT },
	[QUIRK_UNEVEN] = { .rule = LINT_UNEVEN, .once = true },
	[QUIRK_TRAILING] = { .rule = LINT_TRAILING },
	[QUIRK_TRUSTED] = { .rule = LINT_TRUSTED },
	[QUIRK_SETTINGS] = { .rule = LINT_TRUSTED },
	[QUIRK_DISTRUSTED] = { .rule = LINT_DISTRUSTED },
	[QUIRK_OLD_LABEL] = { .rule = LINT_OLD_LABEL },
	[QUIRK_OLD_LABEL_LAST] = { .rule = LINT_OLD_LABEL },
	[QUIRK_AFTER_CR] = { .rule = LINT_CR_ONLY },
	[QUIRK_STRAY] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_FOREIGN] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_FOREIGN_KEY] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_FOREIGN_TEXT] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_REQUEST] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_NUL] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_NUL_LINE] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_NUL_END] = { .rule = LINT_STRAY, .once = true },
	[QUIRK_UNSORTED] = { .rule = LINT_UNSORTED },
	[QUIRK_ECLIPSED] = { .rule = LINT_ECLIPSED },
	[QUIRK_ALIAS] = { .rule = LINT_ECLIPSED },
	[QUIRK_UNMARKED] = { .rule = LINT_UNMARKED },
	[QUIRK_WRONG_HASH] = { .rule = LINT_WRONG_HASH },
	[QUIRK_OLD_HASH] = { .rule = LINT_OLD_HASH, .once = true },
	[QUIRK_MIXED_HASH] = { .rule = LINT_MIXED_HASH },
	[QUIRK_UNREACHED] = { .rule = LINT_UNREACHED },
	[QUIRK_BEHIND] = { .rule = LINT_UNREACHED },
	[QUIRK_BEHIND_FORM] = { .rule = LINT_UNREACHED },
	[QUIRK_HASHED_DER] = { .rule = LINT_HASHED_DER },
	[QUIRK_HASHED_FORM] = { .rule = LINT_HASHED_DER },
	[QUIRK_UNHASHED] = { .rule = LINT_UNHASHED },
	[QUIRK_NO_HASHES] = { .rule = LINT_UNHASHED,
		.once = true, .alone = true },
	[QUIRK_LINK_HOST] = { .rule = LINT_LINK_HOST,
		.once = true, .alone = true },
	[QUIRK_CROWDED] = { .rule = LINT_CROWDED, .alone = true },
	[QUIRK_UNCHECKED] = { .rule = LINT_UNCHECKED, .alone = true },
	[QUIRK_EMBEDDED] = { .rule = LINT_EMBEDDED, .alone = true },
	[QUIRK_NEW_HASH] = { .rule = LINT_RULES },	/* as it should be */
	[QUIRK_OLD_COPY] = { .rule = LINT_RULES },
	/* Rejections tell of those, and LINT_UNREADABLE of them. */
	[QUIRK_UNDECODABLE] = { .rule = LINT_RULES },
	[QUIRK_BAD_BEGIN] = { .rule = LINT_RULES },
	[QUIRK_NO_BEGIN] = { .rule = LINT_RULES },
	[QUIRK_BAD_END] = { .rule = LINT_RULES },
	[QUIRK_BAD_ENTRY] = { .rule = LINT_RULES },
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
	/* The root of a container: its name ends in what goes between. */
	if (n > 0 && store->name[n - 1] == '/')
		return mem_strdup(where + n);
	return mem_printf("%s%s", where[n] == ':' &&
	    is_number(where + n + 1) ? "line " : "", where + n + 1);
}

void
lint_add(struct lint *lint, enum lint_rule rule, const struct anchor *anchor,
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
	va_list ap;

	va_start(ap, fmt);
	lint_add(lint, rule, anchor, anchor->where, mem_vprintf(fmt, ap));
	va_end(ap);
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

static void
say_quirk(struct lint *lint, const struct quirk *quirk,
    const struct anchor *anchor)
{
	char *losses = writings[quirk->kind].alone ? NULL :
	    loader_losses(quirk->kind);

	lint_add(lint, writings[quirk->kind].rule, anchor, quirk->where,
	    mem_printf("%s%s%s", quirk_words(quirk->kind), losses ? ": " : "",
		losses ? losses : ""));
	free(losses);
}

static void
judge_writing(struct lint *lint, const struct store *store,
    const struct quirks *quirks)
{
	bool said[QUIRK_COUNT] = { false };
	struct map anchors = { 0 };	/* by their places */

	for (size_t i = 0; i < store->n && quirks->n > 0; i++)
		map_put(&anchors, map_key(store->anchors[i].where),
		    &store->anchors[i]);
	for (size_t i = 0; i < quirks->n; i++) {
		const struct quirk *quirk = &quirks->items[i];

		if (writings[quirk->kind].rule == LINT_RULES ||
		    (writings[quirk->kind].once && said[quirk->kind]))
			continue;
		said[quirk->kind] = true;
		say_quirk(lint, quirk, map_get(&anchors,
			map_key(quirk->where)));
	}
	map_release(&anchors);
}

void
lint_store(struct lint *out, const struct store *store,
    const struct quirks *quirks, int64_t now_s, int64_t until_s)
{
	*out = LINT_NONE;
	for (size_t i = 0; i < store->n_rejections; i++)
		lint_add(out, LINT_UNREADABLE, NULL, store->rejections[i].where,
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
