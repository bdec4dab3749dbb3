#ifndef FORM_QUIRK_H
#define FORM_QUIRK_H

#include <stddef.h>

/*
 * Ways of writing a trust store that some TLS libraries do not read as we do.
 * They are noted while reading, in the order of the file; loader.c says what
 * each library makes of them.
 */
enum quirk_kind {
	/* of a certificate that we read */
	QUIRK_GLUED,	/* BEGIN follows END on the same line */
	QUIRK_CR_ONLY,	/* lines end in CR alone */
	QUIRK_CR_LF,
	QUIRK_BOM,	/* a byte order mark before BEGIN */
	QUIRK_INDENTED,	/* something else before BEGIN on its line */
	QUIRK_INDENTED_ALL,	/* the same, and END is indented, too */
	QUIRK_INDENTED_END,	/* END alone is */
	QUIRK_AFTER_CR,	/* the line before BEGIN ends in CR alone */
	QUIRK_BEGIN_BLANK,	/* white space after BEGIN on its line */
	QUIRK_BEGIN_TEXT,	/* base64 after BEGIN on its line */
	QUIRK_END_TEXT,	/* text after END on its line */
	QUIRK_UNEVEN,	/* a line splits a group of four characters */
	QUIRK_TRAILING,	/* bytes after the DER of the certificate */
	QUIRK_TRUSTED,	/* a TRUSTED CERTIFICATE block */
	QUIRK_SETTINGS,	/* the same, and trust settings are in it */
	QUIRK_DISTRUSTED, /* the same, and they refuse servers */
	QUIRK_OLD_LABEL, /* an X509 CERTIFICATE block */
	QUIRK_OLD_LABEL_LAST, /* the same, no CERTIFICATE block follows */
	/* of what is between them */
	QUIRK_STRAY,	/* it begins like a PEM block, or like DER */
	QUIRK_FOREIGN,	/* a block of another kind that OpenSSL cannot decode */
	QUIRK_FOREIGN_KEY,	/* the same, of a type that OpenSSL 1 has not */
	QUIRK_FOREIGN_TEXT,	/* the same, with text that is not base64 */
	QUIRK_REQUEST,	/* its label begins as that of a certificate */
	QUIRK_NUL,	/* a NUL amid a line */
	QUIRK_NUL_LINE,	/* first on its line */
	QUIRK_NUL_END,	/* the same, right after an END line */
	/* of one that we cannot read, either */
	QUIRK_UNDECODABLE,	/* base64 or DER */
	QUIRK_BAD_BEGIN,	/* text after BEGIN on its line, or a dash
				   fewer */
	QUIRK_NO_BEGIN,
	QUIRK_BAD_END,	/* none, or of another label */
	/* of an entry of a keystore or a table */
	QUIRK_UNSORTED,	/* out of order in an ESP-IDF table, so not found */
	QUIRK_ECLIPSED,	/* another entry of its ESP-IDF table has its name */
	QUIRK_ALIAS,	/* a later entry of its keystore has its alias */
	QUIRK_UNMARKED,	/* in a PKCS#12, without the mark that Java heeds */
	/* of a file in a folder of hashed names */
	QUIRK_WRONG_HASH,	/* its subject has another hash than its name */
	QUIRK_OLD_HASH,	/* that of before OpenSSL 1.0, as all here */
	QUIRK_NEW_HASH,		/* that since OpenSSL 1.0 */
	QUIRK_MIXED_HASH,	/* the old one, and others have the new one */
	QUIRK_OLD_COPY,		/* the same, and it has the new one as well */
	QUIRK_UNREACHED,	/* a number below its own is missing */
	QUIRK_BEHIND,		/* one below it holds nothing */
	QUIRK_BEHIND_FORM,	/* one below it holds something but PEM */
	QUIRK_HASHED_DER,	/* not PEM, and nothing else is tried */
	QUIRK_HASHED_FORM,	/* the same, PKCS#7 or a keystore */
	QUIRK_UNHASHED,		/* no such name, beside others that have */
	QUIRK_NO_HASHES,	/* the same, and none there has */
	QUIRK_LINK_HOST,	/* a link from a root tree into this machine */
	/* of a keystore or a table as a whole: where is its name */
	QUIRK_CROWDED,	/* an ESP-IDF table over what is loaded by default */
	QUIRK_BAD_ENTRY, /* one that cannot be decoded is in it */
	QUIRK_UNCHECKED, /* its digest needs a password */
	QUIRK_EMBEDDED,	/* carved out of a program or raw flash */
	QUIRK_COUNT,
};

struct quirk {
	enum quirk_kind kind;
	char *where;	/* "file:line", "file:alias", "file:#3", "file" */
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
