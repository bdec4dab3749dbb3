#ifndef BUNDLE_QUIRK_H
#define BUNDLE_QUIRK_H

#include <stddef.h>

/*
 * Ways of writing a certificate that some TLS libraries do not read though
 * we do. They are noted while reading, and lint says who loses what.
 */
enum quirk_kind {
	QUIRK_GLUED,	/* BEGIN follows END on the same line */
	QUIRK_CR_ONLY,	/* lines end in CR alone */
	QUIRK_INDENTED,	/* white space before the BEGIN line */
	QUIRK_TRUSTED,	/* a TRUSTED CERTIFICATE block */
	QUIRK_OLD_LABEL, /* an X509 CERTIFICATE block */
	QUIRK_DISTRUSTED, /* its trust trailer refuses servers */
	QUIRK_UNSORTED,	/* out of order in an ESP-IDF table, so not found */
	QUIRK_ECLIPSED,	/* another entry of its ESP-IDF table has its name */
	QUIRK_UNMARKED,	/* in a PKCS#12, without the mark that Java heeds */
	QUIRK_UNCHECKED, /* of a keystore whose digest needs a password */
	QUIRK_COUNT,
};

struct quirk {
	enum quirk_kind kind;
	char *where;	/* "file:line" */
};

struct quirks {
	struct quirk *items;
	size_t n, cap;
};

#define QUIRKS_NONE ((struct quirks){ 0 })

/* What is odd, in a few words. */
const char *quirk_words(enum quirk_kind kind);

void quirks_add(struct quirks *quirks, enum quirk_kind kind,
    const char *where);
void quirks_release(struct quirks *quirks);

#endif
