#ifndef BUNDLE_LINT_H
#define BUNDLE_LINT_H

#include "bundle/derived.h"
#include "form/quirk.h"
#include "pki/store.h"

enum lint_rule {
	LINT_UNREADABLE,	/* a rejection of the store */
	LINT_EXPIRED,
	LINT_EXPIRES_IN_SUPPORT,
	LINT_DUPLICATE,
	LINT_SAME_NAME,		/* another anchor: this name, another key */
	LINT_REISSUED,		/* another anchor: this name and key */
	LINT_NOT_CA,
	LINT_WEAK_SIGNATURE,	/* not on self-issued ones: nobody checks it */
	LINT_SMALL_KEY,
	LINT_SERIAL,
	LINT_GLUED,
	LINT_CR_ONLY,
	LINT_CR_LF,
	LINT_BOM,
	LINT_INDENTED,
	LINT_BEGIN_BLANK,
	LINT_BEGIN_TEXT,
	LINT_END_TEXT,
	LINT_UNEVEN,
	LINT_TRAILING,
	LINT_STRAY,
	LINT_TRUSTED,
	LINT_OLD_LABEL,
	LINT_UNSORTED,
	LINT_ECLIPSED,
	LINT_UNMARKED,
	LINT_DISTRUSTED,	/* its own settings refuse servers */
	LINT_WRONG_HASH,
	LINT_OLD_HASH,
	LINT_MIXED_HASH,
	LINT_UNREACHED,
	LINT_HASHED_DER,
	LINT_UNHASHED,
	LINT_CROWDED,
	LINT_LINK_HOST,
	LINT_DESELECTED,	/* update-ca-certificates was told not to */
	LINT_DERIVED,
	LINT_DERIVED_DIFFERS,
	LINT_UNCHECKED,
	LINT_EMBEDDED,
	LINT_RULES,		/* how many there are */
};

struct lint_finding {
	enum lint_rule rule;
	const struct anchor *anchor;	/* of the store, or of a source of it;
					   NULL: a rejection, or no one's */
	char *where;			/* "file:line" */
	char *message;
};

struct lint {
	struct lint_finding *items;
	size_t n, cap;
};

#define LINT_NONE ((struct lint){ 0 })

/*
 * What a release engineer should mend in a store: rejections, then anchor by
 * anchor, then the writing that TLS libraries disagree on, some of it once
 * for the whole store. Until is the end of support, INSTANT_NEVER where there
 * is none. The caller releases out, before store.
 */
void lint_store(struct lint *out, const struct store *store,
    const struct quirks *quirks, int64_t now_s, int64_t until_s);
void lint_release(struct lint *lint);

/*
 * Adds how a store that update-ca-certificates makes is not what it would
 * make now. The findings borrow from derived: lint is released before it.
 */
void lint_derived(struct lint *lint, const struct store *store,
    const struct derived *derived);

/* One finding more; takes message. */
void lint_add(struct lint *lint, enum lint_rule rule,
    const struct anchor *anchor, const char *where, char *message);

/* A place without the store's name: "line 12", "a.crt:1", the alias in a
 * keystore. Caller frees. */
char *lint_place(const struct store *store, const char *where);

/* A stable name: "anchor-expired", "loader-glued". */
const char *lint_rule_id(enum lint_rule rule);
/* False where no rule has this name. */
bool lint_rule_find(enum lint_rule *out, const char *id);

#endif
