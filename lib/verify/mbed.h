#ifndef VERIFY_MBED_H
#define VERIFY_MBED_H

#include "verify/path.h"

/*
 * What all versions of mbedTLS have in common (x509_crt.c, and ssl_tls.c for
 * what a client asks of a server): which certificates it can parse, and the
 * walk upwards, which uses a served certificate only for one served before it.
 */

#define MBED_NONE SIZE_MAX

struct mbed_walk {
	struct verdict *out;	/* its path is the walk so far */
	struct closure *closure;
	int64_t at_s;
	size_t position;	/* of the top among what was sent */
	int rolled_over;	/* self-issued CAs below the top */
};

/*
 * Starts at the leaf. False, and refused, where the handshake fails over a
 * served certificate that cannot be parsed, needed or not.
 */
bool mbed_start(struct mbed_walk *walk, struct verdict *out,
    struct closure *closure, int64_t at_s);

/* Is this node parsed, and not passed over? Anchors that are not are lost. */
bool mbed_reads(const struct closure *closure, size_t node);
/* Does its name, CA flag and key usage let it be the parent of the top? The
 * flags are not asked of stored ones that are too old to have any. */
bool mbed_may_issue(const struct mbed_walk *walk, size_t node, bool stored);
/* Does its path length let it stand above the top? With spare as many more
 * certificates below as it allows. */
bool mbed_length_fits(const struct mbed_walk *walk, size_t node, int spare);

/*
 * The index in the list of the top's issuer: the first that is valid now,
 * else the first, else MBED_NONE. A stored one must have signed it, too.
 */
size_t mbed_find_issuer(struct mbed_walk *walk, const size_t *list, size_t n,
    bool stored);

void mbed_push_anchor(struct mbed_walk *walk, size_t node);
/* Pushes what was sent at that position. False, and refused, over the most
 * intermediates that the library takes. */
bool mbed_push_sent(struct mbed_walk *walk, size_t position);

/* Usages that the client wants of the leaf. */
bool mbed_check_leaf(struct verdict *out, const struct closure *closure);
/* Signatures of the first n certificates by those above them. */
bool mbed_check_signatures(struct verdict *out, struct closure *closure,
    size_t n);
/* Every key, and the digest in the signature of all but the anchor. */
bool mbed_check_strength(struct verdict *out, const struct closure *closure);

#endif
