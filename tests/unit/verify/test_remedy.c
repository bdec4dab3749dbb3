#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verify/remedy.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/instant.h"
#include "unit/verify/pki.h"
#include "unit/verify/shapes.h"
#include "verify/forecast.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each remedy as "kind certificate dropped verifier break", less what it does
 * not have; best first. */
static const struct remedy_case {
	const char *shape, *verifier, *now;
	const char *wanted;
} cases[] = {
	{ "leaf ends first", "openssl-3", "2023-08-01T00:00:00Z",
	    "renew-leaf leaf 2035-01-01T00:00:00Z\n" },
	{ "leaf ends first", "complete", "2023-08-01T00:00:00Z",
	    "renew-leaf leaf 2035-01-01T00:00:01Z\n" },
	{ "leaf ends first", "openssl-3", "2031-01-01T00:00:00Z",
	    "renew-leaf leaf 2035-01-01T00:00:00Z\n" },
	{ "intermediate ends first", "openssl-3", "2023-08-01T00:00:00Z",
	    "" },
	{ "ends before it starts", "openssl-3", "2023-08-01T00:00:00Z",
	    "renew-leaf leaf 2035-01-01T00:00:00Z\n" },
	{ "one second", "openssl-3", "2023-08-01T00:00:00Z",
	    "renew-leaf leaf 2035-01-01T00:00:00Z\n" },
	{ "self-signed leaf in the store", "openssl-3",
	    "2023-08-01T00:00:00Z", "" },
	{ "incident", "openssl-1.0.2", "2023-08-01T00:00:00Z",
	    "drop-served new 2031-02-12T18:48:52Z\n"
	    "remove-anchor old 2031-02-12T18:48:52Z\n"
	    "switch-verifier openssl-1.0.2-trusted-first "
	    "2031-02-12T18:48:52Z\n"
	    "switch-verifier openssl-1.1 2031-02-12T18:48:52Z\n" },
	{ "incident", "openssl-1.0.2", "2023-10-01T00:00:00Z",
	    "drop-served new 2031-02-12T18:48:52Z\n"
	    "remove-anchor old 2031-02-12T18:48:52Z\n"
	    "switch-verifier openssl-1.0.2-trusted-first "
	    "2031-02-12T18:48:52Z\n"
	    "switch-verifier openssl-1.1 2031-02-12T18:48:52Z\n" },
	{ "incident", "openssl-3", "2023-08-01T00:00:00Z", "" },
	{ "incident, old root alone, new one known", "openssl-1.0.2",
	    "2023-08-01T00:00:00Z",
	    "add-anchor-drop-served new new 2031-02-12T18:48:52Z\n" },
	{ "incident, old root alone, new one known", "openssl-3",
	    "2023-08-01T00:00:00Z", "add-anchor new 2031-02-12T18:48:52Z\n" },
	{ "addtrust", "openssl-1.0.2", "2020-05-01T00:00:00Z",
	    "drop-served twin 2030-01-01T00:00:00Z\n"
	    "remove-anchor base 2030-01-01T00:00:00Z\n"
	    "switch-verifier openssl-1.0.2-trusted-first "
	    "2030-01-01T00:00:00Z\n"
	    "switch-verifier openssl-1.1 2030-01-01T00:00:00Z\n" },
	{ "incident, old root alone, longer cross known", "openssl-1.0.2",
	    "2023-08-01T00:00:00Z", "serve-known new 2028-01-01T00:00:00Z\n" },
	{ "incident, old root alone, longer cross known", "openssl-3",
	    "2023-08-01T00:00:00Z", "serve-known new 2028-01-01T00:00:00Z\n" },
	{ "intermediate is not served, but known", "openssl-3",
	    "2023-08-01T00:00:00Z",
	    "serve-known issuing 2030-01-01T00:00:00Z\n" },
	{ "addtrust in reverse", "openssl-3", "2022-08-01T00:00:00Z",
	    "remove-anchor twin 2030-01-01T00:00:00Z\n" },
	{ "addtrust in reverse", "openssl-3", "2024-08-01T00:00:00Z",
	    "remove-anchor twin 2030-01-01T00:00:00Z\n" },
	{ "alternative below the top", "openssl-1.0.1",
	    "2023-08-01T00:00:00Z",
	    "drop-served issuing 2028-01-01T00:00:00Z\n"
	    "switch-verifier openssl-1.0.1n 2028-01-01T00:00:00Z\n"
	    "switch-verifier openssl-1.0.2 2028-01-01T00:00:00Z\n" },
	/* What recovers by itself next year is not mended by a renewal. */
	{ "two windows of one twin each", "openssl-3",
	    "2023-08-01T00:00:00Z", "" },
	{ "dst, cross before root in the store", "openssl-3",
	    "2023-08-01T00:00:00Z",
	    "remove-anchor x1 2025-09-15T16:00:00Z\n"
	    "switch-verifier openssl-3-partial 2025-09-15T16:00:00Z\n" },
	{ "served out of order", "mbedtls-2.28", "2023-08-01T00:00:00Z",
	    "reorder-served 2032-01-01T00:00:01Z\n" },
	{ "alternative below the top", "wolfssl-5", "2023-08-01T00:00:00Z",
	    "drop-served issuing 2028-01-01T00:00:01Z\n"
	    "switch-verifier wolfssl-5-alt 2028-01-01T00:00:01Z\n" },
	{ "intermediate in the store", "openssl-3", "2023-08-01T00:00:00Z",
	    "switch-verifier openssl-3-partial 2030-01-01T00:00:00Z\n" },
};

