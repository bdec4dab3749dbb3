#include "image/encrypted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"

#define N(items)	(sizeof(items) / sizeof((items)[0]))
#define BYTES(text)	(text), sizeof(text) - 1

#define PASSWORD "\x8c\x04\x04\x09\x03\x08"	/* a session key, version 4 */
#define KEY	"\x84\x03\x03" "ab"	/* one under a public key, version 3 */
#define OID	"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
#define CMS(n)	"\x30\x0f" OID n "\x05\0\0\0"
#define SIZE(n)	"\0\0\0\0\0\0\0" n

static const struct encrypted_case {
	const char *name, *bytes;
	size_t n;
	const char *want;
} cases[] = {
	{ "nothing", BYTES(""), NULL },
	{ "text", BYTES("just text, and some more of it"), NULL },
	{ "PGP, a password", BYTES(PASSWORD "\xd2\x05\x01" "data"), "PGP" },
	{ "PGP, a key", BYTES(KEY "\xd2\x05\x01" "data"), "PGP" },
	{ "PGP, both, data in parts", BYTES(KEY PASSWORD "\xd2\xe9" "data"),
	    "PGP" },
	{ "PGP, old data of no length", BYTES(PASSWORD "\xa7" "data"),
	    "PGP" },
	{ "PGP, new lengths", BYTES("\xc3\x04\x06\x09\x03\x08\xd4\xff\0\0\0"
	    "\x01x"), "PGP" },
	{ "PGP that is signed", BYTES("\x88\x02\x04\x01\xd2\x01x"), NULL },
	{ "PGP of no version", BYTES("\x8c\x04\x01\x09\x03\x08\xd2\x01x"),
	    NULL },
	{ "PGP without data", BYTES(PASSWORD), NULL },
	{ "data alone", BYTES("\xd2\x05\x01" "data"), NULL },
	{ "CMS, enveloped", BYTES(CMS("\x03")), "CMS" },
	{ "CMS, encrypted", BYTES(CMS("\x06")), "CMS" },
	{ "CMS in BER", BYTES("\x30\x80" OID "\x03\xa0\x80"), "CMS" },
	{ "CMS, authenticated", BYTES("\x30\x82\x01\x00\x06\x0b\x2a\x86\x48"
	    "\x86\xf7\x0d\x01\x09\x10\x01\x17\xa0"), "CMS" },
	{ "CMS, signed", BYTES(CMS("\x02")), NULL },
	{ "CMS, cut off", BYTES("\x30\x0f\x06\x09\x2a\x86"), NULL },
	{ "RAUC", BYTES("noise" CMS("\x02") SIZE("\x11")), "RAUC" },
	{ "RAUC, its manifest encrypted too", BYTES("noise" CMS("\x03")
	    SIZE("\x11")), "RAUC" },
	{ "no size of RAUC", BYTES("noise" CMS("\x02") SIZE("\x10")), NULL },
	{ "RAUC of nothing", BYTES("noise" CMS("\x02") SIZE("\0")), NULL },
	{ "a size that is huge", BYTES("noise" CMS("\x02") "\x01"
	    "\0\0\0\0\0\0\x11"), NULL },
	{ "a signature alone", BYTES(CMS("\x02") SIZE("\x11")), NULL },
};

static const char *
kind_of(const struct encrypted_case *c, size_t n)
{
	uint8_t *exact = mem_dup(c->bytes, n);
	const char *kind = encrypted_kind((struct span){ exact, n });

	free(exact);
	return kind;
}

static void
each_is_known_by_its_structure(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const char *got = kind_of(&cases[i], cases[i].n);

		if (strcmp(got ? got : "none", cases[i].want ?
			cases[i].want : "none") != 0)
			fail_msg("%s: %s", cases[i].name, got ? got : "none");
	}
}

static void
every_prefix_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		for (size_t n = 0; n < cases[i].n; n++)
			kind_of(&cases[i], n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_known_by_its_structure),
		cmocka_unit_test(every_prefix_ends),
	};

	return cmocka_run_group_tests_name("encrypted", tests, NULL, NULL);
}
