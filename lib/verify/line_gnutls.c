#include "verify/line_gnutls.h"

#include <string.h>

/*
 * GnuTLS, lib/x509/common.c's _gnutls_sort_clist and in verify-high.c what
 * gnutls_x509_trust_list_verify_crt2 does before it verifies.
 */

#define NONE SIZE_MAX
#define BUCKETS 127

size_t
line_bucket(struct span name)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < name.n; i++)
		hash = name.p[i] + (hash << 9 | hash >> (64 - 9));
	return hash % BUCKETS;
}

bool
line_issued(const struct closure *closure, size_t child, size_t issuer)
{
	const struct cert *below = closure_cert(closure, child);
	const struct cert *above = closure_cert(closure, issuer);

	return span_equal(below->issuer_der, above->subject_der) &&
	    (below->authority_key_identifier.n == 0 ||
		above->key_identifier.n == 0 ||
		span_equal(below->authority_key_identifier,
		    above->key_identifier));
}

/* The place in the line of the issuer of the one at place i. */
static size_t
issuer_in_line(const struct closure *closure, const size_t *nodes, size_t n,
    size_t i)
{
	for (size_t k = 1; k < n; k++) {
		if (k != i && line_issued(closure, nodes[i], nodes[k]))
			return k;
	}
	return NONE;
}

/* Brings what leads upwards from the first to the front; says how many they
 * are. The rest stays behind them in its order. */
static size_t
sort_segment(const struct closure *closure, size_t *nodes, size_t n)
{
	size_t sorted[LIMIT_SERVED_CERTS];
	bool used[LIMIT_SERVED_CERTS] = { false };
	size_t n_sorted = 0, n_all;

	for (size_t i = 0; i != NONE && !used[i];) {
		used[i] = true;
		sorted[n_sorted++] = nodes[i];
		i = line_issued(closure, nodes[i], nodes[i]) ? NONE :
		    issuer_in_line(closure, nodes, n, i);
	}
	n_all = n_sorted;
	for (size_t i = 0; i < n; i++) {
		if (!used[i])
			sorted[n_all++] = nodes[i];
	}
	memcpy(nodes, sorted, n * sizeof(*nodes));
	return n_sorted;
}

static bool
is_among(size_t node, const size_t *nodes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (nodes[i] == node)
			return true;
	}
	return false;
}

/* Of n that follow the first `seen`, one that was seen before gives way: the
 * next takes its place, and what it takes is the end of the line. */
static bool
drop_seen(struct line *line, size_t seen, size_t n)
{
	for (size_t i = seen; i < seen + n; i++) {
		if (!is_among(line->nodes[i], line->nodes, seen))
			continue;
		if (i + 1 < line->n)
			line->nodes[i] = line->nodes[i + 1];
		line->n--;
		return true;
	}
	return false;
}

static bool
has_stored_issuer(const struct closure *closure, size_t child)
{
	for (size_t i = 0; i < closure->n_stored; i++) {
		if (line_issued(closure, child, closure->stored[i]))
			return true;
	}
	return false;
}

/* Segment after segment, up to one whose end the store can issue. */
static void
sort_line(const struct closure *closure, struct line *line)
{
	size_t sorted = 0, n;

	while (sorted < line->n) {
		n = sort_segment(closure, line->nodes + sorted,
		    line->n - sorted);
		if (drop_seen(line, sorted, n))
			continue;
		sorted += n;
		if (has_stored_issuer(closure, line->nodes[sorted - 1]))
			line->n = sorted;
	}
}

/* Before 3.7: what leads nowhere is left out, and a loop goes round. */
static void
sort_line_old(const struct closure *closure, struct line *line)
{
	struct line sorted = { .nodes = { line->nodes[0] }, .n = 1 };
	size_t at = 0;

	while (sorted.n < line->n) {
		at = issuer_in_line(closure, line->nodes, line->n, at);
		if (at == NONE)
			break;
		sorted.nodes[sorted.n++] = line->nodes[at];
	}
	*line = sorted;
}

void
line_drop_root(struct line *line, const struct closure *closure)
{
	size_t last = line->nodes[line->n - 1];

	if (line->n > 1 && line_issued(closure, last, last))
		line->n--;
}

/* Cuts behind one that is in the store; but it is looked for in the bucket of
 * its issuer's name, where only a self-issued one is sure to be. */
static void
shorten_line(const struct closure *closure, struct line *line)
{
	line_drop_root(line, closure);
	for (size_t i = 1; i < line->n; i++) {
		const struct cert *cert = closure_cert(closure, line->nodes[i]);

		if (closure->nodes[line->nodes[i]].in_store &&
		    line_bucket(cert->subject_der) ==
			line_bucket(cert->issuer_der))
			line->n = i + 1;
	}
}

static void
load_line(const struct closure *closure, struct line *line)
{
	const struct chain *chain = closure->question->chain;

	for (line->n = 0; line->n < chain->n; line->n++)
		line->nodes[line->n] = closure_find(closure,
		    chain->certs[line->n]);
}

void
line_build(struct line *out, const struct closure *closure)
{
	load_line(closure, out);
	if (closure->question->verifier->trusted_first)
		sort_line(closure, out);
	else
		sort_line_old(closure, out);
	shorten_line(closure, out);
}
