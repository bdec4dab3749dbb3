#include "verify/windows.h"

#include <stdlib.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/mem.h"
#include "verify/build.h"

const char *
blame_class_name(enum blame_class blame)
{
	static const char *const names[] = {
		[BLAME_NONE] = "none",
		[BLAME_EXPIRED] = "expired",
		[BLAME_NOT_YET_VALID] = "not-yet-valid",
		[BLAME_MISSING_ANCHOR] = "missing-anchor",
		[BLAME_VERIFIER_LIMIT] = "verifier-limit",
		[BLAME_WEAK] = "weak",
		[BLAME_SIGNATURE] = "bad-signature",
		[BLAME_CONSTRAINT] = "constraint",
		[BLAME_BUDGET] = "budget",
	};

	return names[blame];
}

static int
compare_instants(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Every instant at which something may change, ascending; the first is the
 * beginning of time. Returns how many. */
static size_t
boundaries(const struct closure *closure, int64_t *out)
{
	size_t n = 0, unique = 1;

	out[n++] = INSTANT_ALWAYS;
	if (closure->question->verifier->started_s != 0)
		out[n++] = closure->question->verifier->started_s;
	for (size_t i = 0; i < closure->n; i++) {
		out[n++] = closure->nodes[i].from_s;
		out[n++] = closure->nodes[i].until_s;
		if (closure->question->verifier->strict_pick)
			out[n++] = closure->nodes[i].until_s - 1;
	}
	qsort(out, n, sizeof(*out), compare_instants);
	for (size_t i = 1; i < n; i++) {
		if (out[i] != out[unique - 1] && out[i] != INSTANT_NEVER)
			out[unique++] = out[i];
	}
	return unique;
}

static void
verify_at(struct verdict *out, struct closure *closure, int64_t at_s)
{
	switch (closure->question->verifier->builder) {
	case BUILDER_OPENSSL_1_0:
		build_openssl_1_0(out, closure, at_s);
		return;
	case BUILDER_OPENSSL_3:
		build_openssl_3(out, closure, at_s);
		return;
	case BUILDER_WOLFSSL:
		build_wolfssl(out, closure, at_s);
		return;
	case BUILDER_COMPLETE:
		build_complete(out, closure, at_s);
		return;
	case BUILDER_MBEDTLS:
		build_mbedtls(out, closure, at_s);
		return;
	case BUILDER_MBEDTLS_2_7:
		build_mbedtls_2_7(out, closure, at_s);
		return;
	case BUILDER_ESP_BUNDLE:
		build_esp_bundle(out, closure, at_s);
		return;
	case BUILDER_BEARSSL:
		build_bearssl(out, closure, at_s);
		return;
	case BUILDER_GNUTLS:
		build_gnutls(out, closure, at_s);
		return;
	case BUILDER_GO:
		build_go(out, closure, at_s);
		return;
	case BUILDER_JAVA:
		build_java(out, closure, at_s);
		return;
	case BUILDER_LIBRESSL:
		build_libressl(out, closure, at_s);
		return;
	}
}

static bool
cell_equal(const struct cell *a, const struct cell *b)
{
	return a->accepted == b->accepted && a->blame == b->blame &&
	    a->blamed == b->blamed && chain_equal(&a->path, &b->path);
}

/* Adds the cell that starts at from_s, or lets the last one grow over it. */
static void
append_cell(struct windows *windows, const struct closure *closure,
    const struct verdict *verdict, int64_t from_s)
{
	struct cell cell = { .from_s = from_s, .until_s = INSTANT_NEVER,
		.accepted = verdict->accepted, .blame = verdict->blame };

	for (size_t i = 0; i < verdict->path.n; i++)
		chain_append(&cell.path,
		    closure->nodes[verdict->path.nodes[i]].cert);
	if (verdict->blame != BLAME_NONE)
		cell.blamed = closure->nodes[verdict->blamed].cert;
	if (windows->n > 0) {
		struct cell *last = &windows->cells[windows->n - 1];

		if (cell_equal(last, &cell)) {
			chain_release(&cell.path);
			return;
		}
		last->until_s = from_s;
	}
	windows->cells = mem_grow(windows->cells, &windows->cap,
	    windows->n + 1, sizeof(*windows->cells));
	windows->cells[windows->n++] = cell;
}

/* Which budget ran out? */
static void
complain(const struct closure *closure, struct err *err)
{
	if (closure->n_comparisons > LIMIT_NAME_COMPARISONS)
		err_set(err, ERR_LIMIT, "more than %d names would have to be "
		    "held against constraints", LIMIT_NAME_COMPARISONS);
	else
		err_set(err, ERR_LIMIT, "more than %d signatures would have "
		    "to be checked, or %d steps taken",
		    LIMIT_SIGNATURE_CHECKS, LIMIT_SEARCH_CALLS);
}

int
windows_compute(struct windows *out, const struct question *question,
    struct err *err)
{
	struct windows windows = { 0 };
	struct closure closure = { 0 };
	struct verdict verdict;
	int64_t *instants = NULL;
	size_t n;
	int result = -1;

	if (closure_build(&closure, question, err) == -1)
		goto out;
	instants = mem_zalloc((3 * closure.n + 2) * sizeof(*instants));
	n = boundaries(&closure, instants);
	for (size_t i = 0; i < n; i++) {
		verify_at(&verdict, &closure, instants[i]);
		if (closure.exhausted) {
			complain(&closure, err);
			goto out;
		}
		append_cell(&windows, &closure, &verdict, instants[i]);
	}
	*out = windows;
	windows = (struct windows){ 0 };
	result = 0;
out:
	free(instants);
	closure_release(&closure);
	windows_release(&windows);
	return result;
}

int64_t
windows_end(const struct question *question, int64_t at_s)
{
	struct closure closure = { 0 };
	struct verdict verdict;
	struct err err = ERR_NONE;
	int64_t *instants, end_s = INSTANT_ALWAYS;
	size_t n, i;

	if (closure_build(&closure, question, &err) == -1)
		return INSTANT_ALWAYS;
	instants = mem_zalloc((3 * closure.n + 2) * sizeof(*instants));
	n = boundaries(&closure, instants);
	for (i = n; instants[i - 1] > at_s; i--)
		continue;
	for (i--; i < n; i++) {
		verify_at(&verdict, &closure, instants[i]);
		if (!verdict.accepted)
			break;
		end_s = i + 1 < n ? instants[i + 1] : INSTANT_NEVER;
	}
	if (closure.exhausted)
		end_s = INSTANT_ALWAYS;
	free(instants);
	closure_release(&closure);
	return end_s;
}

void
windows_release(struct windows *windows)
{
	for (size_t i = 0; i < windows->n; i++)
		chain_release(&windows->cells[i].path);
	free(windows->cells);
	*windows = (struct windows){ 0 };
}

const struct cell *
windows_at(const struct windows *windows, int64_t at_s)
{
	size_t i = windows->n;

	while (i-- > 1) {
		if (windows->cells[i].from_s <= at_s)
			break;
	}
	return &windows->cells[i];
}

bool
windows_next(const struct windows *windows, size_t *at, struct window *out)
{
	size_t i = *at;

	while (i < windows->n && !windows->cells[i].accepted)
		i++;
	if (i == windows->n) {
		*at = i;
		return false;
	}
	out->from_s = windows->cells[i].from_s;
	while (i + 1 < windows->n && windows->cells[i + 1].accepted)
		i++;
	out->until_s = windows->cells[i].until_s;
	out->last = &windows->cells[i];
	*at = i + 1;
	return true;
}
