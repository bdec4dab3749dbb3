#ifndef FORM_HASHED_H
#define FORM_HASHED_H

#include <stdbool.h>

#include "form/quirk.h"
#include "pki/store.h"

/*
 * Folders of certificates named by the hash of their subject, 1a2b3c4d.0, as
 * OpenSSL looks them up: it opens number 0, 1 and so on until one is missing
 * or holds no certificate in PEM.
 */
struct hashed_file {
	const char *name;	/* within the folder; borrowed */
	size_t first, end;	/* its anchors in the store */
	enum hashed_form {
		HASHED_PEM,	/* certificates, or nothing */
		HASHED_DER,
		HASHED_OTHER,	/* PKCS#7, a keystore */
	} form;
};

/* Is this name such a one? */
bool hashed_is_name(const char *name);

/* The hash of the subject; old: that of before OpenSSL 1.0 (MD5), which
 * Android still uses. False where this libcrypto does not have it. */
bool hashed_subject(unsigned long *out, const struct cert *cert, bool old);

/* For qsort, of names that all are hashed: by hash, then by number. */
int hashed_compare(const void *a, const void *b);

/*
 * Notes each anchor that is not found by the name of its file. Files are in
 * the order of hashed_compare, and are all that have such names.
 */
void hashed_note(struct quirks *quirks, const struct store *store,
    const struct hashed_file *files, size_t n);

#endif
