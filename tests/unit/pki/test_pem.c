#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pki/pem.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))
#define BLOCKS		3

#define B	"-----BEGIN CERTIFICATE-----"
#define E	"-----END CERTIFICATE-----"
#define BT	"-----BEGIN TRUSTED CERTIFICATE-----"
#define ET	"-----END TRUSTED CERTIFICATE-----"
#define BX	"-----BEGIN X509 CERTIFICATE-----"
#define EX	"-----END X509 CERTIFICATE-----"

#define NO_END	"a BEGIN line without its END"
#define NO_PAIR	"an END line that does not match its BEGIN"
#define DASHES	"a BEGIN or END line whose label has not five dashes right " \
	"after it"
#define NO_BEGIN "an END line without its BEGIN"
#define NO_B64	"a character that is not base64"
#define CUT	"base64 that is cut short"

/* A block by its line, and its bytes as text or its fault. */
struct wanted {
	size_t line;
	const char *der, *fault;
};

static const struct pem_case {
	const char *name, *text;
	struct wanted wanted[BLOCKS];
} cases[] = {
	{ "nothing", "", { { 0 } } },
	{ "no block", "just text\n", { { 0 } } },
	{ "one", B "\nYWJj\n" E "\n", { { 1, "abc", NULL } } },
	{ "two", B "\nYWJj\n" E "\n" B "\nZGVm\n" E "\n",
	    { { 1, "abc", NULL }, { 4, "def", NULL } } },
	{ "CR LF", "x\r\n" B "\r\nYWJj\r\n" E "\r\n" B "\r\nZGVm\r\n" E,
	    { { 2, "abc", NULL }, { 5, "def", NULL } } },
	{ "CR alone", "x\r" B "\rYWJj\r" E "\r" B "\rZGVm\r" E "\r",
	    { { 2, "abc", NULL }, { 5, "def", NULL } } },
	{ "byte order mark", "\xef\xbb\xbf" B "\nYWJj\n" E,
	    { { 1, "abc", NULL } } },
	{ "indented", "  ca: |\n    " B "\n    YWJj\n    " E "\n",
	    { { 2, "abc", NULL } } },
	{ "spaces at the ends", B " \t\nYWJj \n" E " \n",
	    { { 1, "abc", NULL } } },
	{ "any width", B "\nYW\nJjZ\nGV\nm\n" E, { { 1, "abcdef", NULL } } },
	{ "one padding", B "\nYWI=\n" E, { { 1, "ab", NULL } } },
	{ "two paddings", B "\nYQ==\n" E, { { 1, "a", NULL } } },
	{ "comments between", "# Old Root\n=====\n" B "\nYWJj\n" E
	    "\n# New -----\n" B "\nZGVm\n" E "\n# end\n",
	    { { 3, "abc", NULL }, { 7, "def", NULL } } },
	{ "glued", B "\nYWJj\n" E B "\nZGVm\n" E,
	    { { 1, "abc", NULL }, { 3, "def", NULL } } },
	{ "all on one line", B "YWJj" E, { { 1, "abc", NULL } } },
	{ "X509", BX "\nYWJj\n" EX, { { 1, "abc", NULL } } },
	{ "TRUSTED, with a trailer", BT "\nBAFhMAA=\n" ET,
	    { { 1, "\x04\x01" "a", NULL } } },
	{ "TRUSTED without DER", BT "\nYWJj\n" ET,
	    { { 1, NULL, "no DER inside" } } },
	{ "TRUSTED of one byte", BT "\nBA==\n" ET,
	    { { 1, NULL, "no DER inside" } } },
	{ "TRUSTED of huge length", BT "\nMIT/////\n" ET,
	    { { 1, NULL, "no DER inside" } } },
	{ "key and request go by", "-----BEGIN PRIVATE KEY-----\nYWJj\n"
	    "-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE REQUEST-----\n"
	    "YWJj\n-----END CERTIFICATE REQUEST-----\n" B "\nYWJj\n" E,
	    { { 7, "abc", NULL } } },
	{ "no END", B "\nYWJj\n", { { 1, NULL, NO_END } } },
	{ "no END before the next", B "\nYWJj\n" B "\nZGVm\n" E,
	    { { 1, NULL, NO_END }, { 3, "def", NULL } } },
	{ "no END before a key", B "\nYWJj\n-----BEGIN KEY-----\n" E,
	    { { 1, NULL, NO_END }, { 4, NULL, NO_BEGIN } } },
	{ "END of another kind", BX "\nYWJj\n" E "\n" B "\nZGVm\n" E,
	    { { 1, NULL, NO_PAIR }, { 4, "def", NULL } } },
	{ "END of something else", B "\nYWJj\n-----END KEY-----\n",
	    { { 1, NULL, NO_PAIR } } },
	{ "BEGIN with four dashes", "-----BEGIN CERTIFICATE----\nYWJj\n" E
	    "\n" B "\nZGVm\n" E, { { 1, NULL, DASHES },
	    { 4, "def", NULL } } },
	{ "BEGIN without dashes", "-----BEGIN CERTIFICATE\nYWJj\n" E,
	    { { 1, NULL, DASHES } } },
	{ "END with four dashes", B "\nYWJj\n-----END CERTIFICATE----\n",
	    { { 1, NULL, DASHES } } },
	{ "dashes of BEGIN and END shared", "-----BEGIN CERTIFICATE"
	    "-----END CERTIFICATE-----\n", { { 1, NULL, DASHES } } },
	{ "BEGIN at the very end", "-----BEGIN CERTIFICATE",
	    { { 1, NULL, NO_END } } },
	{ "a stray END", E "\n" B "\nYWJj\n" E,
	    { { 1, NULL, NO_BEGIN }, { 2, "abc", NULL } } },
	{ "a stray END of a key", "-----END PRIVATE KEY-----\n" B "\nYWJj\n" E,
	    { { 2, "abc", NULL } } },
	{ "four dashes before BEGIN", B "\nYWJj\n" E "\n"
	    "----BEGIN CERTIFICATE-----\nZGVm\n" E "\n" B "\nZ2hp\n" E,
	    { { 1, "abc", NULL }, { 6, NULL, NO_BEGIN },
	    { 7, "ghi", NULL } } },
	{ "a wrong label at BEGIN",
	    "-----BEGIN CERTIFICATX-----\nZGVm\n" E "\n" B "\nYWJj\n" E,
	    { { 3, NULL, NO_BEGIN }, { 4, "abc", NULL } } },
	{ "a blank after the label of BEGIN",
	    "-----BEGIN CERTIFICATE -----\nZGVm\n" E "\n" B "\nYWJj\n" E,
	    { { 1, NULL, DASHES }, { 4, "abc", NULL } } },
	{ "a blank after the label of both", "-----BEGIN CERTIFICATE -----\n"
	    "ZGVm\n-----END CERTIFICATE -----\n" B "\nYWJj\n" E,
	    { { 1, NULL, DASHES }, { 4, "abc", NULL } } },
	{ "a revocation list goes by", "-----BEGIN X509 CRL-----\nYWJj\n"
	    "-----END X509 CRL-----\n" B "\nYWJj\n" E,
	    { { 4, "abc", NULL } } },
	{ "empty block", B "\n" E, { { 1, NULL, "an empty block" } } },
	{ "bad base64", B "\nYW!j\n" E "\n" B "\nZGVm\n" E,
	    { { 1, NULL, NO_B64 }, { 4, "def", NULL } } },
	{ "headers inside", B "\nProc-Type: 4\n\nYWJj\n" E,
	    { { 1, NULL, NO_B64 } } },
	{ "one letter too few", B "\nYWJjZ\n" E, { { 1, NULL, CUT } } },
	{ "no padding", B "\nYQ\n" E, { { 1, NULL, CUT } } },
	{ "text after padding", B "\nYQ==YWJj\n" E,
	    { { 1, NULL, "base64 after its padding" } } },
	{ "three paddings", B "\nY===\n" E,
	    { { 1, NULL, "too much padding" } } },
	{ "padding twice", B "\nYQ======\n" E,
	    { { 1, NULL, "too much padding" } } },
};

