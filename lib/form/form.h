#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "base/buf.h"
#include "form/quirk.h"
#include "pki/store.h"

/*
 * What a form reader fills: what was read, and how oddly it was written.
 * Owned by whoever asked for the reading.
 */
struct reading {
	struct store store;
	struct quirks quirks;
	struct certpool *pool;	/* borrowed */
	const char *password;	/* of a keystore; borrowed; NULL: not given */
	size_t n_passed;	/* certificates of signatures, passed over */
	size_t n_keyed;		/* of the rejections: of private keys */
};

void reading_init(struct reading *reading, struct certpool *pool,
    const char *name);
void reading_release(struct reading *reading);
/* Adds a certificate at this place as an anchor, or as a rejection that says
 * why it cannot be had and what to do: then it is false. */
bool reading_add(struct reading *reading, struct span der, const char *where);
/* The same where the caller tells of the failure. */
int reading_take(struct reading *reading, struct span der, const char *where,
    struct err *err);
/* Rejects bytes that follow what was read, "the keystore", if there are any. */
void reading_reject_rest(struct reading *reading, size_t n, const char *what,
    const char *where);

enum form_result {
	FORM_NOT_MINE,	/* the bytes are of another form */
	FORM_BAD,	/* mine, and broken as a whole: err says how */
	FORM_READ,	/* anchors and rejections were added */
};

/*
 * A form of trust store: a pure function of bytes. name stands before the
 * line in where. Adds to the reading only with FORM_READ.
 */
typedef enum form_result form_read(struct reading *reading,
    struct span bytes, const char *name, struct err *err);

form_read form_bks, form_der, form_esp, form_jks, form_pem, form_pkcs7,
    form_pkcs7_pem, form_pkcs12;

/* Rejects each PEM block of PKCS#7 in a file that has certificates in PEM as
 * well: those in it are none of the file's. */
void pkcs7_reject_blocks(struct reading *reading, struct span bytes,
    const char *name);

/* Asks every form in turn; the reader's table decides which there are. */
form_read form_any;

/*
 * The same for a file among many, of which nobody said that it is a store:
 * PEM in a program is no bundle, and where a form is easily mistaken for
 * another, FORM_BAD is FORM_NOT_MINE unless the name promises a certificate.
 */
form_read form_among_files;

/*
 * What a program, raw flash or a dump of memory has in it (carve.h). where is
 * "name@0x1f40", the offset of the first byte, and the line in PEM or the
 * number of the anchor in an ESP-IDF bundle after that. Certificates that
 * signatures bring are counted (n_passed) and are no anchors. Past
 * LIMIT_CARVED_CERTS the store is partial.
 */
form_read form_carve;

/*
 * A file of which somebody said that it is a store: in any form, up to
 * LIMIT_BUNDLE_BYTES, or else what is carved out of it. The reading's name
 * stands before every place and error.
 */
int form_whole(struct reading *reading, struct span bytes, struct err *err);

/* "PEM, DER": all forms, for a message. */
void forms_name(struct buf *out);

/* Does a file of this name (ca.crt, 1a2b3c4d.0) claim to be a certificate? */
bool form_is_promised(const char *name);

/*
 * A folder, wherever it is. list gives all names, which the caller frees, up
 * to LIMIT_DIRECTORY_ENTRIES. read appends a file to out and is 1; it is 0
 * for what is no file, and -1 for one that cannot be read.
 */
struct folder_source {
	int (*list)(char ***names, size_t *n, const void *folder,
	    struct err *err);
	int (*read)(struct buf *out, const void *folder, const char *name,
	    struct err *err);
	const void *folder;
	/* What is odd about the way to a file, which is at where; or NULL. */
	void (*note)(struct quirks *quirks, const void *folder,
	    const char *name, const char *where);
};

/*
 * A folder of files of the forms above: if entries with hashed names
 * (1a2b3c4d.0) are there, those and no others (hashed.h); else every
 * regular file in the order of names. Folders in it are not entered. A file
 * without a certificate is passed over unless its name promises one.
 */
int form_directory(struct reading *reading,
    const struct folder_source *source, struct err *err);

#endif
