#include "verify/remedy.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "verify/closure.h"

/* What was asked, and what can make a difference to the answer. */
struct asked {
	const struct question *question;
	struct closure closure;
	struct chain anchors;	/* known, could be issuers, not stored yet */
	struct chain links;	/* known, could be issuers, not served yet */
};

/* The question once more, with something changed that the trial owns. */
struct trial {
	const struct asked *asked;
	struct question question;
	struct chain served;
	struct store store;
	struct verifier verifier;
	struct remedy remedy;
};

/*
 * One kind of change. A number says which of its forms is meant; it counts up
 * from 0 to less than count. apply says false where nothing would change.
 */
struct change {
	const char *name;
	enum remedy_place place;
	size_t (*count)(const struct asked *asked);
	bool (*apply)(struct trial *trial, size_t number);
};

static size_t
count_one(const struct asked *asked)
{
	(void)asked;
	return 1;
}

static size_t
count_served(const struct asked *asked)
{
	return asked->question->chain->n;
}

static size_t
count_links(const struct asked *asked)
{
	return asked->links.n;
}

static size_t
count_anchors(const struct asked *asked)
{
	return asked->anchors.n;
}

static size_t
count_stored(const struct asked *asked)
{
	return asked->closure.n_stored;
}

static size_t
count_both(const struct asked *asked)
{
	return asked->anchors.n * asked->question->chain->n;
}

static size_t
count_switches(const struct asked *asked)
{
	const struct verifier *v = asked->question->verifier;
	size_t n = 0;

	while (n < VERIFIER_SWITCHES && v->switches[n] != NULL)
		n++;
	return n;
}

/* Can it take part at all? */
static bool
is_reachable(const struct asked *asked, const struct cert *cert)
{
	for (size_t i = 0; i < asked->closure.n; i++) {
		if (asked->closure.nodes[i].cert == cert)
			return true;
	}
	return false;
}

/* Serves all but the at-th, which is not the leaf. */
static bool
drop(struct trial *trial, const struct cert **dropped, size_t at)
{
	const struct chain *served = trial->asked->question->chain;

	if (at == 0 || !is_reachable(trial->asked, served->certs[at]))
		return false;
	for (size_t i = 0; i < served->n; i++) {
		if (i != at)
			chain_append(&trial->served, served->certs[i]);
	}
	trial->question.chain = &trial->served;
	*dropped = served->certs[at];
	return true;
}

static void
copy_store(struct trial *trial, const struct cert *without)
{
	const struct store *store = trial->asked->question->store;

	for (size_t i = 0; i < store->n; i++) {
		if (store->anchors[i].cert != without)
			store_append(&trial->store, store->anchors[i].cert,
			    store->anchors[i].where);
	}
	trial->question.store = &trial->store;
}

static bool
renew_leaf(struct trial *trial, size_t number)
{
	(void)number;
	trial->question.leaf_renewed = true;
	trial->remedy.cert = trial->question.chain->certs[0];
	return true;
}

static bool
drop_served(struct trial *trial, size_t number)
{
	return drop(trial, &trial->remedy.cert, number);
}

/* Moves the first of them that could have issued the last of out. */
static bool
move_issuer(struct chain *out, struct chain *left)
{
	const struct cert *last = out->certs[out->n - 1];

	for (size_t i = 0; i < left->n; i++) {
		const struct cert *cert = left->certs[i];

		if (cert != NULL && issue_edge(last, cert) & EDGE_LIKELY) {
			chain_append(out, cert);
			left->certs[i] = NULL;
			return true;
		}
	}
	return false;
}

/* What links up comes first, leaf to top, and then the rest. */
static bool
reorder_served(struct trial *trial, size_t number)
{
	struct chain *out = &trial->served;
	struct chain left;

	(void)number;
	chain_copy(&left, trial->question.chain);
	chain_append(out, left.certs[0]);
	left.certs[0] = NULL;
	while (move_issuer(out, &left))
		continue;
	for (size_t i = 0; i < left.n; i++) {
		if (left.certs[i] != NULL)
			chain_append(out, left.certs[i]);
	}
	chain_release(&left);
	if (chain_equal(out, trial->question.chain))
		return false;
	trial->question.chain = out;
	return true;
}

/* Right behind the first that it could have issued, so before all others
 * that could have. */
