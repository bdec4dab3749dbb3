#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define NO_DIGIT	"a character that is not base64"
#define PADDED		"base64 after its padding"
#define PADDING		"too much padding"
#define CUT		"base64 that is cut short"

static const struct base64_case {
	const char *text, *bytes, *fault;
} cases[] = {
	{ "", "", NULL },
	{ "Zm9v", "foo", NULL },
	{ "Zm9vYg==", "foob", NULL },
	{ "Zm9vYmE=", "fooba", NULL },
	{ "Zm9vYmFy", "foobar", NULL },
	{ "Z\nm 9\tv\r\n", "foo", NULL },
	{ "Zm9v\nYmFy\n", "foobar", NULL },
	{ "Zm9vY\nmFy", "foobar", NULL },
	{ "Zm9vYg=\n=\n", "foob", NULL },
	{ "+/+/", "\xfb\xff\xbf", NULL },
	{ "Zm9vYmE!", NULL, NO_DIGIT },
	{ "!m9v", NULL, NO_DIGIT },
	{ "Z!9v", NULL, NO_DIGIT },
	{ "Zm!v", NULL, NO_DIGIT },
	{ "Zm9\xff", NULL, NO_DIGIT },
	{ "Zm9-", NULL, NO_DIGIT },
	{ "Zm9_", NULL, NO_DIGIT },
	{ "Zg==Zm9v", NULL, PADDED },
	{ "Zg=v", NULL, PADDED },
	{ "Z===", NULL, PADDING },
	{ "====", NULL, PADDING },
	{ "Zm9vY", NULL, CUT },
	{ "Zm9vYg", NULL, CUT },
	{ "Zm9vYmE", NULL, CUT },
	{ "Zm9vYg=", NULL, CUT },
};

static void
each_text_gives_its_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct base64_case *c = &cases[i];
		struct buf out = BUF_INIT(100);
		const char *fault = base64_decode(&out, (struct span){
			(const uint8_t *)c->text, strlen(c->text) });

		if ((fault == NULL) != (c->fault == NULL) ||
		    (fault != NULL && strcmp(fault, c->fault) != 0))
			fail_msg("%s: %s", c->text, fault ? fault : "fine");
		if (fault == NULL && (out.n != strlen(c->bytes) ||
			memcmp(c->bytes, out.n > 0 ? out.p : "", out.n) != 0))
			fail_msg("%s: other bytes", c->text);
		buf_release(&out);
	}
}

/* Every length up to some lines, in lines of every width. */
static void
what_is_encoded_is_decoded(void **state)
{
	uint8_t bytes[500];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 167 + i / 256);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct buf text = BUF_INIT(1000), lines = BUF_INIT(2000);
		struct buf out = BUF_INIT(sizeof(bytes));
		size_t width = n % 80 + 1;

		base64_encode(&text, (struct span){ bytes, n });
		for (size_t at = 0; at < text.n; at += width) {
			buf_append(&lines, text.p + at,
			    text.n - at < width ? text.n - at : width);
			buf_text(&lines, "\n");
		}
		assert_null(base64_decode(&out, buf_span(&lines)));
		assert_int_equal(out.n, n);
		if (n > 0)
			assert_memory_equal(out.p, bytes, n);
		buf_release(&text);
		buf_release(&lines);
		buf_release(&out);
	}
}

static void
more_than_fits_is_told(void **state)
{
	static const struct span text = { (const uint8_t *)"Zm9vYmFy", 8 };

	(void)state;
	for (size_t max = 5; max <= 7; max++) {
		struct buf out = BUF_INIT(max);
		const char *fault = base64_decode(&out, text);

		if (max < 6)
			assert_string_equal(fault, "more bytes than we read");
		else
			assert_null(fault);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_gives_its_bytes),
		cmocka_unit_test(what_is_encoded_is_decoded),
		cmocka_unit_test(more_than_fits_is_told),
	};

	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