static char *
list(const struct remedies *remedies)
{
	struct buf out = BUF_INIT(4096);
	char when[INSTANT_TEXT];

	buf_text(&out, "");
	for (size_t i = 0; i < remedies->n; i++) {
		const struct remedy *r = &remedies->items[i];

		buf_text(&out, remedy_kind_name(r->kind));
		if (r->cert != NULL)
			buf_printf(&out, " %s", r->cert->short_name);
		if (r->dropped != NULL)
			buf_printf(&out, " %s", r->dropped->short_name);
		if (r->verifier != NULL)
			buf_printf(&out, " %s", r->verifier->name);
		buf_printf(&out, " %s\n",
		    instant_format(when, r->breaks_at_s));
	}
	return out.p;
}

static void
test_remedies(void **state)
{
	struct err err = ERR_NONE;
	char message[256];
	struct pki pki;
	size_t bad = 0;

	(void)state;
	pki_init(&pki);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct remedy_case *c = &cases[i];
		const struct shape *shape = shape_find(c->shape);
		struct question question;
		struct forecast forecast;
		int64_t now_s;
		char *found;

		assert_non_null(shape);
		assert_int_equal(pki_read(&pki, shape->text, message,
		    sizeof(message)), 0);
		assert_int_equal(instant_parse(&now_s, c->now, &err), 0);
		question = pki_question(&pki, c->verifier);
		forecast_make(&forecast, &question, &pki.known, now_s);
		found = list(&forecast.remedies);
		if (strcmp(found ? found : "", c->wanted) != 0) {
			print_error("%s, %s at %s:\nwanted\n%sfound\n%s",
			    c->shape, c->verifier, c->now, c->wanted,
			    found ? found : "");
			bad++;
		}
		free(found);
		forecast_release(&forecast);
	}
	pki_release(&pki);
	assert_int_equal(bad, 0);
}

static void
test_words(void **state)
{
	const struct cert *leaf, *cross, *root;
	char message[256], *text;
	struct pki pki;

	(void)state;
	pki_init(&pki);
	assert_int_equal(pki_read(&pki, shape_find("incident")->text,
	    message, sizeof(message)), 0);
	leaf = pki_cert(&pki, "leaf");
	cross = pki_cert(&pki, "new-by-old");
	root = pki_cert(&pki, "new");
	const struct {
		struct remedy remedy;
		const char *wanted;
	} words[] = {
		{ { .kind = REMEDY_RENEW_LEAF, .cert = leaf },
		    "renew the certificate of 'leaf'" },
		{ { .kind = REMEDY_REORDER_SERVED }, "let the server send "
		    "each certificate right before that of its issuer" },
		{ { .kind = REMEDY_SERVE_KNOWN, .cert = cross },
		    "let the server also send 'new' as issued by 'old', "
		    "right behind what it issued" },
		{ { .kind = REMEDY_REMOVE_ANCHOR, .cert = root },
		    "remove the anchor 'new' as issued by 'new' from the "
		    "release" },
		{ { .kind = REMEDY_SWITCH_VERIFIER,
		      .verifier = verifier_find("openssl-3-partial") },
		    "let the release verify as openssl-3-partial does: "
		    "OpenSSL 3.0 and later with X509_V_FLAG_PARTIAL_CHAIN" },
		{ { .kind = REMEDY_DROP_SERVED, .cert = cross },
		    "let the server stop sending 'new' as issued by 'old'" },
		{ { .kind = REMEDY_ADD_ANCHOR, .cert = root },
		    "add the anchor 'new' to the release" },
		{ { .kind = REMEDY_ADD_ANCHOR_DROP_SERVED, .cert = root,
		      .dropped = cross },
		    "add the anchor 'new' to the release and, once the "
		    "devices have it and not before, let the server "
		    "stop sending 'new' as issued by 'old'" },
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		text = remedy_text(&words[i].remedy);
		assert_string_equal(text, words[i].wanted);
		free(text);
	}
	pki_release(&pki);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remedies),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
