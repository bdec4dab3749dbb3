#ifndef FORM_CARVE_H
#define FORM_CARVE_H

#include "base/span.h"

enum carve_kind {
	CARVE_DER,	/* a certificate */
	CARVE_PEM,	/* the block of one, or what is left of it */
	CARVE_ESP,	/* an ESP-IDF bundle */
	CARVE_SIGNER,	/* a certificate that a signature brings with it */
};

struct carve_hit {
	enum carve_kind kind;
	size_t at;	/* its first byte */
	size_t n;	/* bytes */
};

/*
 * Certificates in bytes of any kind: a program, raw flash, a dump of memory.
 * Ascending and apart: what lies within a hit is part of it. A DER hit has
 * the structure of a certificate (cert_outline_length) and is at most
 * LIMIT_CERT_BYTES long; a PEM hit may be faulty, and pem_next says so; an
 * ESP-IDF bundle is whole, and its first attribute is shorter than 128 bytes.
 * Those of a signature are in the certificates of a whole PKCS#7 (RFC 5652)
 * that has signers. Starts as { .bytes = ... }.
 */
struct carver {
	struct span bytes;
	size_t at;
	size_t signers, signers_end;	/* of the last signature */
	size_t tried;	/* entries of what then was no ESP-IDF bundle */
	size_t gave_up_at;	/* from the byte before it on no such bundle
				   is looked for; 0: all were */
};

/* False at the end. */
bool carve_next(struct carver *carver, struct carve_hit *out);

const char *carve_kind_name(enum carve_kind kind);

#endif
