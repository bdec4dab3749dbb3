#include "verify/verifier.h"

#include <string.h>

#include "verify/hello.h"

#define MODERN_KINDS	(KIND_RSA | KIND_P256 | KIND_P384 | KIND_P521)

/* mbedTLS's default profile; it looks at every key, and not at an anchor's
 * own signature. */
#define MBEDTLS_OF(more)						\
	{ .digests = DIGEST_SHA2,					\
	    .kinds = MODERN_KINDS | KIND_BRAINPOOL | (more),		\
	    .unread_kinds = KIND_ED25519 | KIND_CURVE | KIND_EXPLICIT |	\
		KIND_RSA_PSS | KIND_ED448 | KIND_OTHER,			\
	    .rsa_bits = 2048, .anchor_keys = true }
#define MBEDTLS_2_STRENGTH	MBEDTLS_OF(KIND_P224 | KIND_SECP256K1)
/* From 3.0 on without curves below 128 bits of strength and of Koblitz. */
#define MBEDTLS_3_STRENGTH	MBEDTLS_OF(0)

/* Without Edwards curves and keys for PSS, which came with 1.1.1, and, before
 * 1.0.2, Brainpool's curves. */
#define OPENSSL_1_0_OF(less)						\
	{ .digests = ANY_DIGEST,					\
	    .kinds = ANY_KIND & ~(unsigned)(KIND_ED25519 | KIND_ED448 | \
		KIND_RSA_PSS | (less)),					\
	    .anchor_keys = true }
#define OPENSSL_1_0_1_STRENGTH	OPENSSL_1_0_OF(KIND_BRAINPOOL)
#define OPENSSL_1_0_2_STRENGTH	OPENSSL_1_0_OF(0)

/* Nothing is too weak, but a variant that sets a limit means all keys. */
#define ANY_LEVEL	{ .digests = ANY_DIGEST, \
	    .kinds = ANY_KIND & ~(unsigned)KIND_EXPLICIT, \
	    .anchor_keys = true }

#define GNUTLS_KINDS	(ANY_KIND & ~(unsigned)(KIND_SECP256K1 | \
			KIND_BRAINPOOL | KIND_CURVE | KIND_EXPLICIT))

#define WOLFSSL_STRENGTH						\
	{ .digests = ANY_DIGEST, .kinds = ANY_KIND,			\
	    .unread_kinds = KIND_EXPLICIT, .rsa_bits = 1024 }

/* 80 bits: what SSL_CTX_get_security_level is unless somebody sets it. */
#define LEVEL_1_STRENGTH						\
	{ .digests = ANY_DIGEST & ~(unsigned)DIGEST_MD5,		\
	    .kinds = ANY_KIND, .rsa_bits = 1024, .anchor_keys = true }