static bool
serve_known(struct trial *trial, size_t number)
{
	const struct chain *served = trial->question.chain;
	const struct cert *link = trial->asked->links.certs[number];
	bool placed = false;

	for (size_t i = 0; i < served->n; i++) {
		chain_append(&trial->served, served->certs[i]);
		if (!placed && cert_names_issuer(served->certs[i], link)) {
			chain_append(&trial->served, link);
			placed = true;
		}
	}
	if (!placed)
		chain_append(&trial->served, link);
	trial->question.chain = &trial->served;
	trial->remedy.cert = link;
	return true;
}

static bool
add_anchor(struct trial *trial, size_t number)
{
	copy_store(trial, NULL);
	trial->remedy.cert = trial->asked->anchors.certs[number];
	store_append(&trial->store, trial->remedy.cert, "added");
	return true;
}

static bool
remove_anchor(struct trial *trial, size_t number)
{
	const struct closure *closure = &trial->asked->closure;

	trial->remedy.cert = closure->nodes[closure->stored[number]].cert;
	copy_store(trial, trial->remedy.cert);
	return true;
}

static bool
add_anchor_drop_served(struct trial *trial, size_t number)
{
	size_t n_served = trial->question.chain->n;

	return drop(trial, &trial->remedy.dropped, number % n_served) &&
	    add_anchor(trial, number / n_served);
}

static bool
switch_verifier(struct trial *trial, size_t number)
{
	const struct verifier *from = trial->question.verifier;
	const struct verifier *to = verifier_find(from->switches[number]);

	if (to == NULL)
		return false;
	/* When it was started is the release's, not the library's. */
	trial->verifier = *to;
	trial->verifier.started_s = from->started_s;
	trial->question.verifier = &trial->verifier;
	trial->remedy.verifier = to;
	return true;
}

static const struct change changes[] = {
	[REMEDY_RENEW_LEAF] = { "renew-leaf", PLACE_SERVER, count_one,
	    renew_leaf },
	[REMEDY_DROP_SERVED] = { "drop-served", PLACE_SERVER, count_served,
	    drop_served },
	[REMEDY_REORDER_SERVED] = { "reorder-served", PLACE_SERVER, count_one,
	    reorder_served },
	[REMEDY_SERVE_KNOWN] = { "serve-known", PLACE_SERVER, count_links,
	    serve_known },
	[REMEDY_ADD_ANCHOR] = { "add-anchor", PLACE_STORE, count_anchors,
	    add_anchor },
	[REMEDY_REMOVE_ANCHOR] = { "remove-anchor", PLACE_STORE, count_stored,
	    remove_anchor },
	[REMEDY_ADD_ANCHOR_DROP_SERVED] = { "add-anchor-drop-served",
	    PLACE_BOTH, count_both, add_anchor_drop_served },
	[REMEDY_SWITCH_VERIFIER] = { "switch-verifier", PLACE_LIBRARY,
	    count_switches, switch_verifier },
};

#define N_CHANGES (sizeof(changes) / sizeof(changes[0]))

const char *
remedy_kind_name(enum remedy_kind kind)
{
	return changes[kind].name;
}

enum remedy_place
remedy_place(enum remedy_kind kind)
{
	return changes[kind].place;
}

static void
append(struct remedies *out, const struct remedy *remedy)
{
	out->items = mem_grow(out->items, &out->cap, out->n + 1,
	    sizeof(*out->items));
	out->items[out->n++] = *remedy;
}

static void
try_change(struct remedies *out, const struct asked *asked,
    enum remedy_kind kind, size_t number, int64_t at_s, int64_t base_s)
{
	struct trial trial = { .asked = asked, .question = *asked->question,
		.remedy = { .kind = kind, .number = number } };

	if (changes[kind].apply(&trial, number)) {
		trial.remedy.breaks_at_s = windows_end(&trial.question, at_s);
		if (trial.remedy.breaks_at_s > base_s)
			append(out, &trial.remedy);
	}
	chain_release(&trial.served);
	store_release(&trial.store);
}

static bool
chain_holds(const struct chain *chain, const struct cert *cert)
{
	for (size_t i = 0; i < chain->n; i++) {
		if (chain->certs[i] == cert)
			return true;
	}
	return false;
}

static bool
is_named_issuer(const struct closure *closure, const struct cert *cert)
{
	for (size_t i = 0; i < closure->n; i++) {
		if (cert_names_issuer(closure->nodes[i].cert, cert))
			return true;
	}
	return false;
}

