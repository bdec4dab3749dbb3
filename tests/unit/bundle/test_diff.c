#include "bundle/diff.h"

#include "unit/form/pem_text.h"

static const char *const lines[] = {
	"a ca=yes",
	"b ca=yes",
	"r1 ca=yes key=r subject=/CN=R until=2025-01-01T00:00:00Z",
	"r2 ca=yes key=r subject=/CN=R until=2035-01-01T00:00:00Z",
	"r3 ca=yes key=r subject=/CN=R until=2045-01-01T00:00:00Z",
	"s ca=yes subject=/CN=R",
};

static const struct diff_case {
	const char *name;
	const char *before[4], *after[4];
	const char *want;	/* kind, before, after */
} cases[] = {
	{ "equal", { "a", "b" }, { "a", "b" }, "same(a,a) same(b,b)" },
	{ "order is no change", { "a", "b" }, { "b", "a" },
	    "same(a,a) same(b,b)" },
	{ "twice is no change", { "a", "a" }, { "a" }, "same(a,a)" },
	{ "added", { "a" }, { "b", "a" }, "same(a,a) added(-,b)" },
	{ "removed", { "a", "b" }, { "b" }, "removed(a,-) same(b,b)" },
	{ "issued anew", { "r1" }, { "r2" }, "reissued(r1,r2)" },
	{ "one twin more", { "r1" }, { "r1", "r2" },
	    "same(r1,r1) added(-,r2)" },
	{ "one twin less", { "r1", "r2" }, { "r2" },
	    "removed(r1,-) same(r2,r2)" },
	{ "both twins stay", { "r1", "r2" }, { "r2", "r1" },
	    "same(r1,r1) same(r2,r2)" },
	{ "one twin for another", { "r1", "r2" }, { "r2", "r3" },
	    "reissued(r1,r3) same(r2,r2)" },
	{ "one became two", { "r1" }, { "r2", "r3" },
	    "reissued(r1,r2) added(-,r3)" },
	{ "the name alone is not enough", { "r1" }, { "s" },
	    "removed(r1,-) added(-,s)" },
};

static const char *
name_of(const struct forge *forge, const struct cert *cert)
{
	const char *name;

	for (size_t i = 0; (name = forge_cert_name(forge, i)) != NULL; i++) {
		struct span der;

		der.p = forge_der(forge, name, &der.n);
		if (cert != NULL && span_equal(der, cert->der))
			return name;
	}
	return "-";
}

static void
tell(struct buf *out, const struct forge *forge, const struct diff *diff)
{
	for (size_t i = 0; i < diff->n; i++) {
		const struct diff_item *item = &diff->items[i];

		buf_printf(out, "%s%s(%s,%s)", i ? " " : "",
		    diff_kind_name(item->kind),
		    name_of(forge, item->before), name_of(forge, item->after));
	}
}

static void
anchors_are_matched_by_name_and_key(void **state)
{
	const struct forge *forge = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct diff_case *c = &cases[i];
		struct certpool *pool = certpool_new();
		struct store a = STORE_EMPTY, b = STORE_EMPTY;
		struct buf got = BUF_INIT(1000);
		struct diff diff;
		size_t sum = 0;

		fill_store(&a, pool, forge, c->before);
		fill_store(&b, pool, forge, c->after);
		diff_stores(&diff, &a, &b);
		tell(&got, forge, &diff);
		if (strcmp(got.p, c->want) != 0)
			fail_msg("%s: '%s', not '%s'", c->name, got.p,
			    c->want);
		for (size_t j = 0; j < DIFF_KINDS; j++)
			sum += diff.count[j];
		assert_int_equal(sum, diff.n);
		diff_release(&diff);
		buf_release(&got);
		store_release(&a);
		store_release(&b);
		certpool_free(pool);
	}
}

static int
set_up(void **state)
{
	struct forge *forge = forge_new();

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		forge_or_fail(forge, lines[i]);
	*state = forge;
	return 0;
}

static int
tear_down(void **state)
{
	forge_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anchors_are_matched_by_name_and_key),
	};

	return cmocka_run_group_tests_name("diff", tests, set_up, tear_down);
}
