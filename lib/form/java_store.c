#include "form/java_store.h"

#include <stdlib.h>

#include <openssl/pkcs12.h>

#include "base/map.h"
#include "base/mem.h"

static const struct span x509 = { (const uint8_t *)JAVA_X509,
	sizeof(JAVA_X509) - 1 };

struct span
java_text(struct octets *octets)
{
	return octets_take(octets, (size_t)octets_be(octets, 2));
}

struct span
java_bytes(struct octets *octets)
{
	return octets_take(octets, (size_t)octets_be(octets, 4));
}

struct java_cert
java_cert_read(struct octets *octets, bool has_type)
{
	struct java_cert cert = { .type = x509 };

	if (has_type)
		cert.type = java_text(octets);
	cert.der = java_bytes(octets);
	return cert;
}

char *
java_place(const char *name, struct span alias)
{
	return mem_printf("%s:%.*s", name, (int)alias.n,
	    alias.n > 0 ? (const char *)alias.p : "");
}

void
java_take(struct reading *reading, const struct java_cert *cert,
    const char *name, const char *where)
{
	bool is_good = span_equal(cert->type, x509);

	if (is_good)
		is_good = reading_add(reading, cert->der, where);
	else
		store_reject(&reading->store, where, "a certificate that is "
		    "not of type X.509");
	if (!is_good)
		quirks_add(&reading->quirks, QUIRK_BAD_ENTRY, name);
}

void
java_pass_over(struct reading *reading, size_t n_certs, const char *where)
{
	char *reason = mem_printf("a private key with %zu certificate%s of "
	    "its own, no anchor and passed over; keep keys in a store apart",
	    n_certs, n_certs == 1 ? "" : "s");

	store_reject(&reading->store, where, reason);
	reading->n_keyed++;
	free(reason);
}

void
java_note_aliases(struct reading *reading, size_t first)
{
	struct store *store = &reading->store;
	bool *hidden = mem_zalloc(store->n + 1);
	struct map last = { 0 };

	for (size_t i = store->n; i-- > first; ) {
		struct anchor *anchor = &store->anchors[i];

		hidden[i] = map_get(&last, map_key(anchor->where)) != NULL;
		if (!hidden[i])
			map_put(&last, map_key(anchor->where), anchor);
	}
	map_release(&last);
	for (size_t i = first; i < store->n; i++) {
		char *alias = store->anchors[i].where;

		if (!hidden[i])
			continue;
		store->anchors[i].where = mem_printf("%s (entry %zu)", alias,
		    i - first + 1);
		quirks_add(&reading->quirks, QUIRK_ALIAS,
		    store->anchors[i].where);
		free(alias);
	}
	free(hidden);
}

bool
java_password(struct span *out, const char *password)
{
	unsigned char *bytes = NULL;
	int n = 0;

	if (OPENSSL_utf82uni(password, -1, &bytes, &n) == NULL)
		return false;
	*out = (struct span){ bytes, (size_t)n };
	return true;
}
