#include "form/write.h"

#include <stdlib.h>

#include "base/instant.h"
#include "form/jks.h"

static void
put_text(struct buf *out, const char *text)
{
	octets_put_be(out, strlen(text), 2);
	buf_text(out, text);
}

static void
put_entry(struct buf *out, const struct cert *cert, const char *alias,
    int64_t made_s)
{
	if (made_s == INSTANT_NEVER)
		made_s = cert->not_before_s;
	octets_put_be(out, JKS_CERTIFICATE, 4);
	put_text(out, alias);
	octets_put_be(out, (uint64_t)made_s * 1000, 8);
	put_text(out, JAVA_X509);
	octets_put_be(out, cert->der.n, 4);
	buf_append(out, cert->der.p, cert->der.n);
}

int
write_jks(struct buf *out, const struct store *store,
    const struct write_settings *settings, struct err *err)
{
	uint8_t digest[JAVA_DIGEST_BYTES];
	struct aliases aliases;

	octets_put_be(out, JKS_MAGIC, 4);
	octets_put_be(out, JKS_VERSION, 4);
	octets_put_be(out, store->n, 4);
	aliases_init(&aliases, store);
	for (size_t i = 0; i < store->n; i++)
		put_entry(out, store->anchors[i].cert, aliases.names[i],
		    settings->made_s);
	aliases_release(&aliases);
	if (!jks_digest(digest, buf_span(out), settings->password))
		return err_set(err, ERR_FAILED, "cannot make the digest of "
		    "the keystore");
	buf_append(out, digest, sizeof(digest));
	return 0;
}
