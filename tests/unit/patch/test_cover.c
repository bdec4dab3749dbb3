#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/instant.h"
#include "forge/forge.h"
#include "patch/cover.h"

/* The outage of 2023-09-11 in small, and a second tree beside it. */
static const char *const lines[] = {
	"old ca=yes until=2029-12-31T12:00:00Z",
	"new ca=yes from=2016-01-01T00:00:00Z until=2041-01-01T00:00:00Z",
	"cross key=new subject=/CN=new issuer=old ca=yes "
	"until=2023-09-11T09:26:47Z",
	"issuing issuer=new ca=yes until=2031-02-12T18:48:52Z",
	"leaf issuer=issuing until=2023-10-08T00:00:00Z",
	"later issuer=issuing from=2023-09-01T00:00:00Z",
	"other ca=yes until=2035-01-01T00:00:00Z",
	"branch issuer=other ca=yes until=2033-01-01T00:00:00Z",
	"twig issuer=branch until=2023-12-01T00:00:00Z",
	"gone issuer=other ca=yes until=2023-01-01T00:00:00Z",
	"stick issuer=gone until=2023-12-01T00:00:00Z",
	"noca subject=/CN=new key=new",
	"ended ca=yes subject=/CN=other key=other "
	"until=2022-01-01T00:00:00Z",
	"ed ca=yes type=ed25519",
	"edleaf issuer=ed",
	"bigserial ca=yes serial=-5",
	"bigleaf issuer=bigserial",
	"plain ca=yes skid=no subject=/CN=twin",
	"twin ca=yes skid=no subject=/CN=twin key=twin2",
	"twinleaf issuer=plain",
	"elsewhere ca=yes",
	"short key=other subject=/CN=other ca=yes "
	"until=2028-01-01T00:00:00Z",
};

static struct forge *forge;
static struct certpool *pool;
static struct sigcache *signatures;

static int
set_up(void **state)
{
	char message[256];

	(void)state;
	forge = forge_new();
	pool = certpool_new();
	signatures = sigcache_new();
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (forge_line(forge, lines[i], message, sizeof(message)) ==
		    -1)
			fail_msg("%s", message);
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	sigcache_free(signatures);
	certpool_free(pool);
	forge_free(forge);
	return 0;
}

static const struct cert *
cert_of(const char *name)
{
	struct err err = ERR_NONE;
	const struct cert *cert = NULL;
	struct span der;

	der.p = forge_der(forge, name, &der.n);
	if (der.p == NULL || certpool_add_der(pool, &cert, der, &err) == -1)
		fail_msg("%s: %s", name, err.msg);
	return cert;
}

/* "a b c" as a chain. */
static void
chain_of(struct chain *out, const char *names)
{
	char *copy = strdup(names), *rest = copy, *name;

	*out = CHAIN_EMPTY;
	while ((name = strsep(&rest, " ")) != NULL) {
		if (*name != '\0')
			chain_append(out, cert_of(name));
	}
	free(copy);
}

#define MOST 3