/* Leaves out what no path would lead to. */
static int
look_around(struct asked *asked, const struct question *question,
    const struct chain *known)
{
	struct err err = ERR_NONE;

	*asked = (struct asked){ .question = question };
	if (closure_build(&asked->closure, question, &err) == -1)
		return -1;
	for (size_t i = 0; i < known->n; i++) {
		const struct cert *cert = known->certs[i];

		if (!is_named_issuer(&asked->closure, cert))
			continue;
		if (cert_is_self_issued(cert)) {
			if (!store_holds(question->store, cert))
				chain_append(&asked->anchors, cert);
		} else if (!chain_holds(question->chain, cert)) {
			chain_append(&asked->links, cert);
		}
	}
	return 0;
}

static void
asked_release(struct asked *asked)
{
	chain_release(&asked->anchors);
	chain_release(&asked->links);
	closure_release(&asked->closure);
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

/* Two steps that give no more than one of them alone are no remedy. They are
 * sorted: what gives as much with less effort comes before. */
static void
drop_needless(struct remedies *remedies)
{
	bool one_step = false;
	size_t kept = 0;

	for (size_t i = 0; i < remedies->n; i++) {
		enum remedy_place place =
		    remedy_place(remedies->items[i].kind);

		if (place == PLACE_BOTH && one_step)
			continue;
		one_step = one_step || place < PLACE_BOTH;
		remedies->items[kept++] = remedies->items[i];
	}
	remedies->n = kept;
}

void
remedies_find(struct remedies *out, const struct question *question,
    const struct chain *known, int64_t at_s, int64_t base_s)
{
	struct asked asked;

	*out = (struct remedies){ 0 };
	if (look_around(&asked, question, known) == -1)
		return;
	for (size_t kind = 0; kind < N_CHANGES &&
	    asked.closure.n <= LIMIT_ADVICE_CERTS; kind++) {
		size_t n = changes[kind].count(&asked);

		for (size_t i = 0; i < n; i++)
			try_change(out, &asked, (enum remedy_kind)kind, i,
			    at_s, base_s);
	}
	if (out->n > 0)
		qsort(out->items, out->n, sizeof(*out->items),
		    compare_remedies);
	drop_needless(out);
	asked_release(&asked);
}

void
remedy_follow(const struct remedy *remedy, const struct question *question,
    const struct chain *known,
    void (*with)(void *context, const struct question *changed),
    void *context)
{
	struct trial trial = { .question = *question };
	struct asked asked;

	if (look_around(&asked, question, known) == -1)
		return;
	trial.asked = &asked;
	if (changes[remedy->kind].apply(&trial, remedy->number))
		with(context, &trial.question);
	chain_release(&trial.served);
	store_release(&trial.store);
	asked_release(&asked);
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
	const struct cert *cert = remedy->cert;
	const char *name = cert ? cert->short_name : "";
	const char *issuer = cert ? cert->issuer_short_name : "";

	switch (remedy->kind) {
	case REMEDY_RENEW_LEAF:
		return mem_printf("renew the certificate of '%s'", name);
	case REMEDY_DROP_SERVED:
		return mem_printf("let the server stop sending '%s' as issued "
		    "by '%s'", name, issuer);
	case REMEDY_REORDER_SERVED:
		return mem_strdup("let the server send each certificate right "
		    "before that of its issuer");
	case REMEDY_SERVE_KNOWN:
		return mem_printf("let the server also send '%s' as issued by "
		    "'%s', right behind what it issued", name, issuer);
	case REMEDY_ADD_ANCHOR:
		return mem_printf("add the anchor '%s' to the release", name);
	case REMEDY_REMOVE_ANCHOR:
		return mem_printf("remove the anchor '%s' as issued by '%s' "
		    "from the release", name, issuer);
	case REMEDY_ADD_ANCHOR_DROP_SERVED:
		/* The other way round cuts off every device at once. */
		return mem_printf("add the anchor '%s' to the release and, "
		    "once the devices have it and not before, let the server "
		    "stop sending '%s' as issued by '%s'", name,
		    remedy->dropped->short_name,
		    remedy->dropped->issuer_short_name);
	case REMEDY_SWITCH_VERIFIER:
		return mem_printf("let the release verify as %s does: %s",
		    remedy->verifier->name, remedy->verifier->models);
	}
	return NULL;
}
