#include "form/carve.h"

#include "unit/form/pem_text.h"

#include <openssl/pkcs7.h>

#include "base/limits.h"
#include "base/mem.h"
#include "unit/form/trying.h"

static const char *const lines[] = {
	"rsa ca=yes type=rsa2048",
	"p256 ca=yes",
	"p384 ca=yes type=p384",
	"ed ca=absent type=ed25519 skid=no ku=absent eku=absent",
	"rsa4096 ca=yes type=rsa4096",
	"dc ca=yes subject=/DC=example/CN=x",
	"mail ca=yes subject=/emailAddress=a@example/CN=x",
};

/* A text with {NAME} for DER, [NAME] for PEM, <1> and <2> for an ESP-IDF bundle
 * of that version, <1NAME> for one that begins with this name, (NAME) for a
 * signature that brings this certificate, and anything else as it is. */
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
	{ "ESP-IDF bundles", "\1\2<1>abc<2>", "ESP-IDF bundle:1 "
	    "ESP-IDF bundle:2" },
	{ "an ESP-IDF bundle between certificates", "{ed}<2>{ed}<1>[ed]",
	    "DER:ed ESP-IDF bundle:2 DER:ed ESP-IDF bundle:1 PEM:ed" },
	{ "ESP-IDF bundles whose first name is not of 2.5.4",
	    "a<1dc>bc<2dc>def<1mail>g<2mail>", "ESP-IDF bundle:1dc "
	    "ESP-IDF bundle:2dc ESP-IDF bundle:1mail "
	    "ESP-IDF bundle:2mail" },
	{ "a signature", "x(p256)y{ed}", "signer:p256 DER:ed" },
	{ "signatures one after the other", "(p256){rsa}(ed)",
	    "signer:p256 DER:rsa signer:ed" },
	{ "another label", "-----BEGIN PUBLIC KEY-----\n[ed]", "PEM:ed" },
};

static void
append_number(struct buf *out, size_t number, size_t bytes, bool is_big)
{
	for (size_t i = 0; i < bytes; i++) {
		size_t shift = 8 * (is_big ? bytes - 1 - i : i);
		uint8_t octet = (uint8_t)(number >> shift);

		buf_append(out, &octet, 1);
	}
}

/* The name and key of a certificate, and their lengths before them. */
static void
append_entry(struct buf *out, X509 *x509, bool is_big)
{
	uint8_t *name = NULL, *key = NULL;
	int name_n = i2d_X509_NAME(X509_get_subject_name(x509), &name);
	int key_n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &key);

	append_number(out, (size_t)name_n, 2, is_big);
	append_number(out, (size_t)key_n, 2, is_big);
	buf_append(out, name, (size_t)name_n);
	buf_append(out, key, (size_t)key_n);
	OPENSSL_free(name);
	OPENSSL_free(key);
}

static void
append_table(struct buf *out, const struct forge *forge, const char *kind)
{
	const char *const names[] = { kind[1] != '\0' ? kind + 1 : "ed",
		"p256", "rsa" };
	bool is_v1 = kind[0] == '1';
	struct buf entries = BUF_INIT(10000);

	if (is_v1)
		append_number(out, 3, 2, true);
	for (size_t i = 0; i < 3; i++) {
		if (!is_v1)
			append_number(out, 3 * 4 + entries.n, 4, false);
		append_entry(&entries, forge_cert(forge, names[i]), is_v1);
	}
	buf_append(out, entries.p, entries.n);
	buf_release(&entries);
}

/* A PKCS#7 of this content and certificate, signed by rsa or by nobody. */
static void
append_signature(struct buf *out, const struct forge *forge, const char *name,
    struct span content, bool is_signed)
{
	PKCS7 *file = PKCS7_new();
	unsigned char *der = NULL;
	int n;

	PKCS7_set_type(file, NID_pkcs7_signed);
	PKCS7_content_new(file, NID_pkcs7_data);
	if (content.n > 0)
		ASN1_OCTET_STRING_set(file->d.sign->contents->d.data,
		    content.p, (int)content.n);
	if (is_signed)
		assert_non_null(PKCS7_add_signature(file, forge_cert(forge,
			"rsa"), forge_key(forge, "rsa"), EVP_sha256()));
	PKCS7_add_certificate(file, forge_cert(forge, name));
	n = i2d_PKCS7(file, &der);
	buf_append(out, der, (size_t)n);
	OPENSSL_free(der);
	PKCS7_free(file);
}

