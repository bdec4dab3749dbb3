#ifndef BUNDLE_FORM_H
#define BUNDLE_FORM_H

#include "base/buf.h"
#include "bundle/quirk.h"
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
};

void reading_init(struct reading *reading, struct certpool *pool,
    const char *name);
void reading_release(struct reading *reading);
/* Into the reading's pool; the error says what to do as well. */
int reading_take(struct reading *reading, const struct cert **out,
    struct span der, struct err *err);

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

/* Asks every form in turn; the reader's table decides which there are. */
form_read form_any;

/* "PEM, DER": all forms, for a message. */
void forms_name(struct buf *out);

/* Does a file of this name hold a certificate by its hash: 1a2b3c4d.0? */
bool form_is_hashed(const char *name);

struct revision;

/*
 * A folder of files of the forms above: if entries with hashed names
 * (1a2b3c4d.0) are there, those and no others, as OpenSSL does; else every
 * regular file in the order of names. Folders in it are not entered. A file
 * without a certificate is passed over unless its name promises one.
 */
int directory_read(struct reading *reading, const char *path,
    struct err *err);
int directory_read_git(struct reading *reading,
    const struct revision *revision, const char *path, struct err *err);

#endif