static const struct cover_case {
	const char *name, *verifier, *store, *chains[MOST], *approved;
	const char *added;
	struct {
		const char *before, *after, *dropped;
	} want[MOST];
	const char *refused;
} cases[] = {
	{ "a store that has all it needs", "openssl-3", "old new",
	    { "leaf issuing cross" }, "new other", "",
	    { { "2031-02-12T18:48:52Z", "2031-02-12T18:48:52Z", NULL } },
	    NULL },
	{ "the root that mends", "openssl-3", "old",
	    { "leaf issuing cross" }, "other new elsewhere", "new",
	    { { "2023-09-11T09:26:47Z", "2031-02-12T18:48:52Z", NULL } },
	    NULL },
	{ "an old library follows what is served", "openssl-1.0.2", "old",
	    { "leaf issuing cross" }, "new", "new",
	    { { "2023-09-11T09:26:47Z", "2031-02-12T18:48:52Z", "cross" } },
	    NULL },
	{ "dropping what is served is enough", "openssl-1.0.2", "old new",
	    { "leaf issuing cross" }, "other", "",
	    { { "2023-09-11T09:26:47Z", "2031-02-12T18:48:52Z", "cross" } },
	    NULL },
	{ "a candidate without the root", "openssl-1.0.2", "old",
	    { "leaf issuing" }, "new", "new",
	    { { "2023-08-01T00:00:00Z", "2031-02-12T18:48:52Z", NULL } },
	    NULL },
	{ "a leaf that is yet to start", "openssl-3", "new",
	    { "later issuing" }, "other", "",
	    { { "2031-02-12T18:48:52Z", "2031-02-12T18:48:52Z", NULL } },
	    NULL },
	{ "two trees need two roots", "openssl-3", "old",
	    { "leaf issuing cross", "twig branch" }, "elsewhere new other",
	    "new other",
	    { { "2023-09-11T09:26:47Z", "2031-02-12T18:48:52Z", NULL },
		{ "2023-08-01T00:00:00Z", "2033-01-01T00:00:00Z", NULL } },
	    NULL },
	{ "of two twins the one that lasts", "openssl-3", "old",
	    { "twig branch" }, "short other", "other",
	    { { "2023-08-01T00:00:00Z", "2033-01-01T00:00:00Z", NULL } },
	    NULL },
	{ "nothing approved helps", "openssl-3", "old",
	    { "leaf issuing cross" }, "other elsewhere", "",
	    { { "2023-09-11T09:26:47Z", "2023-09-11T09:26:47Z", NULL } },
	    NULL },
	{ "no CA", "openssl-3", "old", { "leaf issuing cross" }, "noca", "",
	    { { "2023-09-11T09:26:47Z", "2023-09-11T09:26:47Z", NULL } },
	    "it is no CA certificate" },
	{ "one that has ended", "openssl-3", "old", { "twig branch" },
	    "ended", "",
	    { { "2023-08-01T00:00:00Z", "2023-08-01T00:00:00Z", NULL } },
	    "it has expired" },
	{ "an algorithm that the library lacks", "openssl-1.0.2", "old",
	    { "edleaf" }, "ed", "",
	    { { "2023-08-01T00:00:00Z", "2023-08-01T00:00:00Z", NULL } },
	    "its algorithms are not known to the release's library, so a "
	    "certificate alone cannot mend it" },
	{ "the same algorithm in a newer library", "openssl-3", "old",
	    { "edleaf" }, "ed", "ed",
	    { { "2023-08-01T00:00:00Z", "2030-01-01T00:00:00Z", NULL } },
	    NULL },
	{ "a negative serial number", "openssl-3", "old", { "bigleaf" },
	    "bigserial", "",
	    { { "2023-08-01T00:00:00Z", "2023-08-01T00:00:00Z", NULL } },
	    "its serial number is negative or over 20 octets" },
	{ "one name, two keys, nothing to tell by", "openssl-1.0.2",
	    "twin", { "twinleaf" }, "plain", "",
	    { { "2023-08-01T00:00:00Z", "2023-08-01T00:00:00Z", NULL } },
	    "an anchor with its name and another key is in the store, and "
	    "the release's library cannot tell them apart" },
};

static void
check_names(const char *name, const struct chain *have, const char *want)
{
	struct chain wanted;

	chain_of(&wanted, want);
	if (have->n != wanted.n)
		fail_msg("%s: %zu found, not %zu", name, have->n, wanted.n);
	for (size_t i = 0; i < wanted.n; i++) {
		bool found = false;

		for (size_t k = 0; k < have->n; k++)
			found = found || have->certs[k] == wanted.certs[i];
		if (!found)
			fail_msg("%s: '%s' is not found", name,
			    wanted.certs[i]->subject);
	}
	chain_release(&wanted);
}

static void
check_instant(const char *name, const char *what, int64_t have_s,
    const char *want)
{
	char text[INSTANT_TEXT];

	if (strcmp(instant_format(text, have_s), want) != 0)
		fail_msg("%s: %s %s, not %s", name, what, text, want);
}

static void
check_cover(const struct cover_case *c, const struct cover *cover)
{
	check_names(c->name, &cover->added, c->added);
	for (size_t i = 0; i < cover->n; i++) {
		const struct covered *item = &cover->items[i];
		const char *dropped = c->want[i].dropped;

		check_instant(c->name, "before", item->before_s,
		    c->want[i].before);
		check_instant(c->name, "after", item->after_s,
		    c->want[i].after);
		if (item->dropped != (dropped ? cert_of(dropped) : NULL))
			fail_msg("%s: dropped '%s', not '%s'", c->name,
			    item->dropped ? item->dropped->subject : "none",
			    dropped ? dropped : "none");
	}
	if (cover->n_refused != (c->refused != NULL))
		fail_msg("%s: %zu refused", c->name, cover->n_refused);
	if (c->refused != NULL)
		assert_string_equal(cover->refused[0].reason, c->refused);
}

static void
test_cover(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cover_case *c = &cases[i];
		struct chain chains[MOST], approved, anchors;
		struct required required[MOST];
		struct store store = STORE_EMPTY;
		struct cover_request request = { .store = &store,
			.verifier = verifier_find(c->verifier),
			.required = required, .approved = &approved,
			.signatures = signatures,
			.now_s = instant_from_civil(2023, 8, 1, 0, 0, 0),
			.horizon_s = INSTANT_NEVER };
		struct cover cover;
		struct err err = ERR_NONE;

		chain_of(&approved, c->approved);
		chain_of(&anchors, c->store);
		for (size_t k = 0; k < anchors.n; k++)
			store_append(&store, anchors.certs[k], "here");
		for (size_t k = 0; k < MOST && c->chains[k] != NULL; k++) {
			chain_of(&chains[k], c->chains[k]);
			required[k] = (struct required){ "service",
				REQUIRED_OBSERVED, &chains[k] };
			request.n_required++;
		}
		if (cover_find(&cover, &request, &err) == -1)
			fail_msg("%s: %s", c->name, err.msg);
		check_cover(c, &cover);
		for (size_t k = 0; k < request.n_required; k++)
			chain_release(&chains[k]);
		cover_release(&cover);
		store_release(&store);
		chain_release(&approved);
		chain_release(&anchors);
	}
}