/* Of what is in brackets at *text, which is moved past it. */
static void
append_bracket(struct buf *out, const struct forge *forge, const char **text,
    char close)
{
	const char *end = strchr(*text, close);
	char name[16] = "";
	const unsigned char *der;
	size_t n;

	memcpy(name, *text + 1, (size_t)(end - *text) - 1);
	*text = end + 1;
	if (close == ']') {
		append_pem(out, forge, name);
	} else if (close == ')') {
		append_signature(out, forge, name, (struct span){ 0 }, true);
	} else if (close == '>') {
		append_table(out, forge, name);
	} else {
		der = forge_der(forge, name, &n);
		buf_append(out, der, n);
	}
}

static void
append_all(struct buf *out, const struct forge *forge, const char *text)
{
	static const char opening[] = "{[<(", closing[] = "}]>)";

	while (*text != '\0') {
		const char *bracket = strchr(opening, *text);

		if (bracket != NULL)
			append_bracket(out, forge, &text,
			    closing[bracket - opening]);
		else
			buf_append(out, text++, 1);
	}
}

static const char *
name_of_table(const struct forge *forge, struct span bytes)
{
	static const char *const kinds[] = { "1", "2", "1dc", "2dc", "1mail",
		"2mail" };
	const char *name = "?";

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct buf want = BUF_INIT(10000);

		append_table(&want, forge, kinds[i]);
		if (span_equal(buf_span(&want), bytes))
			name = kinds[i];
		buf_release(&want);
	}
	return name;
}

static const char *
name_of_cert(const struct forge *forge, struct span bytes, bool is_pem)
{
	const char *found = "?", *name;

	for (size_t i = 0; (name = forge_cert_name(forge, i)) != NULL; i++) {
		char text[20];
		struct buf want = BUF_INIT(10000);

		snprintf(text, sizeof(text), is_pem ? "[%s]" : "{%s}", name);
		append_all(&want, forge, text);
		if (span_equal(buf_span(&want), bytes))
			found = name;
		buf_release(&want);
	}
	return found;
}

