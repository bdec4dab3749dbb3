#ifndef FORM_JAVA_STORE_H
#define FORM_JAVA_STORE_H

#include "base/octets.h"
#include "form/form.h"

/*
 * What the keystores of Java and of Bouncy Castle share: the way in which
 * java.io.DataOutput writes, most significant byte first, and a digest at
 * the end that only the password can check.
 */
#define JAVA_PASSWORD	"changeit"	/* what nearly every trust store has */
#define JAVA_DIGEST_BYTES 20		/* SHA-1 */
#define JAVA_X509	"X.509"
/* Oracle's trustedKeyUsage: in a PKCS#12 it tells Java's anchors. */
#define JAVA_TRUSTED_MARK "2.16.840.1.113894.746875.1.1"

struct java_cert {
	struct span type, der;	/* type is "X.509"; borrowed */
};

/* An alias, a type: two bytes of length, then modified UTF-8. */
struct span java_text(struct octets *octets);
/* Four bytes of length, then bytes. */
struct span java_bytes(struct octets *octets);
/* Without a type where a store is so old that all are X.509. */
struct java_cert java_cert_read(struct octets *octets, bool has_type);

/* "name:alias"; the caller frees it. */
char *java_place(const char *name, struct span alias);

/* Adds a trusted certificate of a store to the reading, or why it cannot be
 * had. */
void java_take(struct reading *reading, const struct java_cert *cert,
    const char *name, const char *where);
/* Counts a private key and its certificates, which are no anchors. */
void java_pass_over(struct reading *reading, size_t n_certs,
    const char *where);
/*
 * Of entries with one alias Java keeps the last. Notes the others among the
 * store's anchors from first on, whose places then tell which they are.
 */
void java_note_aliases(struct reading *reading, size_t first);

/* A password, UTF-8 or else Latin-1, in UTF-16 with a zero after it. The
 * caller frees out->p with OPENSSL_free. False: there is no memory. */
bool java_password(struct span *out, const char *password);

#endif
