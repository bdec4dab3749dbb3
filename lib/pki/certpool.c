#include "pki/certpool.h"

#include <stdlib.h>

#include <openssl/evp.h>

#include "base/map.h"
#include "base/mem.h"

/* Equal names share an id; the first certificate that bears one stands for
 * it in a bucket chain, since libcrypto compares names but hides their
 * canonical bytes. */
struct name_entry {
	const X509_NAME *name;
	uint32_t id;
	struct name_entry *next;
};

#define NAME_BUCKETS 4096

struct certpool {
	struct cert **certs;
	size_t n, cap;
	struct map by_sha256;
	struct map by_key;	/* spki_sha256 -> the first such cert */
	struct name_entry *names[NAME_BUCKETS];
	uint32_t n_names, n_keys;
};

struct certpool *
certpool_new(void)
{
	return mem_zalloc(sizeof(struct certpool));
}

void
certpool_free(struct certpool *pool)
{
	if (pool == NULL)
		return;
	for (size_t i = 0; i < NAME_BUCKETS; i++) {
		struct name_entry *next;

		for (struct name_entry *e = pool->names[i]; e; e = next) {
			next = e->next;
			free(e);
		}
	}
	for (size_t i = 0; i < pool->n; i++)
		cert_free(pool->certs[i]);
	free(pool->certs);
	map_release(&pool->by_sha256);
	map_release(&pool->by_key);
	free(pool);
}

static uint32_t
intern_name(struct certpool *pool, const X509_NAME *name)
{
	unsigned long hash = X509_NAME_hash_ex(name, NULL, NULL, NULL);
	struct name_entry **bucket = &pool->names[hash % NAME_BUCKETS];
	struct name_entry *entry;

	for (entry = *bucket; entry != NULL; entry = entry->next) {
		if (X509_NAME_cmp(entry->name, name) == 0)
			return entry->id;
	}
	entry = mem_zalloc(sizeof(*entry));
	*entry = (struct name_entry){ name, pool->n_names++, *bucket };
	*bucket = entry;
	return entry->id;
}

static uint32_t
intern_key(struct certpool *pool, struct cert *cert)
{
	struct span key = { cert->spki_sha256, SHA256_BYTES };
	struct cert *first = map_get(&pool->by_key, key);

	if (first != NULL)
		return first->key_id;
	map_put(&pool->by_key, key, cert);
	return pool->n_keys++;
}

static void
take(struct certpool *pool, struct cert *cert)
{
	cert->id = (uint32_t)pool->n;
	cert->subject_id = intern_name(pool, cert->subject_name);
	cert->issuer_id = cert->is_bare ? cert->subject_id :
	    intern_name(pool, X509_get_issuer_name(cert->x509));
	cert->key_id = intern_key(pool, cert);
	pool->certs = mem_grow(pool->certs, &pool->cap, pool->n + 1,
	    sizeof(struct cert *));
	pool->certs[pool->n++] = cert;
	map_put(&pool->by_sha256, (struct span){ cert->sha256, SHA256_BYTES },
	    cert);
}

int
certpool_add_der(struct certpool *pool, const struct cert **out,
    struct span der, struct err *err)
{
	uint8_t sha256[SHA256_BYTES];
	const struct cert *known;
	struct cert *cert;

	EVP_Digest(der.p, der.n, sha256, NULL, EVP_sha256(), NULL);
	known = certpool_find(pool, sha256);
	if (known != NULL) {
		*out = known;
		return 0;
	}
	cert = cert_new(der, err);
	if (cert == NULL)
		return -1;
	take(pool, cert);
	*out = cert;
	return 0;
}

int
certpool_add_anchor(struct certpool *pool, const struct cert **out,
    struct span subject_der, struct span spki_der, struct err *err)
{
	struct cert *cert = cert_new_bare(subject_der, spki_der, err);
	const struct cert *known;

	if (cert == NULL)
		return -1;
	known = certpool_find(pool, cert->sha256);
	if (known == NULL) {
		take(pool, cert);
		known = cert;
	} else {
		cert_free(cert);
	}
	*out = known;
	return 0;
}

const struct cert *
certpool_find(const struct certpool *pool, const uint8_t sha256[SHA256_BYTES])
{
	return map_get(&pool->by_sha256, (struct span){ sha256, SHA256_BYTES });
}

size_t
certpool_count(const struct certpool *pool)
{
	return pool->n;
}