static const struct verifier built_in[] = {
	{ .name = "android", .shape = "android",
	    .models = "Android 7 and later, Conscrypt's trust manager",
	    .builder = BUILDER_COMPLETE, .loader = LOADER_ANDROID,
	    .partial = true,
	    .habits = HABIT_BLIND_ANCHORS | HABIT_NO_ANCHOR_NAMES |
	    HABIT_PINNED_KEY | HABIT_NO_COMMON_NAME | HABIT_GATED |
	    HABIT_LEAF_PURPOSE | HABIT_SELF_ISSUED_ENDS,
	    .strength = { .digests = DIGEST_SHA1 | DIGEST_SHA2,
	    .kinds = ANY_KIND & ~(unsigned)KIND_ED25519, .rsa_bits = 1024 },
	    .delta_s = 1, .depth = 16 },
	{ .name = "bearssl-0.6", .shape = "bearssl-0.6",
	    .models = "BearSSL's br_x509_minimal, anchors as brssl makes them",
	    .builder = BUILDER_BEARSSL, .loader = LOADER_BEARSSL,
	    .strength = {
		.digests = DIGEST_SHA1 | DIGEST_SHA2,
		.kinds = KIND_RSA | KIND_P256 | KIND_P384 | KIND_P521,
		.rsa_bits = 1017 },
	    .delta_s = 1, .depth = 100 },
	{ .name = "complete", .shape = HELLO_WIDEST,
	    .models = "any path that holds; what an ideal client would do",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .strength = ANY_STRENGTH, .delta_s = 1, .depth = 16 },
	{ .name = "esp-crt-bundle", .shape = "esp-idf",
	    .models = "ESP-IDF's certificate bundle, with "
		"CONFIG_MBEDTLS_HAVE_TIME_DATE",
	    .builder = BUILDER_ESP_BUNDLE, .loader = LOADER_ESP,
	    .strength = MBEDTLS_3_STRENGTH, .delta_s = 1, .depth = 8,
	    .heeds_all_served = true },
	{ .name = "gnutls-3.5", .shape = "gnutls-3.5",
	    .models = "GnuTLS 3.5, priority NORMAL",
	    .builder = BUILDER_GNUTLS, .loader = LOADER_GNUTLS,
	    .alternatives = true,
	    .heeds_all_served = true, .strict_pick = true,
	    .ignores_critical = true,
	    .strength = {
		.digests = DIGEST_SHA1 | DIGEST_SHA2 | DIGEST_OTHER,
		.kinds = GNUTLS_KINDS & ~(unsigned)(KIND_ED25519 |
		    KIND_ED448 | KIND_RSA_PSS), .rsa_bits = 1024,
		.anchor_keys = true },
	    .delta_s = 1, .depth = 16,
	    .switches = { "gnutls-3.7" } },
	{ .name = "gnutls-3.7", .shape = "gnutls-3.7",
	    .models = "GnuTLS 3.6.14 and later, priority NORMAL",
	    .builder = BUILDER_GNUTLS, .loader = LOADER_GNUTLS,
	    .trusted_first = true,
	    .alternatives = true, .heeds_all_served = true,
	    .retries_expired = true, .strict_pick = true,
	    .strength = {
		.digests = DIGEST_SHA2 | DIGEST_OTHER,
		.own_digests = DIGEST_SHA1,
		.kinds = GNUTLS_KINDS, .rsa_bits = 1024, .anchor_keys = true },
	    .delta_s = 1, .depth = 16 },
	{ .name = "go", .shape = "go",
	    .models = "Go 1.18 and later, crypto/x509 with its own verifier",
	    .builder = BUILDER_GO, .loader = LOADER_GO,
	    .partial = true, .heeds_all_served = true,
	    .strength = { .digests = DIGEST_SHA2,
	    .kinds = MODERN_KINDS | KIND_P224 | KIND_ED25519,
	    .unread_kinds = KIND_SECP256K1 | KIND_BRAINPOOL | KIND_CURVE |
	    KIND_EXPLICIT },
	    .delta_s = 1, .signature_checks = 100, .depth = 100 },
	{ .name = "java", .shape = "java",
	    .models = "Java 8 and later, JSSE's trust manager; SHA-1 passes, "
	    "as under roots that are not the JDK's own",
	    .builder = BUILDER_JAVA, .loader = LOADER_JAVA,
	    .partial = true, .heeds_all_served = true,
	    .habits = HABIT_BLIND_ANCHORS,
	    .strength = { .digests = ANY_DIGEST & ~(unsigned)DIGEST_MD5,
	    .kinds = ANY_KIND, .mute_kinds = KIND_OTHER_CURVES,
	    .unread_kinds = KIND_EXPLICIT, .rsa_bits = 1024,
	    .anchor_keys = true },
	    .delta_s = 1, .depth = 100 },
	{ .name = "libressl-3", .shape = "libressl-3",
	    .models = "LibreSSL 3.2 and later with its default flags",
	    .builder = BUILDER_LIBRESSL, .loader = LOADER_OPENSSL_1,
	    .strength = ANY_STRENGTH,
	    .delta_s = 1, .signature_checks = 257, .depth = 30 },
	{ .name = "mbedtls-2.28", .shape = "mbedtls-2.28",
	    .models = "mbedTLS 2.16 to 2.28",
	    .builder = BUILDER_MBEDTLS, .loader = LOADER_MBEDTLS,
	    .strength = MBEDTLS_2_STRENGTH, .delta_s = 1, .depth = 8,
	    .heeds_all_served = true },
	{ .name = "mbedtls-2.7", .shape = "mbedtls-2.7",
	    .models = "mbedTLS up to 2.7",
	    .builder = BUILDER_MBEDTLS_2_7, .loader = LOADER_MBEDTLS,
	    .strength = MBEDTLS_2_STRENGTH, .delta_s = 1, .depth = 8,
	    .heeds_all_served = true,
	    .switches = { "mbedtls-2.28" } },
	{ .name = "mbedtls-3.6", .shape = "mbedtls-3.6",
	    .models = "mbedTLS 3.6, which builds paths as 2.28 does",
	    .builder = BUILDER_MBEDTLS, .loader = LOADER_MBEDTLS,
	    .strength = MBEDTLS_3_STRENGTH, .delta_s = 1, .depth = 8,
	    .heeds_all_served = true },
	{ .name = "mbedtls-notime", .shape = "mbedtls-2.28",
	    .models = "mbedTLS 2.16 to 3.6 built without "
		"MBEDTLS_HAVE_TIME_DATE",
	    .builder = BUILDER_MBEDTLS, .loader = LOADER_MBEDTLS,
	    .strength = MBEDTLS_2_STRENGTH, .delta_s = 1, .depth = 8,
	    .no_dates = true, .heeds_all_served = true },
	{ .name = "nss", .shape = "nss",
	    .models = "NSS 3.16 and later through Mozilla's pkix, as Firefox",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .habits = HABIT_LEAF_NO_CA | HABIT_LEAF_USAGE |
	    HABIT_EXACT_PURPOSE | HABIT_SELF_ISSUED_COUNT | HABIT_NO_REISSUE,
	    .strength = { .digests = DIGEST_SHA2, .kinds = MODERN_KINDS,
	    .rsa_bits = 2048, .anchor_keys = true },
	    .delta_s = 1, .depth = 6 },
	{ .name = "openssl-1.0.1", .shape = "openssl-1.0",
	    .models = "OpenSSL to 1.0.1m and to 1.0.2a",
	    .builder = BUILDER_OPENSSL_1_0, .loader = LOADER_OPENSSL_1,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .foreign_criticals = CRITICAL_NO_CHECK | CRITICAL_LIST_PLACE,
	    .strength = OPENSSL_1_0_1_STRENGTH, .short_years = true,
	    .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.1n", "openssl-1.0.2" } },
	{ .name = "openssl-1.0.1n", .shape = "openssl-1.0",
	    .models = "OpenSSL 1.0.1n and later, up to 1.0.1u",
	    .builder = BUILDER_OPENSSL_1_0, .loader = LOADER_OPENSSL_1,
	    .alternatives = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .foreign_criticals = CRITICAL_NO_CHECK | CRITICAL_LIST_PLACE,
	    .strength = OPENSSL_1_0_1_STRENGTH, .short_years = true,
	    .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.2" } },
	{ .name = "openssl-1.0.2", .shape = "openssl-1.0",
	    .models = "OpenSSL 1.0.2b and later with its default flags",
	    .builder = BUILDER_OPENSSL_1_0, .loader = LOADER_OPENSSL_1,
	    .alternatives = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .foreign_criticals = CRITICAL_NO_CHECK,
	    .strength = OPENSSL_1_0_2_STRENGTH, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.2-trusted-first", "openssl-1.1" } },
	{ .name = "openssl-1.0.2-trusted-first", .shape = "openssl-1.0",
	    .models = "OpenSSL 1.0.2 with X509_V_FLAG_TRUSTED_FIRST",
	    .builder = BUILDER_OPENSSL_1_0, .loader = LOADER_OPENSSL_1,
	    .trusted_first = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .foreign_criticals = CRITICAL_NO_CHECK,
	    .strength = OPENSSL_1_0_2_STRENGTH, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-1.0.2", "openssl-1.1" } },
	{ .name = "openssl-1.1", .shape = "openssl-1.1",
	    .models = "OpenSSL 1.1.1 with its default flags and its own "
	    "security level, 1; Debian's builds ask for 2",
	    .builder = BUILDER_OPENSSL_3, .loader = LOADER_OPENSSL_1,
	    .trusted_first = true, .fresh_anchors = true,
	    .store_pick = PICK_VALID_ELSE_LAST,
	    .served_pick = PICK_VALID_ELSE_LAST,
	    .foreign_criticals = CRITICAL_NO_CHECK,
	    .strength = LEVEL_1_STRENGTH, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-3" } },
	{ .name = "openssl-3", .shape = "openssl-3",
	    .models = "OpenSSL 3.0 and later with its default flags; no "
	    "security level, for which see sha1 and rsa_bits",
	    .builder = BUILDER_OPENSSL_3, .loader = LOADER_OPENSSL_3,
	    .trusted_first = true,
	    .store_pick = PICK_VALID_ELSE_LATEST,
	    .served_pick = PICK_VALID_ELSE_LATEST,
	    .strength = ANY_LEVEL, .delta_s = 0, .depth = 100,
	    .switches = { "openssl-3-partial" } },
	{ .name = "openssl-3-partial", .shape = "openssl-3",
	    .models = "OpenSSL 3.0 and later with X509_V_FLAG_PARTIAL_CHAIN",
	    .builder = BUILDER_OPENSSL_3, .loader = LOADER_OPENSSL_3,
	    .trusted_first = true,
	    .partial = true,
	    .store_pick = PICK_VALID_ELSE_LATEST,
	    .served_pick = PICK_VALID_ELSE_LATEST,
	    .strength = ANY_LEVEL, .delta_s = 0, .depth = 100 },
	{ .name = "webpki", .shape = "webpki",
	    .models = "rustls-webpki 0.101 and later with ring's algorithms",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .habits = HABIT_BLIND_ANCHORS | HABIT_LEAF_NO_CA |
	    HABIT_NO_PINNED_LEAF | HABIT_NO_COMMON_NAME |
	    HABIT_EXACT_PURPOSE | HABIT_NO_USAGE | HABIT_VERSION_3 |
	    HABIT_SELF_ISSUED_COUNT | HABIT_NO_REISSUE,
	    .strength = { .digests = DIGEST_SHA2, .kinds = KIND_RSA |
	    KIND_P256 | KIND_P384 | KIND_ED25519, .rsa_bits = 2048,
	    .anchor_keys = true }, .delta_s = 1, .depth = 6 },
	{ .name = "wolfssl-5", .shape = "wolfssl-5",
	    .models = "wolfSSL 5 that asks for verification after it has "
	    "loaded its store",
	    .builder = BUILDER_WOLFSSL, .loader = LOADER_WOLFSSL,
	    .heeds_all_served = true,
	    .pinned_leaf = true,
	    .strength = WOLFSSL_STRENGTH, .delta_s = 1, .depth = 8,
	    .switches = { "wolfssl-5-alt" } },
	{ .name = "wolfssl-5-alt", .shape = "wolfssl-5",
	    .models = "the same with WOLFSSL_ALT_CERT_CHAINS, as Debian "
	    "builds it",
	    .builder = BUILDER_WOLFSSL, .loader = LOADER_WOLFSSL,
	    .heeds_all_served = true,
	    .alternatives = true,
	    .pinned_leaf = true,
	    .strength = WOLFSSL_STRENGTH, .delta_s = 1, .depth = 8 },
	{ .name = "wolfssl-5-alt-dated", .shape = "wolfssl-5",
	    .models = "wolfSSL 5 with WOLFSSL_ALT_CERT_CHAINS that leaves out "
	    "of its store what is expired when it starts",
	    .builder = BUILDER_WOLFSSL, .loader = LOADER_WOLFSSL,
	    .heeds_all_served = true,
	    .alternatives = true, .dated = true,
	    .strength = WOLFSSL_STRENGTH, .delta_s = 1, .depth = 8 },
	{ .name = "wolfssl-5-dated", .shape = "wolfssl-5",
	    .models = "wolfSSL 5 with its own defaults, which leaves out of "
	    "its store what is expired when it starts",
	    .builder = BUILDER_WOLFSSL, .loader = LOADER_WOLFSSL,
	    .heeds_all_served = true,
	    .dated = true,
	    .strength = WOLFSSL_STRENGTH, .delta_s = 1, .depth = 8,
	    .switches = { "wolfssl-5-alt-dated" } },
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
