#include "bundle/carve.h"

#include "pem_text.h"

static const char *const lines[] = {
	"rsa ca=yes type=rsa2048",
	"p256 ca=yes",
	"p384 ca=yes type=p384",
	"ed ca=absent type=ed25519 skid=no ku=absent eku=absent",
	"rsa4096 ca=yes type=rsa4096",
};

/* A text with {NAME} for DER, [NAME] for PEM and anything else as it is. */
static const struct carve_case {
	const char *name;
	const char *text;
	const char *want;	/* kind, and what is at the hit */
} cases[] = {
	{ "nothing", "", "" },
	{ "one byte", "0", "" },
	{ "text", "-----BEGIN of the story, 0\x82\x01\x02", "" },
	{ "DER alone", "{rsa}", "DER:rsa" },
	{ "one after the other", "{rsa}{p256}{p384}{ed}{rsa4096}",
	    "DER:rsa DER:p256 DER:p384 DER:ed DER:rsa4096" },
	{ "between other bytes", "x{ed}y0\x82{p256}0\x81",
	    "DER:ed DER:p256" },
	{ "at every distance from a register's end",
	    "{ed}a{ed}bc{ed}def{ed}ghij{ed}klmno{ed}pqrstu{ed}v",
	    "DER:ed DER:ed DER:ed DER:ed DER:ed DER:ed DER:ed" },
	{ "PEM", "x = \"[p256]\";", "PEM:p256" },
	{ "PEM and DER", "[rsa]{rsa}[ed]", "PEM:rsa DER:rsa PEM:ed" },
	{ "the strings of a TLS library",
	    "-----BEGIN CERTIFICATE-----\1-----END CERTIFICATE-----\1{ed}",
	    "DER:ed" },
	{ "a mark without an end", "-----BEGIN CERTIFICATE-----\n{p256}",
	    "DER:p256" },
	{ "another label", "-----BEGIN PUBLIC KEY-----\n[ed]", "PEM:ed" },
};

static void
append_named(struct buf *out, const struct forge *forge, const char **text,
    char close)
{
	const char *end = strchr(*text, close);
	char name[16] = "";
	size_t n;

	memcpy(name, *text + 1, (size_t)(end - *text) - 1);
	*text = end + 1;
	if (close == ']') {
		append_pem(out, forge, name);
		return;
	}
	const unsigned char *der = forge_der(forge, name, &n);

	buf_append(out, der, n);
}

static void
append_all(struct buf *out, const struct forge *forge, const char *text)
{
	while (*text != '\0') {
		if (*text == '{')
			append_named(out, forge, &text, '}');
		else if (*text == '[')
			append_named(out, forge, &text, ']');
		else
			buf_append(out, text++, 1);
	}
}

static void
tell_hit(struct buf *out, const struct forge *forge, struct span bytes,
    const struct carve_hit *hit)
{
	const char *found = "?", *name;

	for (size_t i = 0; (name = forge_cert_name(forge, i)) != NULL; i++) {
		struct buf want = BUF_INIT(10000);
		struct span der;

		if (hit->kind == CARVE_PEM) {
			append_pem(&want, forge, name);
		} else {
			der.p = forge_der(forge, name, &der.n);
			buf_append(&want, der.p, der.n);
		}
		if (span_equal(buf_span(&want),
			(struct span){ bytes.p + hit->at, hit->n }))
			found = name;
		buf_release(&want);
	}
	buf_printf(out, "%s%s:%s", out->n > 0 ? " " : "",
	    carve_kind_name(hit->kind), found);
}

static void
all_that_is_there_is_found_and_nothing_else(void **state)
{
	const struct forge *forge = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf bytes = BUF_INIT(100000);
		struct buf got = BUF_INIT(1000);
		struct carver carver;
		struct carve_hit hit;

		append_all(&bytes, forge, cases[i].text);
		carver = (struct carver){ .bytes = buf_span(&bytes) };
		while (carve_next(&carver, &hit))
			tell_hit(&got, forge, carver.bytes, &hit);
		if (strcmp(got.n > 0 ? got.p : "", cases[i].want) != 0)
			fail_msg("%s: '%s', not '%s'", cases[i].name,
			    got.n > 0 ? got.p : "", cases[i].want);
		buf_release(&got);
		buf_release(&bytes);
	}
}

/* What was cut off is no hit, and never a read beyond the end. */
static void
every_truncation_finds_only_what_is_whole(void **state)
{
	const struct forge *forge = *state;
	struct buf bytes = BUF_INIT(100000);
	size_t whole;

	append_all(&bytes, forge, "{p256}");
	whole = bytes.n;
	append_all(&bytes, forge, "{rsa}");
	for (size_t n = 0; n <= bytes.n; n++) {
		uint8_t *copy = malloc(n + 1);
		struct carver carver = { .bytes = { copy, n } };
		struct carve_hit hit;
		size_t hits = 0;

		memcpy(copy, bytes.p, n);
		while (carve_next(&carver, &hit))
			hits++;
		assert_int_equal(hits, (n >= whole) + (n >= bytes.n));
		free(copy);
	}
	buf_release(&bytes);
}

/* A block of text that no longer decodes held a certificate once. */
static void
a_damaged_block_is_a_hit(void **state)
{
	struct buf bytes = BUF_INIT(100000);
	struct carver carver;
	struct carve_hit hit;

	append_pem(&bytes, *state, "rsa");
	bytes.p[200] = '!';
	carver = (struct carver){ .bytes = buf_span(&bytes) };
	assert_true(carve_next(&carver, &hit));
	assert_int_equal(hit.kind, CARVE_PEM);
	assert_false(carve_next(&carver, &hit));
	buf_release(&bytes);
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
		cmocka_unit_test(all_that_is_there_is_found_and_nothing_else),
		cmocka_unit_test(every_truncation_finds_only_what_is_whole),
		cmocka_unit_test(a_damaged_block_is_a_hit),
	};

	return cmocka_run_group_tests_name("carve", tests, set_up, tear_down);
}
