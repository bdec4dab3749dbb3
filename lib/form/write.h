#ifndef FORM_WRITE_H
#define FORM_WRITE_H

#include "base/buf.h"
#include "base/output_folder.h"
#include "pki/store.h"

/* What a form may need beside the anchors. */
struct write_settings {
	const char *password;	/* of p12 and jks; UTF-8 */
	int64_t made_s;		/* jks: when its entries were made;
				   INSTANT_NEVER: each at its notBefore */
	bool old_hash;		/* hashdir: the names of OpenSSL before 1.0 */
};

/*
 * Appends the store's anchors, in their order unless the form has its own.
 * The same anchors and settings give the same bytes.
 */
typedef int write_form(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err);

write_form write_pem, write_der, write_p7b, write_p12, write_jks,
    write_esp_v1, write_esp_v2;

/* The same for a form that is a folder of files. */
typedef int write_folder_form(struct output_folder *out,
    const struct store *store, const struct write_settings *settings,
    struct err *err);

write_folder_form write_hashdir;

/* A form in which anchors can be written; one row of the table. */
struct writer {
	const char *name;	/* "pem" */
	bool takes_bare;	/* anchors that are a name and a key */
	write_form *write;	/* or NULL: it is a folder */
	write_folder_form *write_folder;
};

/* NULL where there is none of this name. */
const struct writer *writer_find(const char *name);
/* In the order of the table; NULL after the last. */
const struct writer *writer_at(size_t i);

/*
 * Can this writer write them? The error names the anchor that it cannot. No
 * anchor at all is an error, too.
 */
int writer_check(const struct writer *writer, const struct store *store,
    struct err *err);

/*
 * The store's anchors, each once, or those alone whose SHA-256, in hexadecimal,
 * begins with one of these texts: then a text that none or several begin with
 * is an error. The caller releases out.
 */
int write_choose(struct store *out, const struct store *store,
    const char *const *wanted, size_t n, struct err *err);

/*
 * Names for the entries of a keystore, all different and in lower case, as
 * Java wants them: "new-root-1a2b3c4d", of the short name and the SHA-256.
 */
struct aliases {
	char **names;	/* one for each anchor */
	size_t n;
};

void aliases_init(struct aliases *out, const struct store *store);
void aliases_release(struct aliases *aliases);

#endif
