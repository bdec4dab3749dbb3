#include "verify/verifier.h"

#include <string.h>

/* Without Edwards curves, which came with 1.1.1. */
#define OLD_STRENGTH	{ .digests = ANY_DIGEST, \
	    .kinds = ANY_KIND & ~KIND_ED25519, .anchor_keys = true }

/* 80 bits: what SSL_CTX_get_security_level is unless somebody sets it. */
#define LEVEL_1_STRENGTH { .digests = ANY_DIGEST & ~DIGEST_MD5, \
	    .kinds = ANY_KIND, .rsa_bits = 1024, .anchor_keys = true }

static const struct verifier built_in[] = {
	{ .name = "complete",
	    .models = "any path that holds; what an ideal client would do",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .strength = ANY_STRENGTH, .delta_s = 1, .depth = 16 },
	{ .name = "go",
	    .models = "Go 1.18 and later, crypto/x509 with its own verifier",
	    .builder = BUILDER_GO, .partial = true,
	    .strength = { .digests = DIGEST_SHA2, .kinds = KIND_RSA |
	    KIND_P256 | KIND_P384 | KIND_P521 | KIND_ED25519 },
	    .delta_s = 1, .signature_checks = 100, .depth = 100 },
	{ .name = "openssl-1.0.1",
	    .models = "OpenSSL to 1.0.1m and to 1.0.2a",
	    .builder = BUILDER_OPENSSL_1_0,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .strength = OLD_STRENGTH, .short_years = true,
	    .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.1n", "openssl-1.0.2" } },
	{ .name = "openssl-1.0.1n",
	    .models = "OpenSSL 1.0.1n and later, up to 1.0.1u",
	    .builder = BUILDER_OPENSSL_1_0, .alternatives = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .strength = OLD_STRENGTH, .short_years = true,
	    .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.2" } },
	{ .name = "openssl-1.0.2",
	    .models = "OpenSSL 1.0.2b and later with its default flags",
	    .builder = BUILDER_OPENSSL_1_0, .alternatives = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .strength = OLD_STRENGTH, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.2-trusted-first", "openssl-1.1" } },
	{ .name = "openssl-1.0.2-trusted-first",
	    .models = "OpenSSL 1.0.2 with X509_V_FLAG_TRUSTED_FIRST",
	    .builder = BUILDER_OPENSSL_1_0, .trusted_first = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .strength = OLD_STRENGTH, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.2", "openssl-1.1" } },
	{ .name = "openssl-1.1",
	    .models = "OpenSSL 1.1.1 with its default flags and its own "
	    "security level, 1; Debian's builds ask for 2",
	    .builder = BUILDER_OPENSSL_3, .trusted_first = true,
	    .fresh_anchors = true,
	    .store_pick = PICK_VALID_ELSE_LAST,
	    .served_pick = PICK_VALID_ELSE_LAST,
	    .strength = LEVEL_1_STRENGTH, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-3" } },
	{ .name = "openssl-3",
	    .models = "OpenSSL 3.0 and later with its default flags",
	    .builder = BUILDER_OPENSSL_3, .trusted_first = true,
	    .store_pick = PICK_VALID_ELSE_LATEST,
	    .served_pick = PICK_VALID_ELSE_LATEST,
	    .strength = ANY_STRENGTH, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-3-partial" } },
	{ .name = "openssl-3-partial",
	    .models = "OpenSSL 3.0 and later with X509_V_FLAG_PARTIAL_CHAIN",
	    .builder = BUILDER_OPENSSL_3, .trusted_first = true,
	    .partial = true,
	    .store_pick = PICK_VALID_ELSE_LATEST,
	    .served_pick = PICK_VALID_ELSE_LATEST,
	    .strength = ANY_STRENGTH, .delta_s = 0, .depth = 100 },
};

const struct verifier *
verifier_at(size_t i)
{
	return i < sizeof(built_in) / sizeof(built_in[0]) ? &built_in[i] :
	    NULL;
}

const struct verifier *
verifier_find(const char *name)
{
	const struct verifier *v;

	for (size_t i = 0; (v = verifier_at(i)) != NULL; i++) {
		if (strcmp(v->name, name) == 0)
			return v;
	}
	return NULL;
}
