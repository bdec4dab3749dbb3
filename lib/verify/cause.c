#include "verify/cause.h"

#include "base/instant.h"
#include "base/mem.h"

const char *
cert_role_name(enum cert_role role)
{
	static const char *const names[] = {
		[ROLE_LEAF] = "leaf",
		[ROLE_INTERMEDIATE] = "intermediate",
		[ROLE_CROSS_SIGN] = "cross-sign",
		[ROLE_ANCHOR] = "anchor",
	};

	return names[role];
}

static bool
is_twin_root(const struct cert *cert, const struct cert *other)
{
	return cert_is_self_issued(other) &&
	    other->subject_id == cert->subject_id &&
	    other->key_id == cert->key_id;
}

static bool
chain_has_twin_root(const struct chain *chain, const struct cert *cert)
{
	for (size_t i = 0; i < chain->n; i++) {
		if (is_twin_root(cert, chain->certs[i]))
			return true;
	}
	return false;
}

/* Another certificate with its name and key is a root, here or among the
 * known ones. */
static bool
is_cross_sign(const struct question *q, const struct chain *known,
    const struct cert *cert)
{
	if (cert_is_self_issued(cert))
		return false;
	for (size_t i = 0; i < q->store->n; i++) {
		if (is_twin_root(cert, q->store->anchors[i].cert))
			return true;
	}
	return chain_has_twin_root(q->chain, cert) ||
	    chain_has_twin_root(known, cert);
}

static enum cert_role
role_of(const struct question *q, const struct chain *known,
    const struct chain *path, size_t i)
{
	const struct cert *cert = path->certs[i];

	if (i == 0)
		return ROLE_LEAF;
	if (i + 1 == path->n && store_holds(q->store, cert))
		return ROLE_ANCHOR;
	return is_cross_sign(q, known, cert) ? ROLE_CROSS_SIGN :
	    ROLE_INTERMEDIATE;
}

struct cause
cause_of_refusal(const struct question *question, const struct chain *known,
    const struct cell *cell)
{
	struct cause cause = { .blame = cell->blame, .cert = cell->blamed };

	for (size_t i = 0; i < cell->path.n && cell->blamed != NULL; i++) {
		if (cell->path.certs[i] == cell->blamed)
			cause.role = role_of(question, known, &cell->path, i);
	}
	return cause;
}

struct cause
cause_of_end(const struct question *question, const struct chain *known,
    const struct windows *windows, const struct window *window)
{
	const struct chain *path = &window->last->path;

	if (window->until_s == INSTANT_NEVER)
		return (struct cause){ 0 };
	/* From the top: what ends above ends more than what ends below. */
	for (size_t i = path->n; i-- > 0;) {
		if (verifier_end_s(question->verifier,
			path->certs[i]->not_after_s) == window->until_s)
			return (struct cause){ BLAME_EXPIRED,
				role_of(question, known, path, i),
				path->certs[i] };
	}
	/* Nothing in it ends: the verifier has turned to another path. */
	return cause_of_refusal(question, known,
	    windows_at(windows, window->until_s));
}

char *
cause_text(const struct cause *cause)
{
	const char *name = cause->cert ? cause->cert->short_name : "";
	const char *issuer = cause->cert ? cause->cert->issuer_short_name :
	    "";
	const char *role = cert_role_name(cause->role);

	switch (cause->blame) {
	case BLAME_NONE:
		return mem_strdup("");
	case BLAME_EXPIRED:
		if (cause->role == ROLE_CROSS_SIGN)
			return mem_printf("%s '%s' by '%s' expires", role,
			    name, issuer);
		return mem_printf("%s '%s' expires", role, name);
	case BLAME_NOT_YET_VALID:
		return mem_printf("%s '%s' is not valid yet", role, name);
	case BLAME_MISSING_ANCHOR:
		return mem_printf("no anchor for '%s', issued by '%s'", name,
		    issuer);
	case BLAME_VERIFIER_LIMIT:
		return mem_printf("a path exists, but this library does not "
		    "find it beyond '%s'", name);
	case BLAME_WEAK:
		return mem_printf("%s '%s' is too weak", role, name);
	case BLAME_SIGNATURE:
		return mem_printf("%s '%s' bears a signature that '%s' did "
		    "not make", role, name, issuer);
	case BLAME_CONSTRAINT:
		return mem_printf("%s '%s' may not be used like this", role,
		    name);
	case BLAME_BUDGET:
		return mem_strdup("too much to examine");
	}
	return NULL;
}
