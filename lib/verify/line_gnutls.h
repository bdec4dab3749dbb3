#ifndef VERIFY_LINE_GNUTLS_H
#define VERIFY_LINE_GNUTLS_H

#include "base/limits.h"
#include "verify/closure.h"

/*
 * How GnuTLS puts the served certificates in order before it verifies them.
 * Nodes from the leaf up; one that was served twice may stand there twice.
 */
struct line {
	size_t nodes[LIMIT_SERVED_CERTS];
	size_t n;
};

/* Names are compared as bytes, key ids where both have one. */
bool line_issued(const struct closure *closure, size_t child, size_t issuer);

/* Which part of its trust list holds those of this name, 64-bit machines. */
size_t line_bucket(struct span name);

/* Of at most LIMIT_SERVED_CERTS served ones, all of them nodes. */
void line_build(struct line *out, const struct closure *closure);
/* A line of more than one loses its end if that signed itself. */
void line_drop_root(struct line *line, const struct closure *closure);

#endif