static struct span
span_of(const char *text, size_t n)
{
	return (struct span){ (const uint8_t *)text, n };
}

static void
check_block(const char *name, const struct pem_block *got,
    const struct wanted *wanted)
{
	const char *fault = got->fault ? got->fault : "(none)";

	if (strcmp(fault, wanted->fault ? wanted->fault : "(none)") != 0)
		fail_msg("%s: fault %s", name, fault);
	if (got->line != wanted->line)
		fail_msg("%s: line %zu", name, got->line);
	if (wanted->der == NULL)
		assert_int_equal(got->der.n, 0);
	else if (!span_equal(got->der, span_of(wanted->der,
		strlen(wanted->der))))
		fail_msg("%s: other bytes (%zu)", name, got->der.n);
}

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct pem_case *c = &cases[i];
		struct pem_reader reader;
		struct pem_block block;
		size_t n = 0;

		pem_open(&reader, span_of(c->text, strlen(c->text)));
		while (pem_next(&reader, &block)) {
			if (n == BLOCKS || c->wanted[n].line == 0)
				fail_msg("%s: too many blocks", c->name);
			check_block(c->name, &block, &c->wanted[n++]);
		}
		if (n < BLOCKS && c->wanted[n].line != 0)
			fail_msg("%s: %zu blocks", c->name, n);
		pem_close(&reader);
	}
}

