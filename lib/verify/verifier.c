#include "verify/verifier.h"

#include <string.h>

#define MODERN_KINDS	(KIND_RSA | KIND_P256 | KIND_P384 | KIND_P521)

static const struct verifier built_in[] = {
	{ .name = "android",
	    .models = "Android 7 and later, Conscrypt's trust manager",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .habits = HABIT_BLIND_ANCHORS | HABIT_NO_ANCHOR_NAMES |
	    HABIT_PINNED_KEY | HABIT_NO_COMMON_NAME | HABIT_GATED |
	    HABIT_LEAF_PURPOSE | HABIT_SELF_ISSUED_ENDS,
	    .strength = { .digests = DIGEST_SHA1 | DIGEST_SHA2,
	    .kinds = ANY_KIND & ~(unsigned)KIND_ED25519, .rsa_bits = 1024 },
	    .delta_s = 1, .depth = 16 },
	{ .name = "complete",
	    .models = "any path that holds; what an ideal client would do",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .strength = ANY_STRENGTH, .delta_s = 1, .depth = 16 },
	{ .name = "go",
	    .models = "Go 1.18 and later, crypto/x509 with its own verifier",
	    .builder = BUILDER_GO, .partial = true,
	    .strength = { .digests = DIGEST_SHA2,
	    .kinds = MODERN_KINDS | KIND_ED25519 },
	    .delta_s = 1, .signature_checks = 100, .depth = 100 },
	{ .name = "java",
	    .models = "Java 8 and later, JSSE's trust manager; SHA-1 passes, "
	    "as under roots that are not the JDK's own",
	    .builder = BUILDER_JAVA, .partial = true,
	    .habits = HABIT_BLIND_ANCHORS,
	    .strength = { .digests = ANY_DIGEST & ~(unsigned)DIGEST_MD5,
	    .kinds = ANY_KIND, .rsa_bits = 1024, .anchor_keys = true },
	    .delta_s = 1, .depth = 100 },
	{ .name = "libressl-3",
	    .models = "LibreSSL 3.2 and later with its default flags",
	    .builder = BUILDER_LIBRESSL, .strength = ANY_STRENGTH,
	    .delta_s = 1, .signature_checks = 257, .depth = 30 },
	{ .name = "nss",
	    .models = "NSS 3.16 and later through Mozilla's pkix, as Firefox",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .habits = HABIT_LEAF_NO_CA | HABIT_LEAF_USAGE |
	    HABIT_EXACT_PURPOSE | HABIT_SELF_ISSUED_COUNT | HABIT_NO_REISSUE,
	    .strength = { .digests = DIGEST_SHA2, .kinds = MODERN_KINDS,
	    .rsa_bits = 2048, .anchor_keys = true },
	    .delta_s = 1, .depth = 6 },
	{ .name = "openssl-1.0.2",
	    .models = "OpenSSL 1.0.2b and later with its default flags",
	    .builder = BUILDER_OPENSSL_1_0, .alternatives = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .strength = { .digests = ANY_DIGEST,
	    .kinds = ANY_KIND & ~(unsigned)KIND_ED25519,
	    .anchor_keys = true }, .delta_s = 0, .depth = 100 },
	{ .name = "openssl-3",
	    .models = "OpenSSL 3.0 and later with its default flags",
	    .builder = BUILDER_OPENSSL_3, .trusted_first = true,
	    .store_pick = PICK_VALID_ELSE_LATEST,
	    .served_pick = PICK_VALID_ELSE_LATEST,
	    .strength = ANY_STRENGTH, .delta_s = 0, .depth = 100 },
	{ .name = "openssl-3-partial",
	    .models = "OpenSSL 3.0 and later with X509_V_FLAG_PARTIAL_CHAIN",
	    .builder = BUILDER_OPENSSL_3, .trusted_first = true,
	    .partial = true,
	    .store_pick = PICK_VALID_ELSE_LATEST,
	    .served_pick = PICK_VALID_ELSE_LATEST,
	    .strength = ANY_STRENGTH, .delta_s = 0, .depth = 100 },
	{ .name = "webpki",
	    .models = "rustls-webpki 0.101 and later with ring's algorithms",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .habits = HABIT_BLIND_ANCHORS | HABIT_LEAF_NO_CA |
	    HABIT_NO_PINNED_LEAF | HABIT_NO_COMMON_NAME |
	    HABIT_EXACT_PURPOSE | HABIT_NO_USAGE | HABIT_VERSION_3 |
	    HABIT_SELF_ISSUED_COUNT | HABIT_NO_REISSUE,
	    .strength = { .digests = DIGEST_SHA2, .kinds = KIND_RSA |
	    KIND_P256 | KIND_P384 | KIND_ED25519, .rsa_bits = 2048,
	    .anchor_keys = true }, .delta_s = 1, .depth = 6 },
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