/* Who is to act on the chain that ends before a support of so many years? */
static const struct ending_case {
	const char *name, *verifier, *store, *chain, *approved, *known;
	int64_t until_year;
	const char *ending;
	bool mends;
} endings[] = {
	{ "the intermediate ends, its root lasts", "openssl-3", "new",
	    "leaf issuing", "", "", 2035, "issuing", true },
	{ "it ends after the support", "openssl-3", "new", "leaf issuing",
	    "", "", 2030, "", true },
	{ "the root ends as well", "openssl-3", "new", "leaf issuing", "", "",
	    2045, "", false },
	{ "no root at all", "openssl-3", "old", "leaf issuing", "", "", 2035,
	    "", false },
	{ "a cross-sign whose root the store lacks", "openssl-3", "old",
	    "leaf issuing cross", "", "new", 2026, "", false },
	{ "a cross-sign of which nothing more is known", "openssl-3", "old",
	    "leaf issuing cross", "", "", 2026, "cross", true },
	{ "one to stop sending, one to replace", "openssl-1.0.2", "old new",
	    "leaf issuing cross", "", "", 2035, "issuing", true },
	{ "an anchor to add, an intermediate to replace", "openssl-3", "old",
	    "leaf issuing cross", "new", "", 2035, "issuing", true },
	{ "an intermediate that has ended", "openssl-3", "other",
	    "stick gone", "", "", 2026, "gone", true },
};

static void
test_endings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		const struct ending_case *c = &endings[i];
		struct chain chain, approved, known, anchors;
		struct required required = { "service", REQUIRED_OBSERVED,
			&chain };
		struct store store = STORE_EMPTY;
		struct cover_request request = { &store,
			verifier_find(c->verifier), &required, 1, &approved,
			signatures, instant_from_civil(2023, 8, 1, 0, 0, 0),
			instant_from_civil(c->until_year, 12, 31, 0, 0, 0),
			&known };
		struct cover cover;
		struct err err = ERR_NONE;

		chain_of(&chain, c->chain);
		chain_of(&approved, c->approved);
		chain_of(&known, c->known);
		chain_of(&anchors, c->store);
		for (size_t k = 0; k < anchors.n; k++)
			store_append(&store, anchors.certs[k], "here");
		if (cover_find(&cover, &request, &err) == -1)
			fail_msg("%s: %s", c->name, err.msg);
		check_names(c->name, &cover.items[0].ending, c->ending);
		if (cover_mends(&cover, request.horizon_s) != c->mends)
			fail_msg("%s: it says that it %s", c->name,
			    c->mends ? "is not mended" : "is mended");
		cover_release(&cover);
		store_release(&store);
		chain_release(&chain);
		chain_release(&approved);
		chain_release(&known);
		chain_release(&anchors);
	}
}

static void
test_horizon(void **state)
{
	struct chain chain, approved;
	struct required required = { "service", REQUIRED_OBSERVED, &chain };
	struct store store = STORE_EMPTY;
	struct cover_request request = { &store, verifier_find("openssl-3"),
		&required, 1, &approved, signatures,
		instant_from_civil(2023, 8, 1, 0, 0, 0),
		instant_from_civil(2023, 9, 1, 0, 0, 0), NULL };
	struct cover cover;
	struct err err = ERR_NONE;

	(void)state;
	chain_of(&chain, "leaf issuing cross");
	chain_of(&approved, "new");
	store_append(&store, cert_of("old"), "here");
	assert_int_equal(cover_find(&cover, &request, &err), 0);
	assert_int_equal(cover.added.n, 0);	/* it outlives its support */
	assert_false(cover_needed(&cover, request.horizon_s));
	cover_release(&cover);

	request.horizon_s = instant_from_civil(2027, 12, 31, 0, 0, 0);
	assert_int_equal(cover_find(&cover, &request, &err), 0);
	assert_int_equal(cover.added.n, 1);
	assert_true(cover_needed(&cover, request.horizon_s));
	assert_true(cover_mends(&cover, request.horizon_s));
	assert_false(cover_mends(&cover,
	    instant_from_civil(2032, 1, 1, 0, 0, 0)));
	cover_release(&cover);
	chain_release(&chain);
	chain_release(&approved);
	store_release(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cover),
		cmocka_unit_test(test_endings),
		cmocka_unit_test(test_horizon),
	};

	return cmocka_run_group_tests_name("cover", tests, set_up, tear_down);
}