static void
test_extent(void **state)
{
	static const char text[] = "one\n" B "\nYWJj\n" E "\r\ntwo\n";
	struct pem_reader reader;
	struct pem_block block;

	(void)state;
	pem_open(&reader, span_of(text, strlen(text)));
	assert_true(pem_next(&reader, &block));
	assert_memory_equal(text + block.begin, B, strlen(B));
	assert_string_equal(text + block.end, "two\n");
	assert_false(pem_next(&reader, &block));
	assert_false(pem_next(&reader, &block));
	pem_close(&reader);
}

static size_t
count_begins(const char *text, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i + 11 <= n; i++)
		count += memcmp(text + i, "-----BEGIN ", 11) == 0;
	return count;
}

/* The blocks of each beginning of text: never more than it has BEGIN lines,
 * and none is good before its END is there. */
static void
test_every_prefix(void **state)
{
	static const char text[] = "x\n" B "\r\nYWJjZGVm\r\n" E "\r\n" BT
	    "\nBAFhMAA=\n" ET "\n";
	size_t first_end = (size_t)(strstr(text, E) - text) + strlen(E);

	(void)state;
	for (size_t n = 0; n <= strlen(text); n++) {
		char *copy = mem_dup(text, n);	/* reading on is seen */
		struct pem_reader reader;
		struct pem_block block;
		size_t blocks = 0, good = 0;

		pem_open(&reader, span_of(copy, n));
		while (pem_next(&reader, &block)) {
			assert_true(block.begin < block.end);
			assert_true(block.end <= n);
			blocks++;
			good += block.fault == NULL;
		}
		assert_true(blocks <= count_begins(text, n));
		assert_int_equal(good, (n >= first_end) +
		    (n >= strlen(text) - 1));
		pem_close(&reader);
		free(copy);
	}
}

static void
fill_block(struct buf *text, size_t der_bytes)
{
	buf_text(text, B "\n");
	for (size_t i = 0; i < der_bytes / 3; i++)
		buf_text(text, "AAAA");
	buf_text(text, "\n" E "\n");
}

static void
test_large_block(void **state)
{
	size_t most = (LIMIT_CERT_BYTES + 4096) / 3 * 3;

	(void)state;
	for (size_t more = 0; more <= 3; more += 3) {
		struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
		struct pem_reader reader;
		struct pem_block block;

		fill_block(&text, most + more);
		fill_block(&text, 3);
		pem_open(&reader, buf_span(&text));
		assert_true(pem_next(&reader, &block));
		if (more == 0)
			assert_null(block.fault);
		else
			assert_string_equal(block.fault,
			    "more bytes than we read");
		assert_true(pem_next(&reader, &block));
		assert_null(block.fault);
		assert_int_equal(block.der.n, 3);
		pem_close(&reader);
		buf_release(&text);
	}
}

/* Each block costs what it holds, whatever the size of the file. */
static void
test_many_without_end(void **state)
{
	struct buf text = BUF_INIT(LIMIT_BUNDLE_BYTES);
	struct pem_reader reader;
	struct pem_block block;
	size_t n = 0;

	(void)state;
	while (text.n < LIMIT_BUNDLE_BYTES / 32)
		buf_text(&text, B "\n");
	pem_open(&reader, buf_span(&text));
	while (pem_next(&reader, &block)) {
		assert_string_equal(block.fault, NO_END);
		assert_int_equal(block.line, ++n);
	}
	assert_int_equal(n, text.n / strlen(B "\n"));
	pem_close(&reader);
	buf_release(&text);
}

static void
a_cut_begin_line_is_seen(void **state)
{
	static const struct {
		const char *text;
		size_t line;
	} ends[] = {
		{ "", 0 },
		{ "-----BEGIN", 0 },
		{ "-----BEGIN ", 1 },
		{ "x\n-----BEGIN C", 2 },
		{ E "-----BEGIN TRUSTED CERTIFICAT", 1 },
		{ "x\r\n-----BEGIN X509 ", 2 },
		{ "-----BEGIN CERTIFICATE", 0 },	/* a faulty block */
		{ "-----BEGIN P", 0 },
		{ "-----BEGIN CERT\n", 0 },
		{ B "\nYWJj\n" E "\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < N(ends); i++) {
		size_t n = strlen(ends[i].text), line;
		char *exact = mem_dup(ends[i].text, n);

		line = pem_cut_line(span_of(exact, n));
		if (line != ends[i].line)
			fail_msg("'%s': line %zu", ends[i].text, line);
		free(exact);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_begin_line_is_seen),
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_extent),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_large_block),
		cmocka_unit_test(test_many_without_end),
	};

	return cmocka_run_group_tests_name("pem", tests, NULL, NULL);
}
