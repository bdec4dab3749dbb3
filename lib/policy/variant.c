#include "policy/variant.h"

#include <stdlib.h>

#include "base/mem.h"
#include "verify/hello.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))

static void
take_base(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "the name of a built-in "
	    "verifier");

	(void)out;	/* read_variant has begun with it */
	if (text == NULL || verifier_find(text) != NULL)
		return;
	fault_add(walk->faults, value->mark, "there is no built-in verifier "
	    "'%.60s'; kedge-forecast --list-verifiers shows what there is",
	    text);
}

static void
take_own_name(struct walk *walk, void *out, const struct node *value)
{
	if (value->kind == NODE_TEXT && verifier_find(value->text) != NULL)
		fault_add(walk->faults, value->mark, "'%s' is the name of a "
		    "built-in verifier; call this one otherwise",
		    value->text);
	else
		schema_take_name(walk, out, value);
}

static void
take_pick(struct walk *walk, void *out, const struct node *value)
{
	static const char *const words[] = {
		[PICK_FIRST] = "first",
		[PICK_VALID_ELSE_FIRST] = "valid-else-first",
		[PICK_VALID_ELSE_LAST] = "valid-else-last",
		[PICK_VALID_ELSE_LATEST] = "valid-else-latest",
	};
	const char *text = schema_text(walk, value, "text");

	if (text == NULL)
		return;
	for (size_t i = 0; i < N(words); i++) {
		if (strcmp(words[i], text) == 0) {
			*(enum pick *)out = (enum pick)i;
			return;
		}
	}
	fault_add(walk->faults, value->mark, "'%s' should be first, "
	    "valid-else-first, valid-else-last or valid-else-latest, not "
	    "'%.60s'", value->key, text);
}

/* A whole number from min to max, of at most five digits. */
static void
take_number(struct walk *walk, int *out, const struct node *value, int min,
    int max)
{
	const char *text = schema_text(walk, value, "a whole number");
	size_t n = text ? strspn(text, "0123456789") : 0;
	int number = 0;

	if (text == NULL)
		return;
	for (size_t i = 0; i < n && i < 5; i++)
		number = number * 10 + (text[i] - '0');
	if (n == 0 || n > 5 || text[n] != '\0' || number < min || number > max)
		fault_add(walk->faults, value->mark, "'%s' should be a whole "
		    "number from %d to %d, not '%.60s'", value->key, min, max,
		    text);
	else
		*out = number;
}

static void
take_delta(struct walk *walk, void *out, const struct node *value)
{
	take_number(walk, out, value, 0, 1);
}

static void
take_depth(struct walk *walk, void *out, const struct node *value)
{
	take_number(walk, out, value, 0, 100);
}

static void
take_rsa_bits(struct walk *walk, void *out, const struct node *value)
{
	take_number(walk, out, value, 0, 16384);
}

/* Whether SHA-1 is good enough in a signature. */
static void
take_sha1(struct walk *walk, void *out, const struct node *value)
{
	unsigned *digests = out;
	bool allowed = (*digests & DIGEST_SHA1) != 0;

	schema_take_flag(walk, &allowed, value);
	*digests = allowed ? *digests | DIGEST_SHA1 :
	    *digests & ~(unsigned)DIGEST_SHA1;
}

static void
take_shape(struct walk *walk, void *out, const struct node *value)
{
	const char *text = schema_text(walk, value, "the name of a shape");
	const struct hello *hello = text ? hello_find(text) : NULL;
	char *names;

	if (hello != NULL)
		*(const char **)out = hello->name;
	if (hello != NULL || text == NULL)
		return;
	names = hello_names();
	fault_add(walk->faults, value->mark, "there is no shape '%.60s'; "
	    "there are %s, and each with -no-sni behind it", text, names);
	free(names);
}

#define PARAMETER(field)	offsetof(struct verifier_draft, verifier.field)

static const struct field variant_fields[] = {
	{ "name", take_own_name, offsetof(struct verifier_draft, name), true },
	{ "base", take_base, 0, true },
	{ "shape", take_shape, PARAMETER(shape), false },
	{ "trusted_first", schema_take_flag, PARAMETER(trusted_first), false },
	{ "alternatives", schema_take_flag, PARAMETER(alternatives), false },
	{ "retries_expired", schema_take_flag, PARAMETER(retries_expired),
	    false },
	{ "partial", schema_take_flag, PARAMETER(partial), false },
	{ "store_pick", take_pick, PARAMETER(store_pick), false },
	{ "served_pick", take_pick, PARAMETER(served_pick), false },
	{ "dated", schema_take_flag, PARAMETER(dated), false },
	{ "started", schema_take_instant, PARAMETER(started_s), false },
	{ "pinned_leaf", schema_take_flag, PARAMETER(pinned_leaf), false },
	{ "delta", take_delta, PARAMETER(delta_s), false },
	{ "depth", take_depth, PARAMETER(depth), false },
	{ "no_dates", schema_take_flag, PARAMETER(no_dates), false },
	{ "sha1", take_sha1, PARAMETER(strength.digests), false },
	{ "rsa_bits", take_rsa_bits, PARAMETER(strength.rsa_bits), false },
};

static void
read_variant(struct walk *walk, struct verifier_draft *out,
    const struct node *node)
{
	const struct node *base = node_get(node, "base");
	const struct verifier *found = base && base->kind == NODE_TEXT ?
	    verifier_find(base->text) : NULL;

	/* What the base says goes first, in whatever order the keys stand. */
	if (found != NULL)
		out->verifier = *found;
	out->mark = node->mark;
	schema_map(walk, out, node, "a verifier", variant_fields,
	    N(variant_fields));
}

void
variant_take_all(struct walk *walk, void *out, const struct node *value)
{
	struct draft *draft = out;

	if (!schema_is_list(walk, value))
		return;
	draft->verifiers = mem_zalloc(value->n * sizeof(*draft->verifiers));
	draft->n_verifiers = value->n;
	for (size_t i = 0; i < value->n; i++)
		read_variant(walk, &draft->verifiers[i], &value->items[i]);
}
