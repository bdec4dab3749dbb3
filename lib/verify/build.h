#ifndef VERIFY_BUILD_H
#define VERIFY_BUILD_H

#include "base/limits.h"
#include "verify/closure.h"

/* Longer than any verifier's depth, its leaf and its anchor. */
#define PATH_NODES_MAX	(LIMIT_CLOSURE_CERTS + 2)

/* Indices of nodes, leaf first. */
struct path {
	size_t nodes[PATH_NODES_MAX];
	size_t n;
	size_t n_untrusted;	/* of them, how many come before the store's */
};

struct verdict {
	bool accepted;
	struct path path;	/* as far as it was built */
	enum blame_class blame;
	size_t blamed;		/* a node; meaningful unless BLAME_NONE */
};

/*
 * One builder each: what would this library say at this instant? Pure but for
 * the signature cache. Sets closure->exhausted where the budget ran out; the
 * verdict then means nothing.
 */
void build_openssl_1_0(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_openssl_3(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_wolfssl(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_complete(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_mbedtls(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_mbedtls_2_7(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_esp_bundle(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_bearssl(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_gnutls(struct verdict *out, struct closure *closure,
    int64_t at_s);
void build_go(struct verdict *out, struct closure *closure, int64_t at_s);
void build_java(struct verdict *out, struct closure *closure, int64_t at_s);
void build_libressl(struct verdict *out, struct closure *closure,
    int64_t at_s);

#endif
