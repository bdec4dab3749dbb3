#include "verify/remedy.h"

#include <stdlib.h>

#include "base/mem.h"

const char *
remedy_kind_name(enum remedy_kind kind)
{
	static const char *const names[] = {
		[REMEDY_RENEW_LEAF] = "renew-leaf",
		[REMEDY_DROP_SERVED] = "drop-served",
		[REMEDY_ADD_ANCHOR] = "add-anchor",
		[REMEDY_ADD_ANCHOR_DROP_SERVED] = "add-anchor-drop-served",
	};

	return names[kind];
}

static void
keep_if_later(struct remedies *out, struct remedy remedy, int64_t base_s)
{
	if (remedy.breaks_at_s <= base_s)
		return;
	out->items = mem_grow(out->items, &out->cap, out->n + 1,
	    sizeof(*out->items));
	out->items[out->n++] = remedy;
}

static void
try_leaf(struct remedies *out, struct question question, int64_t at_s,
    int64_t base_s)
{
	question.leaf_renewed = true;
	keep_if_later(out, (struct remedy){ REMEDY_RENEW_LEAF,
		question.chain->certs[0], NULL,
		windows_end(&question, at_s) }, base_s);
}

/* For each served certificate but the leaf; anchor is NULL for none. */
static void
try_drops(struct remedies *out, struct question question,
    const struct cert *anchor, int64_t at_s, int64_t base_s)
{
	const struct chain *served = question.chain;

	for (size_t drop = 1; drop < served->n; drop++) {
		struct chain rest = CHAIN_EMPTY;
		struct remedy remedy = { .kind = REMEDY_DROP_SERVED,
			.cert = served->certs[drop] };

		if (anchor != NULL)
			remedy = (struct remedy){
				.kind = REMEDY_ADD_ANCHOR_DROP_SERVED,
				.cert = anchor,
				.dropped = served->certs[drop] };
		for (size_t i = 0; i < served->n; i++) {
			if (i != drop)
				chain_append(&rest, served->certs[i]);
		}
		question.chain = &rest;
		remedy.breaks_at_s = windows_end(&question, at_s);
		keep_if_later(out, remedy, base_s);
		chain_release(&rest);
	}
}

/* Is it named as an issuer by something served, and not an anchor yet? */
static bool
could_help(const struct question *question, const struct cert *cert)
{
	if (store_holds(question->store, cert))
		return false;
	for (size_t i = 0; i < question->chain->n; i++) {
		if (cert_names_issuer(question->chain->certs[i], cert))
			return true;
	}
	return false;
}

static void
try_anchor(struct remedies *out, struct question question,
    const struct cert *anchor, int64_t at_s, int64_t base_s)
{
	struct store store;
	struct remedy remedy = { .kind = REMEDY_ADD_ANCHOR, .cert = anchor };

	store_copy(&store, question.store);
	store_append(&store, anchor, "added");
	question.store = &store;
	remedy.breaks_at_s = windows_end(&question, at_s);
	keep_if_later(out, remedy, base_s);
	try_drops(out, question, anchor, at_s, base_s);
	store_release(&store);
}

/* Later break first; then the kinds in the order of their effort. */
static int
compare_remedies(const void *a, const void *b)
{
	const struct remedy *x = a, *y = b;

	if (x->breaks_at_s != y->breaks_at_s)
		return x->breaks_at_s < y->breaks_at_s ? 1 : -1;
	return (int)x->kind - (int)y->kind;
}

/* Two steps that give no more than one of them alone are no remedy. */
static void
drop_needless(struct remedies *remedies)
{
	size_t kept = 0;

	for (size_t i = 0; i < remedies->n; i++) {
		bool needless = false;

		for (size_t k = 0; k < kept; k++) {
			if (remedies->items[i].kind ==
				REMEDY_ADD_ANCHOR_DROP_SERVED &&
			    remedies->items[k].kind <
				REMEDY_ADD_ANCHOR_DROP_SERVED &&
			    remedies->items[k].breaks_at_s >=
				remedies->items[i].breaks_at_s)
				needless = true;
		}
		if (!needless)
			remedies->items[kept++] = remedies->items[i];
	}
	remedies->n = kept;
}

void
remedies_find(struct remedies *out, const struct question *question,
    const struct chain *known, int64_t at_s, int64_t base_s)
{
	*out = (struct remedies){ 0 };
	try_leaf(out, *question, at_s, base_s);
	try_drops(out, *question, NULL, at_s, base_s);
	for (size_t i = 0; i < known->n; i++) {
		if (could_help(question, known->certs[i]))
			try_anchor(out, *question, known->certs[i], at_s,
			    base_s);
	}
	if (out->n > 0)
		qsort(out->items, out->n, sizeof(*out->items),
		    compare_remedies);
	drop_needless(out);
}

void
remedies_release(struct remedies *remedies)
{
	free(remedies->items);
	*remedies = (struct remedies){ 0 };
}

char *
remedy_text(const struct remedy *remedy)
{
	const char *name = remedy->cert->short_name;

	switch (remedy->kind) {
	case REMEDY_RENEW_LEAF:
		return mem_printf("renew the certificate of '%s'", name);
	case REMEDY_DROP_SERVED:
		return mem_printf("let the server stop sending '%s' as issued "
		    "by '%s'", name, remedy->cert->issuer_short_name);
	case REMEDY_ADD_ANCHOR:
		return mem_printf("add the anchor '%s' to the release", name);
	case REMEDY_ADD_ANCHOR_DROP_SERVED:
		return mem_printf("add the anchor '%s' to the release and let "
		    "the server stop sending '%s' as issued by '%s'", name,
		    remedy->dropped->short_name,
		    remedy->dropped->issuer_short_name);
	}
	return NULL;
}
