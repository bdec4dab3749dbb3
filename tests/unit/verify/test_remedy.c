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

/* Each remedy as "kind certificate [dropped] break", best first. */
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
	    "drop-served new 2031-02-12T18:48:52Z\n" },
	{ "incident", "openssl-1.0.2", "2023-10-01T00:00:00Z",
	    "drop-served new 2031-02-12T18:48:52Z\n" },
	{ "incident", "openssl-3", "2023-08-01T00:00:00Z", "" },
	{ "incident, old root alone, new one known", "openssl-1.0.2",
	    "2023-08-01T00:00:00Z",
	    "add-anchor-drop-served new new 2031-02-12T18:48:52Z\n" },
	{ "incident, old root alone, new one known", "openssl-3",
	    "2023-08-01T00:00:00Z", "add-anchor new 2031-02-12T18:48:52Z\n" },
	{ "addtrust", "openssl-1.0.2", "2020-05-01T00:00:00Z",
	    "drop-served twin 2030-01-01T00:00:00Z\n" },
	/* What recovers by itself next year is not mended by a renewal. */
	{ "two windows of one twin each", "openssl-3",
	    "2023-08-01T00:00:00Z", "" },
	{ "dst, cross before root in the store", "openssl-3",
	    "2023-08-01T00:00:00Z", "" },
};

static char *
list(const struct remedies *remedies)
{
	struct buf out = BUF_INIT(4096);
	char when[INSTANT_TEXT];

	buf_text(&out, "");
	for (size_t i = 0; i < remedies->n; i++) {
		const struct remedy *r = &remedies->items[i];

		buf_printf(&out, "%s %s%s%s %s\n", remedy_kind_name(r->kind),
		    r->cert->short_name, r->dropped ? " " : "",
		    r->dropped ? r->dropped->short_name : "",
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
		{ { .kind = REMEDY_DROP_SERVED, .cert = cross },
		    "let the server stop sending 'new' as issued by 'old'" },
		{ { .kind = REMEDY_ADD_ANCHOR, .cert = root },
		    "add the anchor 'new' to the release" },
		{ { .kind = REMEDY_ADD_ANCHOR_DROP_SERVED, .cert = root,
		      .dropped = cross },
		    "add the anchor 'new' to the release and let the server "
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
