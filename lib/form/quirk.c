#include "form/quirk.h"

#include <stdlib.h>

#include "base/mem.h"

static const char *const words[QUIRK_COUNT] = {
	[QUIRK_GLUED] = "BEGIN on the line of the END before it",
	[QUIRK_CR_ONLY] = "lines that end in CR alone",
	[QUIRK_CR_LF] = "lines that end in CR LF",
	[QUIRK_BOM] = "a byte order mark before BEGIN",
	[QUIRK_INDENTED] = "something before BEGIN on its line",
	[QUIRK_INDENTED_ALL] = "BEGIN and END are indented",
	[QUIRK_INDENTED_END] = "END is indented",
	[QUIRK_AFTER_CR] = "a CR alone before BEGIN",
	[QUIRK_BEGIN_BLANK] = "white space after BEGIN",
	[QUIRK_BEGIN_TEXT] = "base64 after BEGIN on its line",
	[QUIRK_END_TEXT] = "text after END on its line",
	[QUIRK_UNEVEN] = "a line splits a group of base64",
	[QUIRK_TRAILING] = "bytes after the certificate's DER",
	[QUIRK_TRUSTED] = "a TRUSTED CERTIFICATE block",
	[QUIRK_SETTINGS] = "a TRUSTED CERTIFICATE block with settings",
	[QUIRK_DISTRUSTED] = "its trust settings refuse servers",
	[QUIRK_OLD_LABEL] = "an X509 CERTIFICATE block",
	[QUIRK_OLD_LABEL_LAST] = "an X509 CERTIFICATE block",
	[QUIRK_STRAY] = "text that begins as DER or another PEM "
	    "block does",
	[QUIRK_FOREIGN] = "a damaged block of another kind",
	[QUIRK_FOREIGN_KEY] = "a key that cannot be decoded",
	[QUIRK_FOREIGN_TEXT] = "a block of another kind with text "
	    "that is not base64",
	[QUIRK_REQUEST] = "a block whose label only begins with "
	    "CERTIFICATE",
	[QUIRK_NUL] = "a NUL byte",
	[QUIRK_NUL_LINE] = "a line that begins with a NUL byte",
	[QUIRK_NUL_END] = "a NUL byte right after an END line",
	[QUIRK_UNDECODABLE] = "a block that cannot be decoded",
	[QUIRK_BAD_BEGIN] = "a BEGIN line with text after its label "
	    "or without five dashes",
	[QUIRK_NO_BEGIN] = "an END line without its BEGIN",
	[QUIRK_BAD_END] = "a BEGIN line without its END",
	[QUIRK_UNSORTED] = "an entry out of order, which binary "
	    "search misses",
	[QUIRK_ECLIPSED] = "an entry whose name another one has",
	[QUIRK_ALIAS] = "an entry whose alias a later one has",
	[QUIRK_WRONG_HASH] = "a hashed name that is not the hash of "
	    "its subject",
	[QUIRK_OLD_HASH] = "a folder named by the hash of before "
	    "OpenSSL 1.0, which Android looks for",
	[QUIRK_NEW_HASH] = "a name by the hash since OpenSSL 1.0, "
	    "which Android does not look for",
	[QUIRK_MIXED_HASH] = "a name by the hash of before OpenSSL "
	    "1.0, among names by the new one",
	[QUIRK_OLD_COPY] = "a second name by the hash of before "
	    "OpenSSL 1.0, which Android looks for",
	[QUIRK_UNREACHED] = "a number that is not reached, since one "
	    "below it is missing",
	[QUIRK_BEHIND] = "a number behind one that holds nothing, "
	    "where OpenSSL before 3.0.22 of 2026 stops",
	[QUIRK_BEHIND_FORM] = "a number behind one that is not PEM, "
	    "where OpenSSL before 3.0.22 of 2026 stops",
	[QUIRK_HASHED_DER] = "DER under a hashed name, where PEM is "
	    "looked for",
	[QUIRK_HASHED_FORM] = "PKCS#7 or a keystore under a hashed "
	    "name, where PEM certificates are looked for",
	[QUIRK_UNHASHED] = "no hashed name, in a folder that has some "
	    "(run openssl rehash)",
	[QUIRK_NO_HASHES] = "a folder without hashed names, in which "
	    "OpenSSL looks nothing up (run openssl rehash, unless each file "
	    "is loaded by its name)",
	[QUIRK_LINK_HOST] = "an absolute link in a root tree, which "
	    "leads out of it to what this machine has there",
	[QUIRK_CROWDED] = "more entries than the 200 of which ESP-IDF "
	    "loads any, unless CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_"
	    "MAX_CERTS is set higher",
	[QUIRK_UNMARKED] = "a PKCS#12 certificate that is not marked "
	    "as trusted",
	[QUIRK_BAD_ENTRY] = "an entry that cannot be decoded",
	[QUIRK_UNCHECKED] = "a keystore whose digest was not checked, "
	    "for want of its password (--password-file)",
	[QUIRK_EMBEDDED] = "certificates within a program or raw "
	    "memory, which only a rebuild of it can change",
};

const char *
quirk_words(enum quirk_kind kind)
{
	return words[kind];
}

void
quirks_add(struct quirks *quirks, enum quirk_kind kind, const char *where)
{
	quirks->items = mem_grow(quirks->items, &quirks->cap, quirks->n + 1,
	    sizeof(*quirks->items));
	quirks->items[quirks->n++] = (struct quirk){ kind,
		mem_strdup(where) };
}

void
quirks_release(struct quirks *quirks)
{
	for (size_t i = 0; i < quirks->n; i++)
		free(quirks->items[i].where);
	free(quirks->items);
	*quirks = QUIRKS_NONE;
}
