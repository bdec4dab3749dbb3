#include "verify/verifier.h"

#include <string.h>

static const struct verifier built_in[] = {
	{ .name = "complete",
	    .models = "any path that holds; what an ideal client would do",
	    .builder = BUILDER_COMPLETE, .partial = true,
	    .strength = ANY_STRENGTH, .delta_s = 1, .depth = 16 },
	{ .name = "openssl-1.0.2",
	    .models = "OpenSSL 1.0.2b and later with its default flags",
	    .builder = BUILDER_OPENSSL_1_0, .loader = LOADER_OPENSSL,
	    .alternatives = true,
	    .store_pick = PICK_FIRST, .served_pick = PICK_FIRST,
	    .strength = ANY_STRENGTH, .delta_s = 0, .depth = 100 },
	{ .name = "openssl-3",
	    .models = "OpenSSL 3.0 and later with its default flags",
	    .builder = BUILDER_OPENSSL_3, .loader = LOADER_OPENSSL,
	    .trusted_first = true,
	    .store_pick = PICK_VALID_ELSE_LATEST,
	    .served_pick = PICK_VALID_ELSE_LATEST,
	    .strength = ANY_STRENGTH, .delta_s = 0, .depth = 100 },
	{ .name = "openssl-3-partial",
	    .models = "OpenSSL 3.0 and later with X509_V_FLAG_PARTIAL_CHAIN",
	    .builder = BUILDER_OPENSSL_3, .loader = LOADER_OPENSSL,
	    .trusted_first = true,
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
