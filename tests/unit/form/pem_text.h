#ifndef PEM_TEXT_H
#define PEM_TEXT_H

/* PEM text of certificates that a test forges; shared by this folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/pem.h>

#include "base/buf.h"
#include "forge/forge.h"
#include "pki/store.h"

static inline void
forge_or_fail(struct forge *forge, const char *line)
{
	char message[512];

	if (forge_line(forge, line, message, sizeof(message)) == -1)
		fail_msg("%s: %s", line, message);
}

/* Appends the PEM block of the certificate of this name. */
static inline void
append_pem(struct buf *out, const struct forge *forge, const char *name)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long n;

	assert_int_equal(PEM_write_bio_X509(bio, forge_cert(forge, name)), 1);
	n = BIO_get_mem_data(bio, &text);
	buf_append(out, text, (size_t)n);
	BIO_free(bio);
}

/* A store of these certificates (up to NULL), each at "test:N", from 1. */
static inline void
fill_store(struct store *store, struct certpool *pool,
    const struct forge *forge, const char *const *names)
{
	store->name = strdup("test");
	for (size_t i = 0; names[i] != NULL; i++) {
		struct err err = ERR_NONE;
		const struct cert *cert;
		struct span der;
		char where[32];

		snprintf(where, sizeof(where), "test:%zu", i + 1);
		der.p = forge_der(forge, names[i], &der.n);
		if (certpool_add_der(pool, &cert, der, &err) == -1)
			fail_msg("%s: %s", names[i], err.msg);
		store_append(store, cert, where);
	}
}

#endif