static void
tell_hit(struct buf *out, const struct forge *forge, struct span bytes,
    const struct carve_hit *hit)
{
	const struct span found = { bytes.p + hit->at, hit->n };

	buf_printf(out, "%s%s:%s", out->n > 0 ? " " : "",
	    carve_kind_name(hit->kind), hit->kind == CARVE_ESP ?
	    name_of_table(forge, found) :
	    name_of_cert(forge, found, hit->kind == CARVE_PEM));
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

/* What a signature signs is no part of who signs, nor are certificates that
 * nobody signs with; and what is cut off is no signature. */
static void
only_a_signers_certificates_are_passed_over(void **state)
{
	static const struct {
		const char *name;
		bool is_signed;
		size_t cut;	/* bytes, of the end */
		const char *want;
	} signatures[] = {
		{ "whole", true, 0, "DER:ed signer:p256" },
		{ "without a signer", false, 0, "DER:ed DER:p256" },
		{ "cut off", true, 1, "DER:ed DER:p256" },
	};
	struct buf content = BUF_INIT(10000);

	append_all(&content, *state, "{ed}");
	for (size_t i = 0; i < 3; i++) {
		struct buf bytes = BUF_INIT(100000), got = BUF_INIT(1000);
		struct carver carver;
		struct carve_hit hit;

		append_signature(&bytes, *state, "p256", buf_span(&content),
		    signatures[i].is_signed);
		bytes.n -= signatures[i].cut;
		carver = (struct carver){ .bytes = buf_span(&bytes) };
		while (carve_next(&carver, &hit))
			tell_hit(&got, *state, carver.bytes, &hit);
		if (got.n == 0 || strcmp(got.p, signatures[i].want) != 0)
			fail_msg("%s: '%s', not '%s'", signatures[i].name,
			    got.n > 0 ? got.p : "", signatures[i].want);
		buf_release(&got);
		buf_release(&bytes);
	}
	buf_release(&content);
}

/* Signers are counted; they are neither anchors nor what made it a store. */
static void
signers_are_counted(void **state)
{
	struct buf bytes = BUF_INIT(100000);
	struct trying trying;

	append_all(&bytes, *state, "x(p256)(ed)");
	try_form(&trying, form_carve, buf_span(&bytes), NULL);
	assert_int_equal(trying.result, FORM_NOT_MINE);
	assert_int_equal(trying.reading.n_passed, 2);
	trying_release(&trying);
	append_all(&bytes, *state, "{rsa}");
	try_form(&trying, form_carve, buf_span(&bytes), NULL);
	assert_int_equal(trying.result, FORM_READ);
	assert_int_equal(trying.reading.n_passed, 2);
	assert_int_equal(trying.reading.store.n, 1);
	assert_int_equal(trying.reading.store.n_rejections, 0);
	trying_release(&trying);
	buf_release(&bytes);
}

static void
assert_carved(struct span bytes, size_t n, bool is_partial)
{
	struct trying trying;

	try_form(&trying, form_carve, bytes, NULL);
	assert_int_equal(trying.result, FORM_READ);
	assert_int_equal(trying.reading.store.n, n);
	assert_int_equal(trying.reading.store.n_rejections, is_partial);
	assert_int_equal(trying.reading.store.partial, is_partial);
	trying_release(&trying);
}

static void
as_many_as_the_limit_are_carved(void **state)
{
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	size_t one;

	append_all(&bytes, *state, "{ed}");
	one = bytes.n;
	for (size_t i = 0; i < LIMIT_CARVED_CERTS; i++)
		append_all(&bytes, *state, "{ed}");
	assert_carved((struct span){ (uint8_t *)bytes.p,
		one * (LIMIT_CARVED_CERTS - 1) }, LIMIT_CARVED_CERTS - 1,
	    false);
	assert_carved((struct span){ (uint8_t *)bytes.p,
		one * LIMIT_CARVED_CERTS }, LIMIT_CARVED_CERTS, false);
	assert_carved(buf_span(&bytes), LIMIT_CARVED_CERTS, true);
	buf_release(&bytes);
}

/* Entries on and on, each of which could begin a table of thousands; the
 * certificate after them is found all the same. */
static void
what_only_looks_like_tables_is_given_up(void **state)
{
	static const uint8_t entry[] = { 0, 15, 0, 9,
		0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 6, 0x13, 2, 'U',
		'S', 0x30, 7, 0x30, 3, 6, 1, 0, 0x4e, 0x20 };
	struct buf bytes = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct trying trying;

	for (size_t i = 0; i < 2000; i++)
		buf_append(&bytes, entry, sizeof(entry));
	append_all(&bytes, *state, "{ed}");
	try_form(&trying, form_carve, buf_span(&bytes), NULL);
	assert_int_equal(trying.result, FORM_READ);
	assert_int_equal(trying.reading.store.n, 1);
	assert_int_equal(trying.reading.store.n_rejections, 1);
	assert_non_null(strstr(trying.reading.store.rejections[0].reason,
	    "no such bundle was looked for"));
	assert_true(trying.reading.store.partial);
	trying_release(&trying);
	buf_release(&bytes);
}

/* Each form as anchor_is_within knows it again. */
static void
places_are_told_apart(void **state)
{
	static const struct {
		const char *where;
		uint64_t at;
		const char *form;	/* NULL: of a file of its own */
	} places[] = {
		{ "a@0x1f40", 0x1f40, "DER" },
		{ "a@0x1f40:3", 0x1f40, "PEM" },
		{ "a@0x0:#12", 0, "ESP-IDF bundle" },
		{ "a@b!c@0xff", 0xff, "DER" },
		{ "a", 0, NULL },
		{ "a:3", 0, NULL },
		{ "git:r@0xff:path", 0, NULL },
		{ "git:r@0xff:path:1", 0, NULL },
		{ "a@0x", 0, NULL },
		{ "a@0x1f40:", 0, NULL },
		{ "a@0x1f40:#", 0, NULL },
		{ "a@0x1f40.pem", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *where = mem_strdup(places[i].where);
		const struct anchor anchor = { .where = where };
		const char *form = "";
		uint64_t at = 0;
		bool is = anchor_is_within(&anchor, &at, &form);

		if (is != (places[i].form != NULL) || (is &&
			(at != places[i].at || strcmp(form,
			places[i].form) != 0)))
			fail_msg("%s: %d %s %#llx", where, is, form,
			    (unsigned long long)at);
		free(where);
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
		cmocka_unit_test(all_that_is_there_is_found_and_nothing_else),
		cmocka_unit_test(every_truncation_finds_only_what_is_whole),
		cmocka_unit_test(a_damaged_block_is_a_hit),
		cmocka_unit_test(only_a_signers_certificates_are_passed_over),
		cmocka_unit_test(signers_are_counted),
		cmocka_unit_test(as_many_as_the_limit_are_carved),
		cmocka_unit_test(what_only_looks_like_tables_is_given_up),
		cmocka_unit_test(places_are_told_apart),
	};

	return cmocka_run_group_tests_name("carve", tests, set_up, tear_down);
}
